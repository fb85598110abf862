/**
 * Splits RAM by the Mem-Info counters. Shared memory and tmpfs live on the anonymous lists (or, when locked, on the
 * unevictable one) and are taken out of them; huge pages are reserved outside of all lists.
 */
import type { MemoryNode, MemoryState } from '../report/event.js';
import type { AccountPart } from './account.js';

interface Split {
  readonly parts: readonly AccountPart[];
  /** Enough counters were printed for the rest to mean something. */
  readonly isWhole: boolean;
}

export function machineParts(memory: MemoryState): Split {
  const pages = (name: string) => (memory.totals[name] ?? 0) * memory.pageSizeBytes;
  // 2.6.28 to 2.6.31 began that line with a capital.
  const active = pages('active_anon') + pages('Active_anon');
  const anonLists = active + pages('inactive_anon') + pages('isolated_anon');
  const shmem = pages('shmem');
  const lockedShmem = Math.max(0, shmem - anonLists);
  const parts: AccountPart[] = [
    { key: 'anonymous', bytes: Math.max(0, anonLists - shmem) },
    { key: 'shared-memory', bytes: shmem },
    { key: 'file-cache', bytes: pages('active_file') + pages('inactive_file') + pages('isolated_file') },
    { key: 'unevictable', bytes: Math.max(0, pages('unevictable') - lockedShmem) },
    { key: 'lru', bytes: pages('Active') + oldInactive(memory) },
    { key: 'slab-reclaimable', bytes: pages('slab_reclaimable') },
    { key: 'slab-unreclaimable', bytes: pages('slab_unreclaimable') },
    { key: 'slab', bytes: pages('slab') },
    { key: 'page-tables', bytes: pages('pagetables') + pages('sec_pagetables') },
    {
      key: 'kernel-stacks',
      bytes: counterSum(memory, 'kernel_stack') + counterSum(memory, 'shadow_call_stack'),
    },
    { key: 'kernel-other', bytes: pages('kernel_misc_reclaimable') + pages('bounce') },
    { key: 'hugepages', bytes: hugepageBytes(memory.nodes) },
    { key: 'zram-zswap', bytes: counterSum(memory, 'zspages') },
    { key: 'gpu', bytes: counterSum(memory, 'gpu_active') + counterSum(memory, 'gpu_reclaim') },
    { key: 'free', bytes: pages('free') + pages('free_pcp') },
  ];
  return {
    parts,
    isWhole: memory.totals.free !== undefined && hasLists(memory) && memory.totals.pagetables !== undefined,
  };
}

function hasLists(memory: MemoryState): boolean {
  const { totals } = memory;
  return totals.active_anon !== undefined || totals.Active !== undefined || totals.Active_anon !== undefined;
}

/** Kernels before 2.6.28 did not tell anonymous from file. */
function oldInactive({ totals, pageSizeBytes }: MemoryState): number {
  return totals.Active === undefined ? 0 : (totals.inactive ?? 0) * pageSizeBytes;
}

/** A counter of the node lines or, before it moved there, of the zone lines. */
export function counterSum(memory: MemoryState, name: string): number {
  return memory.nodes.reduce((sum, node) => sum + (node.counters[name] ?? zoneSum(node, name)), 0);
}

function zoneSum(node: MemoryNode, name: string): number {
  return node.zones.reduce((sum, zone) => sum + (zone.counters[name] ?? 0), 0);
}

/** All huge pages of all sizes, in use or not. */
function hugepageBytes(nodes: readonly MemoryNode[]): number {
  return hugepagePools(nodes).reduce((sum, pool) => sum + pool.total * pool.sizeBytes, 0);
}

/** The pools of all nodes: one for each node and size. */
export function hugepagePools(nodes: readonly MemoryNode[]) {
  return nodes.flatMap(({ node, hugepages }) => hugepages.map((pool) => ({ node, ...pool })));
}

/** Huge pages of a pool that programs have. */
export function usedHugepageBytes(nodes: readonly MemoryNode[]): number {
  return hugepageBytes(nodes) - freeHugepageBytes(nodes);
}

/** Huge pages that are reserved and hold nothing. */
export function freeHugepageBytes(nodes: readonly MemoryNode[]): number {
  return hugepagePools(nodes).reduce((sum, pool) => sum + pool.free * pool.sizeBytes, 0);
}
