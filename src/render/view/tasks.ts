/** Sorts the candidate table by what each task holds, marks victims and trigger, and lists programs. */
import { visibleName } from '../../base/text.js';
import { groupByProgram } from '../../diagnosis/groups.js';
import type { OomEvent, Task } from '../../report/event.js';
import type { ProgramRow, TaskRow, TaskTable } from '../view-model.js';

type Measure = (task: Task) => number | null;

interface MeasureChoice {
  readonly held: Measure;
  readonly words: string;
  readonly caveat: string | null;
}

/** The candidate table, or null where the log shows none. */
export function taskTableOf(event: OomEvent): TaskTable | null {
  if (event.tasks.length === 0) return null;
  const { held, words, caveat } = measureOf(event.tasks);
  const marks = { victims: victimPids(event), trigger: event.trigger?.pid ?? null };
  const sorted = event.tasks.toSorted((a, b) => compare(a, b, held, marks.victims));
  const largest = sorted[0] ? (held(sorted[0]) ?? 0) : 0;
  const rows = sorted.map((task, index) => toRow(task, index + 1, held(task), largest, marks));
  return {
    rows,
    measure: words,
    caveat,
    hasSwap: rows.some((row) => (row.swapBytes ?? 0) > 0),
    hasScore: rows.some((row) => row.oomScore !== null),
  };
}

/** The tasks of each program, largest total first. */
export function programsOf(event: OomEvent): readonly ProgramRow[] {
  const victims = victimPids(event);
  const groups = groupByProgram(event.tasks);
  const largest = groups[0]?.totalBytes || 1;
  return groups.map((group) => ({
    name: visibleName(group.name),
    count: group.count,
    totalBytes: group.totalBytes,
    meanBytes: Math.round(group.meanBytes),
    largestBytes: group.largestBytes,
    swapBytes: group.swapBytes,
    hasVictim: group.tasks.some((task) => victims.has(task.pid)),
    share: group.totalBytes / largest,
  }));
}

/**
 * Kernels from 6.8 on print anonymous memory by itself, which unlike RSS does not count a shared page once for each
 * process that maps it.
 */
function measureOf(tasks: readonly Task[]): MeasureChoice {
  const hasAnon = tasks.some((task) => task.rssAnonBytes !== null);
  const resident = (task: Task) => (hasAnon ? (task.rssAnonBytes ?? task.rssBytes) : task.rssBytes);
  const held: Measure = (task) => {
    const bytes = resident(task);
    return bytes === null && task.swapBytes === null ? null : (bytes ?? 0) + (task.swapBytes ?? 0);
  };
  return hasAnon
    ? { held, words: 'anonymous memory + swap', caveat: null }
    : { held, words: 'resident memory + swap', caveat: 'memory that processes share counts in each of them' };
}

/** By size; among equals the victim first, where a reader looks for it. */
function compare(a: Task, b: Task, held: Measure, victims: ReadonlySet<number>): number {
  const bySize = (held(b) ?? -1) - (held(a) ?? -1);
  return bySize || Number(victims.has(b.pid)) - Number(victims.has(a.pid)) || a.pid - b.pid;
}

interface Marks {
  readonly victims: ReadonlySet<number>;
  readonly trigger: number | null;
}

function toRow(task: Task, rank: number, heldBytes: number | null, largest: number, marks: Marks): TaskRow {
  return {
    rank,
    pid: task.pid,
    uid: task.uid,
    comm: task.comm === null ? '(cut off)' : visibleName(task.comm),
    heldBytes,
    rssBytes: task.rssBytes,
    swapBytes: task.swapBytes,
    pageTableBytes: task.pageTableBytes,
    totalVmBytes: task.totalVmBytes,
    oomScoreAdj: task.oomScoreAdj ?? task.oomAdj,
    oomScore: task.derived.oomScore,
    isVictim: marks.victims.has(task.pid),
    isTrigger: marks.trigger === task.pid,
    share: largest > 0 ? (heldBytes ?? 0) / largest : 0,
  };
}

function victimPids(event: OomEvent): ReadonlySet<number> {
  return new Set(event.victims.map((victim) => victim.pid));
}
