/** Names of processes as sentences use them: the originals from the log, which renderers escape. */
import type { Task, Trigger, Victim } from '../report/event.js';

/** A process may have set its name to nothing, and a log may have lost it. */
export function programName(comm: string | null): string {
  if (comm === null) return 'a process whose name is missing';
  return comm === '' ? 'a process without a name' : comm;
}

/** `postgres (pid 1234)`. */
export function processName(process: Pick<Task | Victim, 'pid' | 'comm'>): string {
  return `${programName(process.comm)} (pid ${process.pid})`;
}

/** Who called the killer: by its name alone where the log lost the line with its pid. */
export function askerName(comm: string, pid: number | null): string {
  return pid === null ? comm : processName({ comm, pid });
}

/** Who did on purpose what called the killer, as a sentence begins with it. */
export function doerName({ comm, pid }: Trigger): string {
  return comm === null || pid === null ? 'A program' : processName({ comm, pid });
}
