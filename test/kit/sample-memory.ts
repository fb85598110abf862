/** The Mem-Info block of a made-up machine of 4 GiB with its swap used up. */
import type { BuddyBlocks, MemoryState } from '../../src/report/event.js';

const KiB = 1024;
const MiB = 1024 * KiB;

function buddy(counts: readonly number[]): BuddyBlocks[] {
  return counts.map((count, order) => ({
    order,
    blockBytes: 4096 * 2 ** order,
    count,
    migrateTypes: count > 0 ? 'UME' : null,
  }));
}

export function sampleMemory(): MemoryState {
  return {
    pageSizeBytes: 4096,
    pageSizeSource: 'buddy',
    ramPages: 1_048_443,
    reservedPages: 36_801,
    highmemPages: 0,
    cmaReservedPages: 0,
    hwpoisonedPages: 0,
    swapTotalBytes: 1024 * MiB,
    swapFreeBytes: 0,
    swapCachePages: 912,
    pagecachePages: 42_000,
    totals: {
      active_anon: 310_000,
      inactive_anon: 480_000,
      isolated_anon: 0,
      active_file: 120,
      inactive_file: 310,
      isolated_file: 0,
      unevictable: 4_000,
      dirty: 12,
      writeback: 0,
      slab_reclaimable: 9_000,
      slab_unreclaimable: 22_000,
      mapped: 33_400,
      shmem: 33_280,
      pagetables: 48_000,
      sec_pagetables: 0,
      bounce: 0,
      kernel_misc_reclaimable: 0,
      free: 21_500,
      free_pcp: 63,
      free_cma: 0,
    },
    nodes: [
      {
        node: 0,
        counters: { kernel_stack: 9 * MiB, pagetables: 48_000 * 4096 },
        allUnreclaimable: true,
        zones: [
          {
            name: 'DMA',
            freeBytes: 15_360 * KiB,
            minBytes: 308 * KiB,
            lowBytes: 384 * KiB,
            highBytes: 460 * KiB,
            counters: {},
            lowmemReservePages: [0, 2930, 3900, 3900],
            buddy: buddy([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3]),
          },
          {
            name: 'DMA32',
            freeBytes: 50_836 * KiB,
            minBytes: 50_936 * KiB,
            lowBytes: 63_668 * KiB,
            highBytes: 76_400 * KiB,
            counters: {},
            lowmemReservePages: [0, 0, 970, 970],
            buddy: buddy([1229, 1050, 611, 340, 162, 71, 22, 9, 2, 1, 0]),
          },
          {
            name: 'Normal',
            freeBytes: 16_804 * KiB,
            minBytes: 16_876 * KiB,
            lowBytes: 21_092 * KiB,
            highBytes: 25_308 * KiB,
            counters: {},
            lowmemReservePages: [0, 0, 0, 0],
            buddy: buddy([901, 700, 310, 120, 31, 4, 0, 0, 0, 0, 0]),
          },
        ],
        hugepages: [{ sizeBytes: 2 * MiB, total: 64, free: 64, surplus: 0 }],
      },
    ],
    unreclaimableSlab: [],
    allocations: [],
  };
}
