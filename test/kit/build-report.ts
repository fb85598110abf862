/**
 * Builds `OomReport`s for tests from the few facts a case is about. Everything not said is what a log without it
 * gives: null or empty. `row` and `victim` take sizes in MiB.
 */
import type {
  Memcg,
  MemoryNode,
  MemoryState,
  OomReport,
  Task,
  Trigger,
  Victim,
  Zone,
} from '../../src/report/event.js';

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;
export const PAGE = 4096;

/** A killed, complete report of a machine out of memory, with `changes` on top. */
export function report(changes: Partial<OomReport> = {}): OomReport {
  return {
    id: 'test-event',
    killer: 'kernel',
    outcome: 'killed',
    scope: 'system',
    manual: false,
    completeness: { status: 'complete', missing: [], foreignLines: 0, lostRecords: null, notes: [] },
    source: { path: 'kern.log', firstLine: 10, lastLine: 90 },
    host: 'web1',
    time: { wall: '2026-11-20T03:12:45Z', wallSource: 'log', uptimeSeconds: 86_400 },
    kernel: { release: '6.12.0', hardware: null, tainted: null },
    trigger: null,
    memcg: null,
    memory: null,
    tasks: [],
    victims: [],
    selected: null,
    aftermath: [],
    extra: {},
    ...changes,
  };
}

export function trigger(changes: Partial<Trigger> = {}): Trigger {
  return {
    comm: 'trigger',
    pid: 1,
    uid: null,
    gfpMask: '0x140cca',
    gfpFlags: ['GFP_HIGHUSER_MOVABLE', '__GFP_COMP'],
    order: 0,
    oomScoreAdj: 0,
    oomAdj: null,
    cpuset: '/',
    memsAllowed: '0',
    nodemask: null,
    callTrace: [],
    derived: { gfpFlags: null },
    ...changes,
  };
}

export function memcg(changes: Partial<Memcg> = {}): Memcg {
  return {
    limitPath: null,
    taskPath: null,
    usageBytes: null,
    limitBytes: null,
    failcnt: null,
    swapUsageBytes: null,
    swapLimitBytes: null,
    memswUsageBytes: null,
    memswLimitBytes: null,
    kmemUsageBytes: null,
    kmemLimitBytes: null,
    unlimited: [],
    version: 2,
    stats: {},
    ...changes,
  };
}

/** A row of the 6.8 table: RSS is the sum of the parts (MiB); `rss` alone makes a row of an older table. */
export function row(
  pid: number,
  comm: string,
  size: {
    anon?: number;
    file?: number;
    shmem?: number;
    rss?: number;
    swap?: number;
    pageTables?: number;
    adj?: number;
  },
  changes: Partial<Task> = {},
): Task {
  const { anon = 0, file = 0, shmem = 0, rss, swap = 0, pageTables = 0, adj = 0 } = size;
  const split = rss === undefined;
  return {
    pid,
    uid: 1000,
    tgid: pid,
    comm,
    totalVmBytes: Math.round((split ? anon + file + shmem : rss) * 2 * MiB),
    rssBytes: Math.round((split ? anon + file + shmem : rss) * MiB),
    rssAnonBytes: split ? Math.round(anon * MiB) : null,
    rssFileBytes: split ? Math.round(file * MiB) : null,
    rssShmemBytes: split ? Math.round(shmem * MiB) : null,
    pageTableBytes: Math.round(pageTables * MiB),
    swapBytes: Math.round(swap * MiB),
    oomScoreAdj: adj,
    oomAdj: null,
    extra: {},
    derived: { badnessPages: null, oomScore: null, rank: null, eligible: null },
    ...changes,
  };
}

/** The kill line of a row. */
export function victim(of: Task, changes: Partial<Victim> = {}): Victim {
  return {
    pid: of.pid,
    comm: of.comm,
    uid: of.uid,
    tgid: null,
    totalVmBytes: of.totalVmBytes,
    anonRssBytes: of.rssAnonBytes ?? of.rssBytes,
    fileRssBytes: of.rssFileBytes ?? 0,
    shmemRssBytes: of.rssShmemBytes ?? 0,
    pageTableBytes: of.pageTableBytes,
    oomScoreAdj: of.oomScoreAdj,
    score: null,
    role: 'selected',
    memcgPath: null,
    reaped: true,
    line: 88,
    ...changes,
  };
}

/** Usable RAM in MiB, swap, and the totals block in MiB (converted to pages). */
export function memory(
  ramMiB: number,
  totalsMiB: Readonly<Record<string, number>>,
  changes: Partial<MemoryState> = {},
): MemoryState {
  const pages = (mib: number) => Math.round((mib * MiB) / PAGE);
  return {
    pageSizeBytes: PAGE,
    pageSizeSource: 'buddy',
    ramPages: pages(ramMiB) + 1000,
    reservedPages: 1000,
    highmemPages: 0,
    cmaReservedPages: 0,
    hwpoisonedPages: 0,
    swapTotalBytes: 0,
    swapFreeBytes: 0,
    swapCachePages: 0,
    pagecachePages: null,
    totals: Object.fromEntries(Object.entries(totalsMiB).map(([name, mib]) => [name, pages(mib)])),
    nodes: [],
    unreclaimableSlab: [],
    allocations: [],
    ...changes,
  };
}

export function node(zones: readonly Zone[], changes: Partial<MemoryNode> = {}): MemoryNode {
  return { node: 0, counters: {}, allUnreclaimable: null, zones, hugepages: [], ...changes };
}

/** A zone with its watermarks in KiB; buddy lists are given as `{ order: [count, types] }`. */
export function zone(
  name: string,
  freeKiB: number,
  minKiB: number,
  buddy: Readonly<Record<number, readonly [number, string | null]>> = {},
  changes: Partial<Zone> = {},
): Zone {
  return {
    name,
    freeBytes: freeKiB * KiB,
    minBytes: minKiB * KiB,
    lowBytes: minKiB * KiB * 1.25,
    highBytes: minKiB * KiB * 1.5,
    counters: {},
    lowmemReservePages: [],
    buddy: Array.from({ length: 11 }, (_, order) => ({
      order,
      blockBytes: PAGE * 2 ** order,
      count: buddy[order]?.[0] ?? 0,
      migrateTypes: buddy[order]?.[1] ?? null,
    })),
    ...changes,
  };
}
