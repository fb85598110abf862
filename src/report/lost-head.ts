/**
 * The CPU line and the call trace of a report whose first line was lost: kept aside until a section follows that only a report
 * has. They belong to it where the trace goes through the OOM killer; those of other dumps do not.
 */
import { secondsBetween } from '../base/seconds-between.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { OomLine } from '../line/oom-line.js';

export interface HeadTaken {
  /** None where the trace lost its own beginning too. */
  readonly lines: readonly RecognisedLine[];
  /** The trace is of a report: it goes through what prints one, where no other dump's does. */
  readonly isOfKiller: boolean;
}

export const NO_HEAD: HeadTaken = { lines: [], isOfKiller: false };

export interface LostHead {
  /** Sees every recognised line; `isWithin`: of a report that is open. */
  note(found: RecognisedLine, isWithin: boolean): void;
  /** What belongs to the report that the line opens. */
  take(opener: RecognisedLine): HeadTaken;
}

/** Functions that print a report or lead to it (mm/oom_kill.c, mm/memcontrol.c). */
const OOM_FRAME =
  /^(?:\? )?(?:dump_header|oom_kill_process|out_of_memory|mem_cgroup_out_of_memory|mem_cgroup_handle_oom|pagefault_out_of_memory)[.+ ]/;
const REPORT_FRAME = /^(?:\? )?(?:dump_header|oom_kill_process)[.+ ]/;

export function isOomFrame(line: OomLine): boolean {
  return line.kind === 'trace' && line.frame !== null && OOM_FRAME.test(line.frame);
}

/** Hardware, workqueue, stack and registers stand between a CPU line and its trace. */
const MOST_BEFORE_TRACE = 60;
/** More than any trace has, with its registers. */
const MOST_LINES = 200;
/** Physical lines from the CPU line to the first section behind the trace, with what may stand between them. */
const FURTHEST = 300;
/** A log of another boot may begin in between. */
const LONGEST_SECONDS = 60;

export function createLostHead(): LostHead {
  let lines: RecognisedLine[] = [];
  let isOom = false;
  /** Another dump began, whose CPU line comes next. */
  let isAnnounced = false;
  // Its own trace goes with a CPU line; the header alone begins a head where that line was lost too.
  const isBehindIdentity = (): boolean =>
    lines[0]?.line.kind === 'identity' && lines.length < MOST_BEFORE_TRACE;
  return {
    note(found, isWithin) {
      const { line } = found;
      const wasAnnounced = isAnnounced;
      isAnnounced = line.kind === 'other-dump' || (isAnnounced && line.kind !== 'identity');
      if (isWithin || line.kind === 'other-dump' || line.kind === 'trigger') lines = [];
      else if (line.kind === 'identity' && wasAnnounced) lines = [];
      else if (line.kind === 'identity' || (line.kind === 'trace' && line.header && !isBehindIdentity())) {
        lines = [found];
        isOom = false;
      } else if (lines.length === 0 && isOomFrame(line)) {
        lines = [found];
        isOom = true;
      } else if (lines.length > 0 && lines.length < MOST_LINES && goesWithTrace(line)) {
        lines.push(found);
        isOom ||= isOomFrame(line);
      }
    },
    take(opener) {
      const [first] = lines;
      const head = lines;
      lines = [];
      const isNear = first !== undefined && isNearTo(first, opener);
      if (!isNear || !isOom || opener.line.kind === 'trigger') return NO_HEAD;
      return { lines: isOomFrame(first.line) ? [] : head, isOfKiller: head.some(isOfReport) };
    },
  };
}

function isOfReport({ line }: RecognisedLine): boolean {
  return line.kind === 'trace' && line.frame !== null && REPORT_FRAME.test(line.frame);
}

function isNearTo({ record: head }: RecognisedLine, { record }: RecognisedLine): boolean {
  const seconds = secondsBetween(head.time, record.time);
  return record.line - head.line < FURTHEST && (seconds === null || Math.abs(seconds) < LONGEST_SECONDS);
}

function goesWithTrace({ kind }: OomLine): boolean {
  return kind === 'hardware' || kind === 'workqueue' || kind === 'trace';
}
