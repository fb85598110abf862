/** Puts each zone's free memory against its watermarks, with the free blocks by size. */
import { visibleText } from '../../base/text.js';
import type { OomEvent, Zone } from '../../report/event.js';
import type { ZoneView } from '../view-model.js';

/**
 * The zones of all nodes that the report shows, in its order; zones without a free counter are left out. None for a
 * cgroup at its limit, which says nothing about the machine.
 */
export function zonesOf(event: OomEvent): readonly ZoneView[] {
  const nodes = event.scope === 'memcg' ? [] : (event.memory?.nodes ?? []);
  return nodes.flatMap((node) =>
    node.zones.flatMap((zone) => (zone.freeBytes === null ? [] : [toView(node.node, zone, zone.freeBytes)])),
  );
}

function toView(node: number, zone: Zone, freeBytes: number): ZoneView {
  return {
    label: `Node ${node} ${visibleText(zone.name)}`,
    freeBytes,
    minBytes: zone.minBytes,
    lowBytes: zone.lowBytes,
    highBytes: zone.highBytes,
    verdict: verdictOf(zone, freeBytes),
    isShort: zone.minBytes !== null && freeBytes < zone.minBytes && !isEmpty(zone),
    buddy: zone.buddy.map((blocks) => ({
      blockBytes: blocks.blockBytes,
      count: blocks.count,
      migrateTypes: blocks.migrateTypes,
    })),
  };
}

/** A zone without memory has a watermark all the same, on 32-bit machines without high memory for one. */
function isEmpty({ counters }: Zone): boolean {
  return (counters.managed ?? counters.present) === 0;
}

function verdictOf(zone: Zone, free: number): string | null {
  if (isEmpty(zone)) return 'empty';
  if (zone.minBytes === null) return null;
  if (free < zone.minBytes) return 'below min';
  if (zone.lowBytes !== null && free < zone.lowBytes) return 'between min and low';
  if (zone.highBytes !== null && free < zone.highBytes) return 'between low and high';
  return 'above high';
}
