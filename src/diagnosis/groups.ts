/**
 * Groups the task table by program: count, total, mean, largest. Private memory (`rss_anon`, since 6.8) may be added
 * up; resident size counts shared pages once per process, so its sum is only an upper bound and is named as such.
 */
import type { Task } from '../report/event.js';

export interface ProgramGroup {
  /** The name all have in common; `*` stands for a differing number at the end. */
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly count: number;
  /** `private`: anonymous memory of the process alone; `resident`: shared pages are in it, sums are upper bounds. */
  readonly measure: 'private' | 'resident';
  readonly totalBytes: number;
  readonly meanBytes: number;
  readonly largestBytes: number;
  readonly swapBytes: number;
}

/** Largest total first. */
export function groupByProgram(tasks: readonly Task[]): readonly ProgramGroup[] {
  const measure =
    tasks.length > 0 && tasks.every((task) => task.rssAnonBytes !== null) ? 'private' : 'resident';
  const byName = new Map<string, Task[]>();
  const stems = new Map<string, string>();
  for (const task of tasks) {
    const name = stems.get(task.comm) ?? stem(task.comm);
    stems.set(task.comm, name);
    const group = byName.get(name);
    if (group) group.push(task);
    else byName.set(name, [task]);
  }
  return [...byName.values()]
    .map((members) => groupOf(members, measure))
    .toSorted((a, b) => b.totalBytes - a.totalBytes);
}

export function memoryOf(task: Task, measure: ProgramGroup['measure']): number {
  return (measure === 'private' ? task.rssAnonBytes : task.rssBytes) ?? 0;
}

function groupOf(tasks: readonly Task[], measure: ProgramGroup['measure']): ProgramGroup {
  const sizes = tasks.map((task) => memoryOf(task, measure));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  return {
    name: nameOf(tasks),
    tasks,
    count: tasks.length,
    measure,
    totalBytes,
    meanBytes: totalBytes / tasks.length,
    largestBytes: sizes.reduce((most, size) => Math.max(most, size), 0),
    swapBytes: tasks.reduce((sum, task) => sum + (task.swapBytes ?? 0), 0),
  };
}

function nameOf(tasks: readonly Task[]): string {
  const first = tasks[0]?.comm ?? '';
  return tasks.every((task) => task.comm === first) ? first : `${stem(first)}*`;
}

/** `worker-12` and `worker-3` are one program, `python3.11` and `python3` too; short names keep their number. */
function stem(comm: string): string {
  const found = /^(.*\D{3})[-_:/#.]?\d+(?:[._]\d+)*$/s.exec(comm);
  return found?.[1]?.replace(/[-_:/#.]+$/, '') ?? comm;
}
