/** What comes after the verdict, or next to the report: reaper lines, aftermath, lost records; and when it is too late. */
import { areOfOneClock, secondsBetween } from '../base/seconds-between.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { AftermathLine, LineKind, ReaperLine } from '../line/oom-line.js';
import { type Draft, isDecided } from './draft.js';
import { hasOrder } from './line-order.js';
import type { SectionToken } from './section-token.js';

/** Longest silence within a report, and longest wait for what it led to. */
const LONGEST_PAUSE_SECONDS = 60;
/** Longest that a syslog daemon is known to stall between two lines, and somewhat more. */
const LONGEST_STALL_SECONDS = 3600;
export const LONGEST_AFTERMATH_SECONDS = 120;
export const MOST_AFTERMATH = 50;
/** Foreign records within a report when no clock tells. */
const MOST_FOREIGN = 2000;

/** Whether the line comes too late, or from another boot, to belong to the draft. */
export function isStale(draft: Draft, found: RecognisedLine): boolean {
  // A line that stands under another one has its time, whatever a wrapping stamped it with.
  if (found.record.isAligned === true) return false;
  return draft.foreignSince > MOST_FOREIGN || isOfOtherTime(draft, found);
}

function isOfOtherTime(draft: Draft, found: RecognisedLine): boolean {
  const { lastTime, foreignSince } = draft;
  const { time } = found.record;
  // A line right behind the last one may have another clock's stamp: a wrapping's, where its own is missing.
  if (foreignSince === 0 && !areOfOneClock(lastTime, time)) return false;
  const seconds = secondsBetween(lastTime, time);
  return seconds !== null && (seconds > LONGEST_PAUSE_SECONDS || seconds < -LONGEST_PAUSE_SECONDS);
}

const WRITTEN_BY_DAEMON = /^syslog/;
const VERDICT: ReadonlySet<LineKind> = new Set(['constraint', 'select', 'killed', 'no-killable', 'panic']);

/**
 * Whether the line may go on what is stale by the clock. Without the kernel's own stamp a syslog line has the time at which the
 * daemon came to read it, which on a machine without memory can take it minutes from line to line.
 */
export function isOfStalledLog(draft: Draft, { line, record }: RecognisedLine): boolean {
  const isOfDaemon = WRITTEN_BY_DAEMON.test(record.envelope) && record.time.uptimeSeconds === null;
  const seconds = secondsBetween(draft.lastTime, record.time);
  if (!isOfDaemon || seconds === null || seconds < 0 || seconds > LONGEST_STALL_SECONDS) return false;
  if (isDecided(draft) || draft.trigger === null || draft.foreignSince > MOST_FOREIGN) return false;
  // The kill alone may be another report's, of which the log was searched.
  return hasOrder(line) || (VERDICT.has(line.kind) && (draft.sawMemory || draft.rows.length > 0));
}

/** The reaper prints from its own thread, seconds later and in any order: it is matched by pid. */
export function attachReaper(drafts: readonly Draft[], found: RecognisedLine, line: ReaperLine): void {
  const named = drafts.findLast(
    (draft) => names(draft, line.pid) && !draft.reaped.has(line.pid) && !isOfOtherTime(draft, found),
  );
  const undecided = drafts.findLast(
    (draft) =>
      draft.confirmed &&
      !isDecided(draft) &&
      draft.constraint === null &&
      draft.select === null &&
      !isStale(draft, found),
  );
  const draft = named ?? undecided;
  if (draft === undefined) return;
  draft.reaped.set(line.pid, { reaped: line.reaped, comm: line.comm, line: found.record.line });
  if (draft.foreignSince === 0) draft.lastLine = Math.max(draft.lastLine, found.lastLine);
}

const SAME_KILL_SECONDS = 5;

/**
 * With memory.oom.group the kernel prints the chosen one's kill twice (mm/oom_kill.c, `oom_kill_process`). Where a quiet console
 * shows no line that tells, the second one says the same of the same process a moment later: nobody dies twice.
 */
export function isSameKill(drafts: readonly Draft[], { line, text, record }: RecognisedLine): boolean {
  const at = record.time.uptimeSeconds;
  if (line.kind !== 'killed' || at === null) return false;
  return drafts.some(({ kills }) =>
    kills.some((kill) => {
      const ago = at - (kill.time.uptimeSeconds ?? at);
      return ago > 0 && ago < SAME_KILL_SECONDS && kill.text === text;
    }),
  );
}

function names(draft: Draft, pid: number): boolean {
  return (
    draft.kills.some((kill) => kill.line.pid === pid) ||
    draft.sharing.has(pid) ||
    draft.constraint?.readings[0].pid === pid ||
    (draft.kills.length === 0 && draft.select?.pid === pid)
  );
}

/** To the newest kill of that host; a line that names a unit goes to the kill in that unit, where there is one. */
export function attachAftermath(drafts: readonly Draft[], found: RecognisedLine, line: AftermathLine): void {
  const near = drafts.filter((draft) => {
    const seconds = secondsBetween(draft.lastTime, found.record.time);
    return isDecided(draft) && (seconds === null || (seconds >= -5 && seconds <= LONGEST_AFTERMATH_SECONDS));
  });
  const { subject } = line;
  const inUnit =
    subject === null
      ? undefined
      : near.findLast(
          (draft) => draft.constraintText.includes(subject) || draft.taskIn?.taskPath.includes(subject),
        );
  // "killed, status=9" says nothing of memory by itself: only the unit's name ties it to a kill.
  const anyKill = line.of === 'unit-failed' && !line.text.includes('oom-kill') ? undefined : near.at(-1);
  const ofPid =
    line.of === 'postgres' || line.of === 'process-killed'
      ? near.findLast((draft) => names(draft, Number(subject)))
      : undefined;
  // Many processes die of signal 9 for other reasons.
  const draft = line.of === 'process-killed' ? ofPid : (ofPid ?? inUnit ?? anyKill);
  if (draft === undefined || draft.aftermath.length >= MOST_AFTERMATH) return;
  draft.aftermath.push({ kind: line.of, subject, text: line.text, line: found.record.line });
}

/** The log says that records were lost in or right before the report. */
export function noteGap(draft: Draft, records: number | null, text: string | null): void {
  if (records !== null) draft.lostRecords = (draft.lostRecords ?? 0) + records;
  draft.isZoneOpen = false;
  draft.notes.add(text === null ? 'records are missing by their sequence numbers' : `the log says: ${text}`);
}

/** Members and notices may come after another dump that ended the caller's current draft. */
export function olderDraft(
  drafts: readonly Draft[],
  found: RecognisedLine,
  token: SectionToken,
): Draft | null {
  if (token !== 'KILLED' && token !== 'GROUP' && token !== 'SHARING') return null;
  const { caller } = found.record;
  const last = drafts.findLast((draft) => draft.caller === caller && draft.kills.length > 0);
  if (last === undefined || token === 'KILLED' || isOfOtherTime(last, found)) return null;
  return last.structure.accepts(token) ? last : null;
}

/** Lines were broken, and something of them was not put together. */
export function noteCut(draft: Draft | undefined): void {
  if (draft === undefined || isDecided(draft)) return;
  draft.notes.add('lines are broken in the log; what could not be put together for certain was left out');
}
