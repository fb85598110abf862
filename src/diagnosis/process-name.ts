/** Names of processes as sentences use them: the originals from the log, which renderers escape. */
import type { Task, Victim } from '../report/event.js';

/** A process may have set its name to nothing. */
export function programName(comm: string): string {
  return comm === '' ? 'a process without a name' : comm;
}

/** `postgres (pid 1234)`. */
export function processName(process: Pick<Task | Victim, 'pid' | 'comm'>): string {
  return `${programName(process.comm)} (pid ${process.pid})`;
}
