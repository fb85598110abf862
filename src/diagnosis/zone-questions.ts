/** Questions that several zone rules ask: which zones could have served the allocation, and which others had plenty. */
import type { OomReport } from '../report/event.js';
import type { Facts } from './facts.js';
import { usableRamBytes } from './limit.js';
import { hiddenZone, type ZoneVerdict } from './watermarks.js';

/** Zones the allocation was allowed to use. */
export function allowedZones(facts: Facts): readonly ZoneVerdict[] {
  return facts.zones.filter((zone) => zone.verdict !== 'not-allowed');
}

/** The kernel's own run, with all zones to look at: not a hand-made one, and not a cgroup's limit. */
export function isZoneQuestion(facts: Facts): boolean {
  const { report } = facts;
  const isKernels = report.killer === 'kernel' && report.scope !== 'memcg' && !report.manual;
  return isKernels && allowedZones(facts).length > 0 && !facts.isZoneLost;
}

/** Every allowed zone failed, for want of memory or of a block. */
export function allFailed(facts: Facts): boolean {
  return allowedZones(facts).every((zone) => zone.verdict !== 'passes');
}

/** Free memory well above the watermark: twice `min` and at least 8 MiB beyond it. */
export function hasPlenty(zone: ZoneVerdict): boolean {
  return zone.freeBytes > 2 * zone.minBytes && zone.freeBytes - zone.minBytes > 8 * 2 ** 20;
}

/** What the zones' `min` keeps from this allocation, without what the kernel added for a while. */
export function reserveBytes(facts: Facts): number {
  return allowedZones(facts).reduce((sum, zone) => sum + zone.minBytes - zone.boostBytes, 0);
}

export function freeSum(zones: readonly ZoneVerdict[]): number {
  return zones.reduce((sum, zone) => sum + zone.freeBytes, 0);
}

const NOTICEABLE = 0.03;

/** Enough was free that one wonders: a machine with its last megabyte in a reserve is simply full. */
export function isNoticeable(facts: Facts, zones: readonly ZoneVerdict[]): boolean {
  const ram =
    usableRamBytes(facts.report.memory) ?? zones.reduce((sum, zone) => sum + (zone.sizeBytes ?? 0), 0);
  return ram > 0 && freeSum(zones) >= NOTICEABLE * ram;
}

/** Zones of the allowed nodes with plenty of free memory that this allocation may not use, such as Movable for the kernel's own. */
export function unusableThere(facts: Facts): readonly ZoneVerdict[] {
  return facts.zones.filter(
    (zone) => zone.isOnAllowedNode && zone.verdict === 'not-allowed' && hasPlenty(zone),
  );
}

export interface FreeAbove {
  readonly bytes: number;
  /** Those that the log shows. */
  readonly zones: readonly ZoneVerdict[];
}

/** Plenty of free memory in a zone above those that the allocation may use, all of which are short. Null where there is none. */
export function freeAbove(facts: Facts, name: 'HighMem' | 'Movable'): FreeAbove | null {
  // Enough in pieces that are too small is fragmentation.
  if (!isZoneQuestion(facts) || !allowedZones(facts).every(({ verdict }) => verdict === 'below')) return null;
  const zones = unusableThere(facts).filter(({ zone }) => zone === name);
  const bytes = zones.length > 0 ? freeSum(zones) : hiddenZone(facts.report) === name ? hiddenFree(facts) : 0;
  return bytes > 0 ? { bytes, zones } : null;
}

/** What is free in zones that the report leaves out, where it shows all nodes. */
function hiddenFree({ report }: Facts): number {
  const free = report.scope === 'system' ? freeTotals(report) : null;
  return free !== null && free.unshown > Math.max(8 * 2 ** 20, 2 * free.shown) ? free.unshown : 0;
}

/** Free memory in the zones that the report shows, and in no such zone. Null where it lost lines or tells no total. */
export function freeTotals({ memory, completeness }: OomReport): { shown: number; unshown: number } | null {
  const isWhole = completeness.status === 'complete' && (completeness.lostRecords ?? 0) === 0;
  const total = memory?.totals.free;
  if (!isWhole || memory === null || total === undefined) return null;
  const zones = memory.nodes.flatMap((node) => node.zones);
  const shown = zones.reduce((sum, { freeBytes }) => sum + (freeBytes ?? 0), 0);
  return { shown, unshown: total * memory.pageSizeBytes - shown };
}
