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
  const measure = isPrivateKnown(tasks) ? 'private' : 'resident';
  const byName = new Map<string, Task[]>();
  const byComm = new Map<string, Task[]>();
  for (const task of tasks) {
    // Processes whose names the log lost may be of any program.
    if (task.comm === null) continue;
    let group = byComm.get(task.comm);
    if (group === undefined) {
      const name = stem(task.comm);
      group = byName.get(name) ?? [];
      byName.set(name, group);
      byComm.set(task.comm, group);
    }
    group.push(task);
  }
  const groups: ProgramGroup[] = [];
  for (const members of byName.values()) groups.push(groupOf(members, measure));
  return groups.sort((a, b) => b.totalBytes - a.totalBytes);
}

function isPrivateKnown(tasks: readonly Task[]): boolean {
  for (const task of tasks) if (task.rssAnonBytes === null) return false;
  return tasks.length > 0;
}

export function memoryOf(task: Task, measure: ProgramGroup['measure']): number {
  return (measure === 'private' ? task.rssAnonBytes : task.rssBytes) ?? 0;
}

function groupOf(tasks: readonly Task[], measure: ProgramGroup['measure']): ProgramGroup {
  let totalBytes = 0;
  let largestBytes = 0;
  let swapBytes = 0;
  for (const task of tasks) {
    const bytes = memoryOf(task, measure);
    totalBytes += bytes;
    if (bytes > largestBytes) largestBytes = bytes;
    swapBytes += task.swapBytes ?? 0;
  }
  return {
    name: nameOf(tasks),
    tasks,
    count: tasks.length,
    measure,
    totalBytes,
    meanBytes: totalBytes / tasks.length,
    largestBytes,
    swapBytes,
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
