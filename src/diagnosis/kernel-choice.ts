/** Whom the kernel chose and whom it killed, which is not always the same, and their rows in the table. */
import type { OomReport, Task, Victim } from '../report/event.js';

/** The process chosen, or the first one killed. Null where no kill line survived. */
export function mainVictim(report: OomReport): Victim | null {
  return report.victims.find((victim) => victim.role === 'selected') ?? report.victims[0] ?? null;
}

/** Pid of the task the kernel chose: where a child died in its place, the parent's. */
export function chosenPid(report: OomReport): number | null {
  return report.selected?.pid ?? mainVictim(report)?.pid ?? null;
}

/** The row of a process; the table may show another thread of it, or only its thread group. */
export function rowOf(tasks: readonly Task[], pid: number): Task | null {
  return tasks.find((task) => task.pid === pid) ?? tasks.find((task) => task.tgid === pid) ?? null;
}
