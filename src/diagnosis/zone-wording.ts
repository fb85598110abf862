/** Zones and their arithmetic in words. */
import { formatBytes, formatCount } from '../base/units.js';
import type { Evidence } from '../report/event.js';
import type { Facts } from './facts.js';
import type { ZoneVerdict } from './watermarks.js';
import { freeSum, unusableThere } from './zone-questions.js';

/** `node 0 Normal`. */
export function zoneName(zone: ZoneVerdict): string {
  return `node ${zone.node} ${zone.zone}`;
}

/** `node 0 Normal: 43.6 MiB free, needs more than 44 MiB (min) + 0 B (lowmem_reserve)`. */
function zoneArithmetic(zone: ZoneVerdict): string {
  if (zone.verdict === 'not-allowed')
    return `${zoneName(zone)}: ${formatBytes(zone.freeBytes)} free, which this allocation may not use`;
  const taken: string[] = [];
  if (zone.cmaBytes > 0) taken.push(`${formatBytes(zone.cmaBytes)} CMA`);
  if (zone.highatomicBytes > 0) taken.push(`${formatBytes(zone.highatomicBytes)} highatomic`);
  const usable = taken.length === 0 ? '' : `, of which ${taken.join(' and ')} not for this allocation`;
  const boost = zone.boostBytes > 0 ? `, ${formatBytes(zone.boostBytes)} of it boost` : '';
  const reserve = zone.reserveBytes > 0 ? ` plus ${formatBytes(zone.reserveBytes)} (lowmem_reserve)` : '';
  const few =
    (zone.usableBlocks ?? 0) > 0
      ? 'too little of it in blocks of that size'
      : 'no usable free block of that size';
  const blocks = zone.verdict === 'no-block' ? `; ${few}` : '';
  return (
    `${zoneName(zone)}: ${formatBytes(zone.freeBytes)} free${usable}; ` +
    `needs more than ${formatBytes(zone.minBytes)} (min${boost})${reserve}${blocks}`
  );
}

export function zoneEvidence(zones: readonly ZoneVerdict[]): readonly Evidence[] {
  return zones.map((zone) => ({ text: zoneArithmetic(zone), line: null }));
}

/** What a cpuset or a NUMA policy had left, as the beginning of a sentence. */
export function leftThere(facts: Facts): string {
  const zones = unusableThere(facts);
  if (zones.length === 0) return 'Those had nothing left';
  const names = [...new Set(zones.map(({ zone }) => zone))].join(' and ');
  return `Those had nothing left that this allocation may use: the ${formatBytes(freeSum(zones))} free there lie in zone ${names}, out of its reach`;
}

/** `16 KiB (4 contiguous pages)`. */
export function blockName(order: number, pageSize: number): string {
  return `${formatBytes(pageSize * 2 ** order)} (${formatCount(2 ** order)} contiguous pages)`;
}
