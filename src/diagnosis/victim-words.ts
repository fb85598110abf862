/** Whom an event killed, in the words of a list: its program, or what stands for one where no one process is named. */
import type { OomReport } from '../report/event.js';
import { mainVictim } from './kernel-choice.js';
import { programName } from './process-name.js';

export function victimWords(report: OomReport): string {
  const victim = mainVictim(report);
  if (victim !== null) return programName(victim.comm);
  switch (report.outcome) {
    case 'no-killable-task':
      return 'nothing, for want of a task to kill';
    case 'panicked':
      return 'nothing, as the kernel panicked';
    case 'killed':
      return report.killer === 'kernel' ? 'a process whose name is missing' : 'a whole cgroup';
    case 'unknown':
      return 'a process that the log does not name';
  }
}
