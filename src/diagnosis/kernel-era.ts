/** Which generation of the rule the shape of the lines implies. Releases are only a hint: distributions backport. */
import type { OomReport, Task, Trigger } from '../report/event.js';

/** Before 2.6.36 badness came from total_vm, children and run time: the scale was oom_adj alone. */
export function isOldAlgorithm(report: OomReport): boolean {
  const rows = report.tasks;
  if (rows.length > 0)
    return rows.every((task) => task.oomScoreAdj === null) && rows.some((task) => task.oomAdj !== null);
  const { trigger, victims } = report;
  // EL 6 was the first to print it, and has the new rule.
  if (victims.some((victim) => victim.uid !== null)) return false;
  return (
    trigger !== null &&
    trigger.oomScoreAdj === null &&
    (trigger.oomAdj !== null || isNameless(trigger, report))
  );
}

/** Up to 2.6.17 the first line named no process and had no scale, and the kill line had no sizes. */
function isNameless(trigger: Trigger, { kernel, victims }: OomReport): boolean {
  return (
    trigger.comm === null &&
    kernel.release === null &&
    victims.length > 0 &&
    victims.every((victim) => victim.totalVmBytes === null)
  );
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

/** Version 2 of cgroups has a memory controller since 4.5; what of the report is older shows version 1. */
export function isCgroup1(report: OomReport): boolean {
  const version = report.memcg?.version ?? null;
  if (version !== null) return version === 1;
  const release = releaseNumber(report.kernel.release);
  return (release !== null && release < 4005) || isOldAlgorithm(report) || isColumnPoor(report.tasks);
}

/** A 2.6 kernel: none of them knows pressure or MemAvailable, and nearly nobody ran systemd on one. */
export function isAncient(report: OomReport): boolean {
  const release = releaseNumber(report.kernel.release);
  return isOldAlgorithm(report) || (release !== null && release < 3000);
}

/** `5.14.0-362.el9` is 5014. Only a hint: distributions backport. */
function releaseNumber(release: string | null): number | null {
  const found = /^(\d+)\.(\d+)/.exec(release ?? '');
  return found ? Number(found[1]) * 1000 + Number(found[2]) : null;
}
