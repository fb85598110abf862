/** Whether the usual rule (highest badness dies) decided, and whether the asking process was hit itself. */
import type { OomReport } from '../report/event.js';
import { mainVictim } from './kernel-choice.js';

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
