/** Whether the usual rule (highest badness dies) decided, and whether the asking process was hit itself. */
import type { OomReport, Selected, Task, Trigger, Victim } from '../report/event.js';
import { isCalledThrough } from './call-trace.js';
import { rowOf } from './kernel-choice.js';

/** vm.oom_kill_allocating_task: the kill message says so. A printed score of 0 does not: small victims have it too. */
export function isAllocatingTaskKill(report: OomReport): boolean {
  return Object.values(report.extra).some((text) => text.includes('(oom_kill_allocating_task)'));
}

/** Highest badness wins: not for panics, for the allocating task, for userspace killers, nor where nobody died. */
export function isUsualRule(report: OomReport): boolean {
  return report.killer === 'kernel' && report.outcome === 'killed' && !isAllocatingTaskKill(report);
}

/** Who was chosen and not killed (exiting already, or the killer only practised); null where the log does not say so. */
export function sparedIn({ outcome, extra, memcg }: OomReport): string | null {
  if (outcome !== 'unknown') return null;
  return extra.spared ?? (extra.dryRun === undefined ? null : (memcg?.taskPath ?? 'a process'));
}

/** Whether the process that asked for memory is another one than those that were chosen or killed. */
export type Bystander =
  | 'yes'
  /**
   * It has no row and may be a thread of a victim, since threads carry ids and names of their own; or its row is like the
   * victim's in every size, so that they may share their memory and die together, the other one without a kill line.
   */
  | 'perhaps'
  | 'no';

export function bystanderOf(report: OomReport): Bystander {
  const { trigger, victims, selected, manual } = report;
  if (trigger === null || trigger.comm === null || victims.length === 0 || manual) return 'no';
  const { pid, comm } = trigger;
  const hit = [...victims, ...(selected === null ? [] : [selected])];
  const isSameProgram = hit.some((process) => process.comm === comm);
  // Where the log lost the pid, a piece of a victim's name (one with a line break) counts as the victim.
  if (pid === null) return hit.some((process) => process.comm?.includes(comm) === true) ? 'no' : 'perhaps';
  if (hit.some((process) => process.pid === pid) || victims.some((victim) => victim.tgid === pid))
    return 'no';
  const row = rowOf(report.tasks, pid);
  if (row === null)
    return isSameProgram ? 'no' : hit.some((process) => mayBeThread(trigger, process)) ? 'perhaps' : 'yes';
  if (hit.some((process) => process.pid === row.tgid || process.pid === row.pid)) return 'no';
  return hit.some((process) => isTwin(row, rowOf(report.tasks, process.pid ?? -1))) ? 'perhaps' : 'yes';
}

/** Process 1 and the kernel's threads are nobody's thread, and the threads of a process have one oom_score_adj. */
function mayBeThread(trigger: Trigger, process: Victim | Selected): boolean {
  const [asked, died] = [trigger.oomScoreAdj, 'oomScoreAdj' in process ? process.oomScoreAdj : null];
  if (trigger.pid === 1 || isCalledThrough(KERNEL_THREAD, trigger)) return false;
  return asked === null || died === null || asked === died;
}

/** The first function of every kernel thread (kernel/kthread.c). */
const KERNEL_THREAD = /^kthread\+/;

/** Two tasks with one address space (vfork, CLONE_VM): the table prints the same sizes for both. */
function isTwin(row: Task, other: Task | null): boolean {
  return (
    other !== null &&
    row.rssBytes !== null &&
    row.rssBytes > 0 &&
    row.rssBytes === other.rssBytes &&
    row.totalVmBytes === other.totalVmBytes &&
    row.swapBytes === other.swapBytes &&
    row.pageTableBytes === other.pageTableBytes
  );
}
