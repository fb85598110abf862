/**
 * Leaves out what is only a part of a report that the log has whole as well: a ticket quotes the kill and then the whole log,
 * `dmesg >> file` caught the first half and then all of it, or what the ring buffer had left. Such a part has the same words at
 * the same moment. Whole copies are told each time: a log that was put together so has as many reports as were put in.
 */
import type { RecordTime } from '../envelope/record.js';
import type { Draft } from './draft.js';

export const REPEATED =
  'the log has a part of this report once more, from the same moment; the fuller copy was read';

/** What shows that two drafts are of one run. */
interface Run extends Pick<Draft, 'host' | 'caller' | 'turn'> {
  readonly start: Mark;
  /** What told whom the kernel chose, up to 5.0. */
  readonly choice: Mark;
  readonly kill: Mark;
  readonly chosen: number | null;
  readonly killed: number | null;
  readonly fullness: number;
}

interface Mark {
  readonly text: string;
  readonly time: RecordTime | undefined;
}

function runOf(draft: Draft): Run {
  const [kill] = draft.kills;
  const { host, caller, turn, time, triggerText, select, selectText, selectTime } = draft;
  return {
    host,
    caller,
    turn,
    start: { text: triggerText, time },
    choice: { text: selectText, time: selectTime ?? undefined },
    kill: { text: kill?.text ?? '', time: kill?.time },
    chosen: select?.pid ?? null,
    killed: kill?.line.pid ?? null,
    fullness: fullnessOf(draft),
  };
}

/** How much of the run the draft shows. */
function fullnessOf({ trigger, identity, sawMemory, rows, kills, reaped }: Draft): number {
  const parts = [trigger !== null, identity !== null, sawMemory, kills.length > 0, reaped.size > 0];
  return parts.filter(Boolean).length * 100_000 + rows.length;
}

/** No more than a kill and what the reaper said of it. */
const FEW_LINES = 200_000;

/** The first line, the choice or the first kill stands in both, word for word and at one moment. */
function isSame(one: Run, other: Run): boolean {
  const hasTurned = one.turn !== other.turn;
  const isQuote = Math.min(one.fullness, other.fullness) <= FEW_LINES;
  const isSameMark = (a: Mark, b: Mark): boolean =>
    a.text !== '' &&
    a.text === b.text &&
    ((isQuote && haveNoCommonClock(a.time, b.time)) || isSameMoment(a.time, b.time, hasTurned));
  return (
    one.host === other.host &&
    one.caller === other.caller &&
    (isSameMark(one.start, other.start) ||
      isSameMark(one.choice, other.choice) ||
      isSameMark(one.kill, other.kill) ||
      isChoiceOf(one, other) ||
      isChoiceOf(other, one))
  );
}

/** The choice alone, and elsewhere the kill that it led to. */
function isChoiceOf(one: Run, other: Run): boolean {
  if (one.killed !== null || other.choice.text !== '' || one.chosen !== other.killed) return false;
  const [of, by] = [one.choice.time?.uptimeSeconds ?? null, other.kill.time?.uptimeSeconds ?? null];
  return of !== null && by !== null && by >= of && by - of <= AT_ONCE_SECONDS;
}

/** The kernel kills right after it chose. */
const AT_ONCE_SECONDS = 1;

/** One way wrote the time of day, the other the time since boot: nobody is chosen or killed twice in the same words. */
function haveNoCommonClock(a: RecordTime | undefined, b: RecordTime | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const isOne = (of: RecordTime) => (of.wall === null) !== (of.uptimeSeconds === null);
  return isOne(a) && isOne(b) && (a.wall === null) !== (b.wall === null);
}

function sharesText(one: Draft, other: Draft): boolean {
  const [kill, killOfOther] = [one.kills[0], other.kills[0]];
  return (
    (one.triggerText !== '' && one.triggerText === other.triggerText) ||
    (one.selectText !== '' && one.selectText === other.selectText) ||
    (kill !== undefined && kill.text === killOfOther?.text) ||
    (one.select !== null && one.select.pid === killOfOther?.line.pid) ||
    (other.select !== null && other.select.pid === kill?.line.pid)
  );
}

/** A larger difference than of a clock that was set shows another day, or another machine. */
const MOST_CLOCK_MS = 10_000;

/**
 * Kernels count microseconds. Whole seconds alone could be of two runs, where the kernel picks a process again that will
 * not die: there the log must have gone back in time between them.
 */
function isSameMoment(a: RecordTime | undefined, b: RecordTime | undefined, hasTurned: boolean): boolean {
  if (a === undefined || b === undefined || a.uptimeSeconds !== b.uptimeSeconds) return false;
  if (a.uptimeSeconds === null) return hasTurned && a.wall !== null && a.wall === b.wall;
  const apart = a.wall === null || b.wall === null ? 0 : Date.parse(a.wall) - Date.parse(b.wall);
  return Math.abs(apart) <= MOST_CLOCK_MS;
}

export interface RepeatedRuns {
  /**
   * Whether the draft is left out, since the log has its run more than once and this is not the fullest copy. `waiting`: the
   * drafts behind it. Notes the repetition on the copy that stays, where that still can be.
   */
  leavesOut(draft: Draft, waiting: readonly Draft[]): boolean;
}

/** Runs that are remembered after they were told. */
const MOST_TOLD = 4096;

export function createRepeatedRuns(): RepeatedRuns {
  const told = new Map<string, Run>();
  const copies = new WeakSet<Draft>();
  const keysOf = ({ start, choice, kill }: Run): string[] =>
    [start.text, choice.text, kill.text].filter((text) => text !== '');
  const isTold = (run: Run): boolean =>
    keysOf(run).some((key) => {
      const known = told.get(key);
      return known !== undefined && isSame(known, run) && known.fullness > run.fullness;
    });
  const remember = (run: Run): void => {
    for (const key of keysOf(run)) told.set(key, run);
    for (const oldest of told.keys()) if (told.size > MOST_TOLD) told.delete(oldest);
  };
  return {
    leavesOut(draft, waiting) {
      const run = runOf(draft);
      if (copies.has(draft) || isTold(run)) return true;
      const same = waiting.filter((other) => {
        // Looked at first, since a list of kills has hundreds of drafts waiting.
        if (!other.confirmed || !sharesText(draft, other)) return false;
        const known = runOf(other);
        return known.fullness !== run.fullness && isSame(run, known);
      });
      const fuller = same.find((other) => fullnessOf(other) > run.fullness);
      if (same.length > 0) (fuller ?? draft).notes.add(REPEATED);
      if (fuller !== undefined) {
        keepChoice(draft, fuller);
        return true;
      }
      for (const copy of same) copies.add(copy);
      remember(run);
      return false;
    },
  };
}

/** What tells of the choice has stood apart from the rest of the report. */
function keepChoice({ select, selectText, selectLine, selectTime }: Draft, fuller: Draft): void {
  if (fuller.select === null) Object.assign(fuller, { select, selectText, selectLine, selectTime });
}
