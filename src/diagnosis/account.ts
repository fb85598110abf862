/**
 * Where the memory went: RAM, or the memory charged to the cgroup, split into parts that do not overlap, with what
 * nobody accounts for. Built from the kernel's counters alone; resident sizes of processes never enter it.
 */
import type { Memcg, OomReport } from '../report/event.js';
import { usableRamBytes } from './limit.js';
import { counterSum, machineParts } from './machine-account.js';

export type PartKey =
  | 'anonymous'
  | 'shared-memory'
  | 'file-cache'
  | 'lru'
  | 'unevictable'
  | 'slab-reclaimable'
  | 'slab-unreclaimable'
  /** Both, of kernels up to 2.6.31, whose counters do not tell them apart. */
  | 'slab'
  | 'page-tables'
  | 'kernel-stacks'
  | 'vmalloc'
  | 'kernel-other'
  | 'hugepages'
  | 'zram-zswap'
  | 'balloon'
  | 'gpu'
  | 'free';

/** Some is charged to a cgroup that no counter shows; more than this is its children's. */
const LEAST_OWN = 0.75;

export interface AccountPart {
  readonly key: PartKey;
  readonly bytes: number;
}

export interface Account {
  readonly of: 'machine' | 'cgroup';
  readonly totalBytes: number;
  /** Non-zero parts, largest first. */
  readonly parts: readonly AccountPart[];
  /** What is left; null where the log shows too few parts to say, or where they exceed the total. */
  readonly unaccountedBytes: number | null;
}

export function accountOf(report: OomReport): Account | null {
  if (report.scope === 'memcg') return report.memcg === null ? null : cgroupAccount(report.memcg);
  const memory = report.memory;
  const total = usableRamBytes(memory);
  if (memory === null || total === null || total <= 0 || Object.keys(memory.totals).length === 0) return null;
  const { parts, isWhole } = machineParts(memory);
  return withBalloon(accountFrom('machine', total, parts, isWhole), counterSum(memory, 'Balloon'));
}

/** Drivers take ballooned pages out of the managed ones, or not: they only belong in where the account has room. */
function withBalloon(account: Account, balloon: number): Account {
  const rest = account.unaccountedBytes ?? 0;
  if (balloon === 0 || rest < balloon) return account;
  const parts = [...account.parts, { key: 'balloon' as const, bytes: balloon }];
  return { ...account, parts: parts.toSorted((a, b) => b.bytes - a.bytes), unaccountedBytes: rest - balloon };
}

/** Bytes of one part; 0 where the log shows none. */
export function partBytes(account: Account | null, key: PartKey): number {
  return account?.parts.find((part) => part.key === key)?.bytes ?? 0;
}

function accountFrom(
  of: Account['of'],
  totalBytes: number,
  parts: readonly AccountPart[],
  isWhole: boolean,
): Account {
  const sum = parts.reduce((bytes, part) => bytes + part.bytes, 0);
  const rest = totalBytes - sum;
  // Counters are read one after the other, so a small overshoot is noise; a large one means an account we cannot close.
  const unaccountedBytes = !isWhole || rest < -0.02 * totalBytes ? null : Math.max(0, rest);
  const shown = parts.filter((part) => part.bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
  return { of, totalBytes, parts: shown, unaccountedBytes };
}

function cgroupAccount(memcg: Memcg): Account | null {
  if (memcg.usageBytes === null || Object.keys(memcg.stats).length === 0) return null;
  const parts = memcg.stats.anon === undefined ? legacyParts(memcg) : unifiedParts(memcg.stats);
  const isHierarchical = memcg.stats.anon !== undefined || memcg.stats.total_rss !== undefined;
  return isHierarchical || isOfMost(parts, memcg.usageBytes)
    ? accountFrom('cgroup', memcg.usageBytes, parts, isHierarchical)
    : null;
}

/**
 * What kernels 3.8 to 5.2 print of a cgroup (`Memory cgroup stats for`) is without its child cgroups, each of which has
 * a line of its own: where they hold much of the usage, these numbers say nothing of where it went.
 */
function isOfMost(parts: readonly AccountPart[], usageBytes: number): boolean {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0) >= LEAST_OWN * usageBytes;
}

/** memory.stat of cgroup v2, which kernels 5.3 to 6.4 print on v1 hosts as well. `file` contains shmem. */
function unifiedParts(stats: Readonly<Record<string, number>>): readonly AccountPart[] {
  const at = (name: string) => stats[name] ?? 0;
  const tables = at('pagetables') + at('sec_pagetables');
  const named =
    at('slab_reclaimable') + at('slab_unreclaimable') + at('kernel_stack') + tables + at('vmalloc');
  const loose = at('percpu');
  return [
    { key: 'anonymous', bytes: at('anon') },
    { key: 'shared-memory', bytes: at('shmem') },
    { key: 'file-cache', bytes: Math.max(0, at('file') - at('shmem')) },
    { key: 'slab-reclaimable', bytes: at('slab_reclaimable') },
    { key: 'slab-unreclaimable', bytes: at('slab_unreclaimable') },
    { key: 'page-tables', bytes: tables },
    { key: 'kernel-stacks', bytes: at('kernel_stack') },
    { key: 'vmalloc', bytes: at('vmalloc') },
    { key: 'zram-zswap', bytes: at('zswap') },
    { key: 'hugepages', bytes: at('hugetlb') },
    // `kernel` (since 6.1) is the sum of the kernel's own, zswap's pool with it; before it percpu is the only further one.
    { key: 'kernel-other', bytes: at('sock') + Math.max(loose, at('kernel') - named - at('zswap')) },
  ];
}

/** Names of cgroup v1; `total_` ones include the child cgroups. `cache` contains shmem. */
function legacyParts(memcg: Memcg): readonly AccountPart[] {
  const at = (name: string) => memcg.stats[`total_${name}`] ?? memcg.stats[name] ?? 0;
  const shmem = isShmemCounted(memcg) ? at('shmem') : shmemOnLists(at);
  return [
    { key: 'anonymous', bytes: at('rss') },
    { key: 'shared-memory', bytes: shmem },
    { key: 'file-cache', bytes: Math.max(0, at('cache') - shmem) },
    { key: 'kernel-other', bytes: memcg.kmemUsageBytes ?? 0 },
  ];
}

/** Version 1 has a counter of shared memory since 4.12. */
export function isShmemCounted({ stats }: Memcg): boolean {
  return stats.shmem !== undefined || stats.total_shmem !== undefined;
}

/** Pages of tmpfs lie on the lists of anonymous pages, but are none of `rss`; they are part of `cache`. */
function shmemOnLists(at: (name: string) => number): number {
  return Math.min(at('cache'), Math.max(0, at('inactive_anon') + at('active_anon') - at('rss')));
}
