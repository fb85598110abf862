/**
 * Who holds how much of what ran out. Private (anonymous) memory may be compared and added up; where a table shows
 * only resident sizes, the kill line's anon-rss and the cgroup's own counters stand in, or the answer is less sure.
 */
import { remembered } from '../base/remembered.js';
import type { MemoryState, Task, Victim } from '../report/event.js';
import type { Facts } from './facts.js';
import { rowOf } from './kernel-choice.js';

export interface BigTask {
  readonly pid: number;
  readonly comm: string | null;
  /** Anonymous memory in RAM. */
  readonly privateBytes: number;
  readonly line: number | null;
  readonly isVictim: boolean;
  readonly row: Task | null;
}

/**
 * The process with most private memory: among the victims' kill lines and the rows. A row without the column still
 * holds at least its resident size less all the file pages that anybody maps, which Mem-Info shows; that of a victim is in
 * its kill line. Several rules ask, and tables are long.
 */
export const biggestPrivate = remembered((facts: Facts): BigTask | null => {
  const { victims, tasks } = facts.report;
  const told = new Set<number>();
  let killed: Victim | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const victim of victims) {
    if (victim.anonRssBytes === null) continue;
    told.add(victim.pid);
    if (victim.anonRssBytes <= most) continue;
    killed = victim;
    most = victim.anonRssBytes;
  }
  // Kill lines come first, so that an equal row does not take their place.
  let row: Task | null = null;
  for (const task of tasks) {
    const privateBytes = told.has(task.pid) ? task.rssAnonBytes : privateBytesOf(facts, task);
    if (privateBytes === null || privateBytes <= most) continue;
    row = task;
    most = privateBytes;
  }
  if (row !== null)
    return bigTask(row, { privateBytes: most, line: null, isVictim: isKilled(facts, row), row });
  if (killed === null) return null;
  const { line } = killed;
  return bigTask(killed, { privateBytes: most, line, isVictim: true, row: rowOf(tasks, killed.pid) });
});

function bigTask({ pid, comm }: Task | Victim, facts: Omit<BigTask, 'pid' | 'comm'>): BigTask {
  return { pid, comm, ...facts };
}

function isKilled(facts: Facts, task: Task): boolean {
  return facts.report.victims.some(({ pid }) => pid === task.pid || pid === task.tgid);
}

/** What it holds privately, or at least, where the table has resident sizes alone; null where even that is not known. */
export function privateBytesOf(facts: Facts, task: Task): number | null {
  return task.rssAnonBytes ?? leastPrivate(facts, task);
}

/** What zswap keeps of its swapped pages in RAM, if they compress as well as the cgroup's others: charged like all the rest. */
export function zswapBytesOf({ report }: Facts, task: Task | null): number {
  const { zswap = 0, zswapped = 0 } = report.memcg?.stats ?? {};
  const swapped = Math.min(task?.swapBytes ?? 0, zswapped);
  return zswapped === 0 ? 0 : Math.round((zswap * swapped) / zswapped);
}

function leastPrivate(facts: Facts, task: Task): number | null {
  const { memory, scope } = facts.report;
  const mapped = memory?.totals.mapped;
  if (scope !== 'system' || memory === null || mapped === undefined || task.rssBytes === null) return null;
  const least = Math.max(0, task.rssBytes - mapped * memory.pageSizeBytes);
  // A page that is mapped many times counts each time in the resident size, and once in Mem-Info.
  return least > anonymousBytes(memory) ? null : least;
}

/** All anonymous memory that there is, and more, as shared memory is in these counters too. */
function anonymousBytes({ totals, pageSizeBytes }: MemoryState): number {
  const { active_anon, inactive_anon, unevictable } = totals;
  if (active_anon === undefined || inactive_anon === undefined) return Number.POSITIVE_INFINITY;
  return (active_anon + inactive_anon + (unevictable ?? 0)) * pageSizeBytes;
}
