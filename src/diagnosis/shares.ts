/**
 * Who holds how much of what ran out. Private (anonymous) memory may be compared and added up; where a table shows
 * only resident sizes, the kill line's anon-rss and the cgroup's own counters stand in, or the answer is less sure.
 */
import type { Task } from '../report/event.js';
import type { Facts } from './facts.js';
import { rowOf } from './kernel-choice.js';

export interface BigTask {
  readonly pid: number;
  readonly comm: string;
  /** Anonymous memory in RAM. */
  readonly privateBytes: number;
  readonly line: number | null;
  readonly isVictim: boolean;
  readonly row: Task | null;
}

/** Several rules ask, and tables are long. */
const BIGGEST = new WeakMap<Facts, BigTask | null>();

/**
 * The process with most private memory: among the victims' kill lines and the rows. A row without the column still
 * holds at least its resident size less all the file pages that anybody maps, which Mem-Info shows.
 */
export function biggestPrivate(facts: Facts): BigTask | null {
  const known = BIGGEST.get(facts);
  if (known !== undefined) return known;
  const biggest = findBiggest(facts);
  BIGGEST.set(facts, biggest);
  return biggest;
}

function findBiggest(facts: Facts): BigTask | null {
  const killed = facts.report.victims.map((victim): BigTask | null =>
    victim.anonRssBytes === null
      ? null
      : {
          pid: victim.pid,
          comm: victim.comm,
          privateBytes: victim.anonRssBytes,
          line: victim.line,
          isVictim: true,
          row: rowOf(facts.report.tasks, victim.pid),
        },
  );
  const rows = facts.report.tasks.map((task): BigTask | null => {
    const privateBytes = task.rssAnonBytes ?? leastPrivate(facts, task);
    return privateBytes === null
      ? null
      : {
          pid: task.pid,
          comm: task.comm,
          privateBytes,
          line: null,
          isVictim: isKilled(facts, task),
          row: task,
        };
  });
  // Kill lines come first, so that an equal row does not take their place.
  return [...killed, ...rows]
    .filter((task) => task !== null)
    .reduce<BigTask | null>(
      (most, task) => (most === null || task.privateBytes > most.privateBytes ? task : most),
      null,
    );
}

function isKilled(facts: Facts, task: Task): boolean {
  return facts.report.victims.some(({ pid }) => pid === task.pid || pid === task.tgid);
}

function leastPrivate(facts: Facts, task: Task): number | null {
  const { memory, scope } = facts.report;
  const mapped = memory?.totals.mapped;
  if (scope !== 'system' || memory === null || mapped === undefined || task.rssBytes === null) return null;
  return Math.max(0, task.rssBytes - mapped * memory.pageSizeBytes);
}
