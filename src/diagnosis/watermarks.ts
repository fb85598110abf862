/**
 * Does each zone have what the failed allocation asked for? The kernel's arithmetic: free pages less those the
 * allocation may not touch (CMA, the highatomic reserve) must exceed the `min` watermark plus what the zone keeps back
 * from allocations that could go higher (lowmem_reserve), and a block of the asked order must lie on a usable list. Up to
 * 4.3 more than half of `min` must be free without the single pages, more than a quarter without the pairs, and so on.
 */
import type { BuddyBlocks, MemoryState, OomReport, Zone } from '../report/event.js';
import { type Allocation, allocationOf, type ZoneLimit } from './allocation.js';
import { parseNodeList } from './node-list.js';

export interface ZoneVerdict {
  readonly node: number;
  readonly zone: string;
  /** `below`: too little usable memory; `no-block`: enough, but no block of that size, or too few of them; `passes`; `not-allowed`: the allocation may not use it. */
  readonly verdict: 'below' | 'no-block' | 'passes' | 'not-allowed';
  /** The allocation may use memory of that node, be it not of this zone. */
  readonly isOnAllowedNode: boolean;
  readonly freeBytes: number;
  /** Free memory of that zone that this allocation must not take. */
  readonly cmaBytes: number;
  readonly highatomicBytes: number;
  /** CMA within `usableBytes`, which movable pages may borrow. */
  readonly borrowableCmaBytes: number;
  /** `free` less the two above. */
  readonly usableBytes: number;
  /** `min`, which contains `boost`. */
  readonly minBytes: number;
  readonly boostBytes: number;
  readonly reserveBytes: number;
  /** Size of the zone, where printed (`managed`, before 3.8 `present`). */
  readonly sizeBytes: number | null;
  /** Blocks of the asked order or larger on usable lists; null where the log has no buddy list for the zone. */
  readonly usableBlocks: number | null;
}

/** Zone names from low to high per configuration; the position is the index into `lowmem_reserve[]`. */
const ZONES_64: readonly string[] = ['DMA', 'DMA32', 'Normal', 'Movable', 'Device'];
const ZONES_32: readonly string[] = ['DMA', 'Normal', 'HighMem', 'Movable', 'Device'];
/** 2.6.15 to 2.6.18 had the zone between, empty, on 32-bit machines too. */
const ZONES_32_OLD: readonly string[] = ['DMA', 'DMA32', 'Normal', 'HighMem'];

/** Empty where the flags, the watermarks or the zones are not in the log. */
export function judgeZones(report: OomReport): readonly ZoneVerdict[] {
  const allocation = allocationOf(report.trigger);
  const memory = report.memory;
  if (memory === null || allocation.highestZone === null || allocation.order === null) return [];
  const order = zoneOrder(memory);
  const highest = highestIndex(order, allocation.highestZone);
  const allowed = parseNodeList(report.trigger?.nodemask) ?? parseNodeList(report.trigger?.memsAllowed);
  return memory.nodes.flatMap((node) =>
    node.zones.flatMap((zone) => {
      const index = order.indexOf(zone.name);
      const isOnAllowedNode = allowed === null || allowed.has(node.node);
      const isAllowed = index <= highest && isOnAllowedNode;
      const isTop = !node.zones.some((other) => order.indexOf(other.name) > index && index < highest);
      const judged = judge(zone, node.node, isAllowed, allocation, isTop, highest, memory.pageSizeBytes);
      return judged === null ? [] : [{ ...judged, isOnAllowedNode }];
    }),
  );
}

/** Whether the log lost a zone that could have served: `lowmem_reserve[]` grows with every higher zone that has memory. */
export function isZoneLost({ memory, trigger }: OomReport): boolean {
  const { highestZone } = allocationOf(trigger);
  if (memory === null || highestZone === null) return false;
  const highest = highestIndex(zoneOrder(memory), highestZone);
  return memory.nodes.some(({ zones }) =>
    zones.some(({ lowmemReservePages }, place) => {
      const reserves = lowmemReservePages.slice(0, highest + 1);
      const steps = reserves.filter((pages, index) => pages > (reserves[index - 1] ?? 0));
      return steps.length > zones.length - place - 1;
    }),
  );
}

/**
 * The lowest zone with memory above those that the allocation may use, where it is not among those shown: since 6.1 the kernel
 * leaves such zones out. Null where there is none.
 */
export function hiddenZone({ memory, trigger }: OomReport): 'HighMem' | 'Movable' | null {
  const { highestZone } = allocationOf(trigger);
  if (memory === null || highestZone === null) return null;
  const order = zoneOrder(memory);
  const highest = highestIndex(order, highestZone);
  const isAbove = memory.nodes.some(({ zones }) =>
    zones.some(({ lowmemReservePages: pages }) => (pages.at(-1) ?? 0) > (pages[highest] ?? Number.NaN)),
  );
  // Of a node that has no other zone nothing is shown.
  const isBare = [...(parseNodeList(trigger?.memsAllowed) ?? [])].some(
    (allowed) => !memory.nodes.some(({ node, zones }) => node === allowed && zones.length > 0),
  );
  const isShown = memory.nodes.some(({ zones }) => zones.some(({ name }) => order.indexOf(name) > highest));
  if (isShown || !(isAbove || isBare)) return null;
  return order.indexOf('HighMem') > highest ? 'HighMem' : 'Movable';
}

function zoneOrder(memory: MemoryState): readonly string[] {
  const names = new Set(memory.nodes.flatMap((node) => node.zones.map((zone) => zone.name)));
  // The zone itself may be left out.
  if (!names.has('HighMem') && !memory.highmemPages) return ZONES_64;
  if (names.has('DMA32')) return ZONES_32_OLD;
  // 32-bit machines without a DMA zone (ARM) do not count it in `lowmem_reserve[]` either.
  return names.has('DMA') ? ZONES_32 : ZONES_32.slice(1);
}

/** On machines without that zone, the next lower one. */
function highestIndex(order: readonly string[], limit: ZoneLimit): number {
  const index = order.indexOf(limit);
  if (index >= 0) return index;
  return limit === 'DMA32' ? order.indexOf('DMA') : order.indexOf('Normal');
}

function judge(
  zone: Zone,
  node: number,
  isAllowed: boolean,
  allocation: Allocation,
  isTop: boolean,
  highest: number,
  pageSize: number,
): Omit<ZoneVerdict, 'isOnAllowedNode'> | null {
  if (zone.freeBytes === null || zone.minBytes === null) return null;
  const sizeBytes = zone.counters.managed ?? zone.counters.present ?? null;
  if (sizeBytes === 0) return null;
  const cmaBytes = allocation.isMovable ? 0 : freeCmaOf(zone);
  const reserves = zone.lowmemReservePages;
  const reserveBytes = (reserves[Math.min(highest, reserves.length - 1)] ?? 0) * pageSize;
  // Without its reserve, only of a zone below `min` alone is known that it is short.
  if (reserves.length === 0 && !isTop && zone.freeBytes > zone.minBytes) return null;
  const highatomicBytes = Math.min(highatomicOf(zone), Math.max(0, zone.freeBytes - cmaBytes));
  const usableBytes = Math.max(0, zone.freeBytes - cmaBytes - highatomicBytes);
  const usableBlocks = countBlocks(zone.buddy, allocation);
  const isBelow = usableBytes <= zone.minBytes + reserveBytes;
  const isOfBlocks = (allocation.order ?? 0) > 0 && usableBlocks !== null;
  const hasBlock =
    !isOfBlocks || (usableBlocks > 0 && !isKeptBack(zone.buddy, usableBytes, zone.minBytes, allocation));
  return {
    node,
    zone: zone.name,
    verdict: !isAllowed ? 'not-allowed' : isBelow ? 'below' : hasBlock ? 'passes' : 'no-block',
    freeBytes: zone.freeBytes,
    cmaBytes,
    highatomicBytes,
    borrowableCmaBytes: freeCmaOf(zone) - cmaBytes,
    usableBytes,
    minBytes: zone.minBytes,
    boostBytes: zone.counters.boost ?? 0,
    reserveBytes,
    sizeBytes,
    usableBlocks,
  };
}

function freeCmaOf({ counters }: Zone): number {
  return counters.free_cma ?? 0;
}

/** From 4.4 to 5.4 the reserve is not printed: what of it is free is at least the blocks of sizes that only its list has. */
function highatomicOf({ counters, buddy }: Zone): number {
  const printed = counters.free_highatomic ?? counters.reserved_highatomic;
  if (printed !== undefined) return printed;
  const blocks = buddy.filter(({ migrateTypes }) => migrateTypes === 'H');
  return blocks.reduce((sum, { blockBytes, count }) => sum + blockBytes * count, 0);
}

/** Blocks count when a list that the allocation may take from has some; H (highatomic) and I (isolated) never count. */
function countBlocks(buddy: readonly BuddyBlocks[], allocation: Allocation): number | null {
  if (buddy.length === 0) return null;
  const usable = allocation.isMovable ? /[UMERC]/ : /[UMER]/;
  return buddy
    .filter((blocks) => blocks.order >= Math.max(0, allocation.order ?? 0) && blocks.count > 0)
    .filter((blocks) => blocks.migrateTypes === null || usable.test(blocks.migrateTypes))
    .reduce((sum, blocks) => sum + blocks.count, 0);
}

/** __zone_watermark_ok() up to 4.3: what is left without the smaller blocks must exceed a mark halved for each size. */
function isKeptBack(
  buddy: readonly BuddyBlocks[],
  usableBytes: number,
  minBytes: number,
  { order, isKeptBackBySize }: Allocation,
): boolean {
  if (!isKeptBackBySize || order === null) return false;
  let left = usableBytes;
  for (let size = 0; size < order; size++) {
    const blocks = buddy.find((candidate) => candidate.order === size);
    left -= blocks === undefined ? 0 : blocks.count * blocks.blockBytes;
    if (left <= minBytes / 2 ** (size + 1)) return true;
  }
  return false;
}
