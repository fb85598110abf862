/**
 * What the log shows about how the kernel chose: the task it chose (not always the one it killed), whether the usual
 * rule was in force, and which generation of the rule the shape of the lines implies.
 */
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

/**
 * vm.oom_kill_allocating_task: the kill message says so, or (up to 5.0) the score is printed as 0, which the usual rule
 * never gives.
 */
export function isAllocatingTaskKill(report: OomReport): boolean {
  const said = Object.values(report.extra).some((text) => text.includes('(oom_kill_allocating_task)'));
  return said || (report.scope !== 'memcg' && (report.selected?.score ?? mainVictim(report)?.score) === 0);
}

/** Highest badness wins: not for panics, for the allocating task, for userspace killers, nor where nobody died. */
export function isUsualRule(report: OomReport): boolean {
  return report.killer === 'kernel' && report.outcome === 'killed' && !isAllocatingTaskKill(report);
}

/**
 * The process that asked for memory was neither chosen nor killed. Where the log lost its pid, names decide, and a piece of a
 * victim's name (one with a line break, cut by the log) counts as the victim.
 */
export function isBystander(report: OomReport): boolean {
  const { trigger, victims, selected, manual } = report;
  if (trigger === null || trigger.comm === null || victims.length === 0 || manual) return false;
  if (selected !== null && (selected.pid === trigger.pid || selected.comm === trigger.comm)) return false;
  const { pid, comm } = trigger;
  return pid === null
    ? !victims.some((victim) => victim.comm.includes(comm))
    : !victims.some((victim) => victim.pid === pid || victim.tgid === pid);
}

/** Before 2.6.36 badness came from total_vm, children and run time: the scale was oom_adj alone. */
export function isOldAlgorithm(report: OomReport): boolean {
  const rows = report.tasks;
  if (rows.length > 0)
    return rows.every((task) => task.oomScoreAdj === null) && rows.some((task) => task.oomAdj !== null);
  return report.trigger !== null && report.trigger.oomScoreAdj === null && report.trigger.oomAdj !== null;
}

/** 2.6.36 to 3.5 and EL 6: the table has neither page tables nor swap. */
export function isColumnPoor(tasks: readonly Task[]): boolean {
  return tasks.length > 0 && tasks.every((task) => task.pageTableBytes === null && task.swapBytes === null);
}

/** Kill lines up to 5.0 print a score; those from 5.4 on print page tables. */
export function isScorePrinted(report: OomReport): boolean {
  return report.victims.some((victim) => victim.score !== null) || (report.selected?.score ?? null) !== null;
}

/** Root's bonus of 3 % (until 4.16) is not in the log: only lines of later kernels rule it out. */
export function isRootBonusPossible(report: OomReport): boolean {
  const isModern =
    report.tasks.some((task) => task.rssAnonBytes !== null) ||
    report.victims.some((victim) => victim.pageTableBytes !== null);
  if (isModern) return false;
  const release = releaseNumber(report.kernel.release);
  return release === null || release < 4017;
}

/** Scores had a floor of 1 page until 5.8. */
export function hasScoreFloor(report: OomReport): boolean {
  if (isScorePrinted(report)) return true;
  const release = releaseNumber(report.kernel.release);
  return release !== null && release < 5009;
}

/** `5.14.0-362.el9` is 5014. Only a hint: distributions backport. */
function releaseNumber(release: string | null): number | null {
  const found = /^(\d+)\.(\d+)/.exec(release ?? '');
  return found ? Number(found[1]) * 1000 + Number(found[2]) : null;
}
