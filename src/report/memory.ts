/** The Mem-Info block of a draft, with the page size that the report itself shows. */

import type { Draft, DraftZone } from './draft.js';
import type { BuddyBlocks, MemoryNode, MemoryState, Zone } from './event.js';
import type { Settled } from './settle.js';

export interface PageSize {
  readonly bytes: number;
  readonly source: MemoryState['pageSizeSource'];
}

const SMALLEST_PAGE = 4096;
/** Page sizes that Linux architectures use. */
const PAGE_SIZES = [4096, 8192, 16384, 32768, 65536];

/** The smallest block of a buddy list is one page; without one, total-vm of the kill line against the table's pages, or counters. */
export function pageSizeOf(draft: Draft, settled: Settled): PageSize {
  for (const zone of draft.zones) {
    const block = zone.buddy[0]?.blockBytes;
    if (block !== undefined && PAGE_SIZES.includes(block)) return { bytes: block, source: 'buddy' };
  }
  for (const [pid, reading] of settled.kills) {
    const pages = totalVmPages(draft, pid);
    if (reading.totalVmBytes === null || pages === null || pages === 0) continue;
    const size = PAGE_SIZES.find((bytes) => bytes * pages === reading.totalVmBytes);
    if (size !== undefined) return { bytes: size, source: 'total-vm' };
  }
  for (const usage of draft.usage.values()) {
    if (usage.pageBytes !== null) return { bytes: usage.pageBytes, source: 'unlimited-limit' };
  }
  const counted = pageSizeOfCounters(draft);
  if (counted !== null) return { bytes: counted, source: 'counters' };
  const built = pageSizeOfRelease(draft.identity?.release ?? '');
  return built === null ? { bytes: SMALLEST_PAGE, source: 'assumed' } : { bytes: built, source: 'release' };
}

/** Distributions name the page size at a release's end: Debian's `-arm64-16k`, Ubuntu's `-generic-64k`, SUSE's `-64kb`, Red Hat's `+64k`. */
const NAMED_SIZE = /[-+](16|64)kb?(?=[-+.]|$)/;
/** Red Hat's 64-bit Power kernels and its arm64 ones up to 8. */
const BUILT_WITH_64K = /\.el\d+\S*\.ppc64(?:le)?\b|\.el[78]\S*\.aarch64\b/;
/** Raspberry Pi OS' kernel of the Pi 5 (bcm2712_defconfig). */
const BUILT_WITH_16K = /-rpi-2712\b/;

function pageSizeOfRelease(release: string): number | null {
  const named = NAMED_SIZE.exec(release)?.[1];
  if (named !== undefined) return Number(named) * 1024;
  if (BUILT_WITH_64K.test(release)) return 64 * 1024;
  return BUILT_WITH_16K.test(release) ? 16 * 1024 : null;
}

/** The totals are in pages, the node lines in kB: any counter that is not zero and that all nodes have gives the size of a page. */
function pageSizeOfCounters(draft: Draft): number | null {
  if (draft.cutLines > 0) return null;
  for (const [name, pages] of Object.entries(draft.totals)) {
    if (draft.nodes.some((node) => node.counters[name] === undefined)) continue;
    const bytes = draft.nodes.reduce((sum, node) => sum + (node.counters[name] ?? 0), 0);
    const size = PAGE_SIZES.find((candidate) => pages > 0 && candidate * pages === bytes);
    if (size !== undefined) return size;
  }
  return null;
}

function totalVmPages(draft: Draft, pid: number): number | null {
  const row = draft.rows.find(pid);
  const column = draft.columns?.indexOf('total_vm') ?? 2;
  return row < 0 ? null : (draft.rows.value(row, column) ?? null);
}

/** Whether more of the Mem-Info block is left than headings. */
export function hasMemInfo(draft: Draft): boolean {
  const { pages, totals, nodes, zones, hugepages, swapFreeBytes, swapTotalBytes } = draft;
  return (
    [nodes, zones, hugepages, Object.keys(totals)].some(({ length }) => length > 0) ||
    pages.size > 0 ||
    swapFreeBytes !== null ||
    swapTotalBytes !== null
  );
}

export function memoryOf(draft: Draft, pageSize: PageSize): MemoryState | null {
  if (!hasMemInfo(draft) && draft.slab.length + draft.allocations.length === 0) return null;
  const { pages } = draft;
  return {
    pageSizeBytes: pageSize.bytes,
    pageSizeSource: pageSize.source,
    ramPages: pages.get('ram') ?? null,
    reservedPages: isReservedWrapped(pages) ? null : (pages.get('reserved') ?? null),
    highmemPages: pages.get('highmem') ?? null,
    cmaReservedPages: pages.get('cma-reserved') ?? null,
    hwpoisonedPages: pages.get('hwpoisoned') ?? null,
    swapTotalBytes: draft.swapTotalBytes,
    swapFreeBytes: draft.swapFreeBytes,
    swapCachePages: pages.get('swap-cache') ?? null,
    pagecachePages: pages.get('pagecache') ?? null,
    totals: draft.totals,
    nodes: nodesOf(draft, pageSize.bytes),
    unreclaimableSlab: draft.slab,
    allocations: draft.allocations,
  };
}

/** Less than nothing, counted without a sign, as 4.1 with CMA on 32 bits does: more than there is. */
export function isReservedWrapped(pages: Draft['pages']): boolean {
  const ram = pages.get('ram');
  return ram !== undefined && (pages.get('reserved') ?? 0) > ram;
}

/** Up to 5.x a report that is bound to some nodes shows the huge pages of the others as well, and nothing else of them. */
function nodesOf(draft: Draft, pageBytes: number): MemoryNode[] {
  const shown = [...draft.nodes, ...draft.zones, ...draft.hugepages].map(({ node }) => node);
  const numbers = [...new Set(shown)].toSorted((a, b) => a - b);
  // A number for each kind of zone the kernel has: a shorter list was cut.
  const zones = Math.max(0, ...draft.zones.map(({ lowmem }) => lowmem.length));
  return numbers.map((number) => {
    const line = draft.nodes.find((node) => node.node === number);
    return {
      node: number,
      counters: line?.counters ?? {},
      allUnreclaimable: line?.allUnreclaimable ?? null,
      zones: draft.zones.filter((zone) => zone.node === number).map((zone) => zoneOf(zone, zones, pageBytes)),
      hugepages: draft.hugepages
        .filter((pages) => pages.node === number)
        .map(({ sizeBytes, total, free, surplus }) => ({ sizeBytes, total, free, surplus })),
    };
  });
}

function zoneOf(zone: DraftZone, zones: number, pageBytes: number): Zone {
  const { free, min, low, high, ...counters } = zone.line?.counters ?? {};
  const buddy: BuddyBlocks[] = zone.buddy.map((blocks) => ({
    order: Math.log2(blocks.blockBytes / pageBytes),
    ...blocks,
  }));
  return {
    name: zone.name,
    freeBytes: free ?? null,
    minBytes: min ?? null,
    lowBytes: low ?? null,
    highBytes: high ?? null,
    counters,
    lowmemReservePages: zone.lowmem.length < zones ? [] : zone.lowmem,
    buddy,
  };
}
