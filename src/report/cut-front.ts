/**
 * A report's first line that lost what stands in front of its text, or a part of that: a copy, or `tail -c`, began within it.
 * What it lacks of host and time are those of the line below, which names the same task.
 */
import { secondsBetween } from '../base/seconds-between.js';
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { TriggerLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';

interface Opening {
  readonly found: RecognisedLine;
  readonly line: TriggerLine;
  readonly draft: Draft;
}

export interface Completed {
  readonly first: RecognisedLine;
  /** What the line had opened as it was: void. */
  readonly draft: Draft;
}

export interface CutFront {
  /** The line opened the draft. */
  note(found: RecognisedLine, draft: Draft): void;
  /** The first line, as of the host and time of `next`; null where that completes none. */
  completedBy(next: RecognisedLine): Completed | null;
}

export function createCutFront(): CutFront {
  let opening: Opening | null = null;
  return {
    note(found, draft) {
      const { line } = found;
      opening = line.kind === 'trigger' ? { found, line, draft } : null;
    },
    completedBy(next) {
      if (opening === null) return null;
      const { found, line, draft } = opening;
      opening = null;
      const comm = taskOf(next);
      if (comm === null || next.record.line > found.lastLine + 1) return null;
      if (!isSameTask(line.comm ?? '', comm) || !lacks(found.record, next.record)) return null;
      draft.trigger = null;
      draft.confirmed = false;
      return {
        first: { ...found, line: { ...line, comm }, record: completed(found.record, next.record) },
        draft,
      };
    },
  };
}

function taskOf({ line }: RecognisedLine): string | null {
  return line.kind === 'identity' || line.kind === 'cpuset' ? line.comm : null;
}

/** Behind what is left of a prefix stands the name, or the name itself lost its beginning. */
function isSameTask(printed: string, comm: string): boolean {
  const name = printed.trim();
  return comm.trim() !== '' && (name.endsWith(comm.trim()) || comm.endsWith(name));
}

/** The kernel prints both within microseconds. */
const AT_ONCE_SECONDS = 1;

function lacks(first: KernelRecord, next: KernelRecord): boolean {
  const seconds = secondsBetween(first.time, next.time);
  if (seconds !== null && Math.abs(seconds) > AT_ONCE_SECONDS) return false;
  if (first.host !== null && first.host !== next.host) return false;
  const [of, below] = [first.time, next.time];
  return (
    (first.host === null && next.host !== null) ||
    (of.wall === null && below.wall !== null) ||
    (of.uptimeSeconds === null && below.uptimeSeconds !== null)
  );
}

function completed(first: KernelRecord, next: KernelRecord): KernelRecord {
  const { host, caller, origin, envelope } = next;
  const { wall, yearInferred } = first.time.wall === null ? next.time : first.time;
  const uptimeSeconds = first.time.uptimeSeconds ?? next.time.uptimeSeconds;
  const time = { wall, yearInferred, uptimeSeconds };
  return { ...first, host, caller, origin, envelope, time, continuation: false };
}
