/**
 * Splits the memory of the machine, or of the cgroup whose limit was hit, into parts that do not overlap and add up
 * to the whole. What the log does not break down stays visible as a part of its own instead of disappearing.
 */
import type { Memcg, MemoryNode, MemoryState, OomEvent } from '../../report/event.js';
import type { Account, AccountKind, AccountPart } from '../view-model.js';

type Entry = readonly [name: string, kind: AccountKind, bytes: number];
type Counters = Readonly<Record<string, number>>;

/** The account that explains this event: the cgroup's for a cgroup limit, the machine's otherwise. */
export function accountOf(event: OomEvent): Account | null {
  if (event.scope === 'memcg') return event.memcg && cgroupAccount(event.memcg);
  return event.memory && machineAccount(event.memory);
}

function cgroupAccount(memcg: Memcg): Account | null {
  const entries = 'anon' in memcg.stats ? unifiedEntries(memcg.stats) : legacyEntries(memcg);
  if (entries.length === 0) return null;
  const sum = sumOf(entries);
  const total = Math.max(memcg.usageBytes ?? sum, sum);
  return build('memory charged to the cgroup', total, entries, 'not broken down by the log');
}

/** Names of memory.stat on cgroup v2, which kernels 5.3 to 6.4 print on v1 hosts too. */
function unifiedEntries(stats: Counters): Entry[] {
  const at = (name: string) => stats[name] ?? 0;
  const slab = at('slab') || at('slab_reclaimable') + at('slab_unreclaimable');
  const known = slab + at('kernel_stack') + at('pagetables') + at('sec_pagetables') + at('percpu');
  const rest = Math.max(0, at('kernel') - known - at('vmalloc') - at('zswap'));
  return [
    ['anonymous', 'anon', at('anon')],
    ['shared memory, tmpfs', 'shmem', at('shmem')],
    ['file cache', 'file', Math.max(0, at('file') - at('shmem'))],
    ['slab', 'slab', slab],
    ['page tables', 'kernel', at('pagetables') + at('sec_pagetables')],
    ['kernel stacks', 'kernel', at('kernel_stack')],
    ['per-CPU', 'kernel', at('percpu')],
    ['vmalloc', 'kernel', at('vmalloc')],
    ['sockets', 'kernel', at('sock')],
    ['zswap', 'kernel', at('zswap')],
    ['other kernel memory', 'kernel', rest],
  ];
}

/** Names of cgroup v1; the `total_` ones include the child cgroups and are preferred. */
function legacyEntries(memcg: Memcg): Entry[] {
  const at = (name: string) => memcg.stats[`total_${name}`] ?? memcg.stats[name] ?? 0;
  if (memcg.stats['rss'] === undefined && memcg.stats['cache'] === undefined) return [];
  return [
    ['anonymous', 'anon', at('rss')],
    ['shared memory, tmpfs', 'shmem', at('shmem')],
    ['file cache', 'file', Math.max(0, at('cache') - at('shmem'))],
    ['kernel memory', 'kernel', memcg.kmemUsageBytes ?? 0],
  ];
}

function machineAccount(memory: MemoryState): Account | null {
  if (memory.ramPages === null || Object.keys(memory.totals).length === 0) return null;
  const total = (memory.ramPages - (memory.reservedPages ?? 0)) * memory.pageSizeBytes;
  const entries = machineEntries(memory);
  return build(
    'usable RAM',
    Math.max(total, sumOf(entries)),
    entries,
    'unaccounted (drivers, GPU, vmalloc, ...)',
  );
}

function machineEntries(memory: MemoryState): Entry[] {
  const at = (...names: string[]) =>
    names.reduce((sum, name) => sum + (memory.totals[name] ?? 0), 0) * memory.pageSizeBytes;
  const onAnonLists = at('active_anon', 'inactive_anon', 'isolated_anon');
  // Shared memory lives on the anonymous lists, so it is taken out of them.
  const shmem = Math.min(at('shmem'), onAnonLists);
  return [
    ['anonymous', 'anon', onAnonLists - shmem],
    ['shared memory, tmpfs', 'shmem', shmem],
    ['file cache', 'file', at('active_file', 'inactive_file', 'isolated_file')],
    ['anonymous and file cache', 'anon', at('Active', 'inactive')],
    ['unevictable', 'anon', at('unevictable')],
    ['slab, reclaimable', 'slab', at('slab_reclaimable')],
    ['slab, unreclaimable', 'slab', at('slab_unreclaimable', 'slab')],
    ['page tables', 'kernel', at('pagetables', 'sec_pagetables')],
    ['kernel stacks', 'kernel', kernelStacks(memory.nodes)],
    ['huge pages', 'hugepages', hugepages(memory.nodes)],
    ['free', 'free', at('free', 'free_pcp')],
  ];
}

/** Printed in the node line since 5.9 and in the zone lines before. */
function kernelStacks(nodes: readonly MemoryNode[]): number {
  const ofNode = (node: MemoryNode) =>
    node.counters['kernel_stack'] ??
    node.zones.reduce((sum, zone) => sum + (zone.counters['kernel_stack'] ?? 0), 0);
  return nodes.reduce((sum, node) => sum + ofNode(node), 0);
}

function hugepages(nodes: readonly MemoryNode[]): number {
  const pools = nodes.flatMap((node) => node.hugepages);
  return pools.reduce((sum, pool) => sum + pool.total * pool.sizeBytes, 0);
}

function sumOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, [, , bytes]) => sum + bytes, 0);
}

function build(
  title: string,
  totalBytes: number,
  entries: readonly Entry[],
  restName: string,
): Account | null {
  if (totalBytes <= 0) return null;
  const rest: Entry = [restName, 'unaccounted', totalBytes - sumOf(entries)];
  const parts = [...entries, rest]
    .filter(([, , bytes]) => bytes > 0)
    .map(([name, kind, bytes]): AccountPart => ({ name, kind, bytes, share: bytes / totalBytes }));
  return { title, totalBytes, parts };
}
