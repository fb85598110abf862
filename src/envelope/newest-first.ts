/**
 * The first lines of a log -> whether it is in the wrong order: log stores show and export their newest line first, and
 * `journalctl -r` and `tac` turn a log round.
 */
import { monthNumber } from './month-names.js';

const SECONDS = /\[ {0,7}(\d{1,8}\.\d{6})\]/;
const ISO = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/;
const SYSLOG = /([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)/;
/** Milli-, micro- or nanoseconds since 1970, of a journal or a log store. */
const EPOCH = /(?<!\d)1[4-9]\d{11}(?:\d{3}|\d{6})?(?!\d)/;
/** Only the beginning of a line says when it was written. */
const LONGEST_PREFIX = 200;
const LONGEST_OBJECT = 4000;
/** Fewer steps back could be reboots, or lines of several processors. */
const FEWEST_BACK = 8;
/** Steps back for each step forward, such as a reboot is in a log that is turned round. */
const BACK_PER_FORWARD = 20;
/** Where a report ends before it begins, a clock that only ever goes back is enough: it may tell but seconds. */
const FEWEST_OF_CLOCK = 2;
/** Lines of every report, in the order in which the kernel prints them: between equal stamps, or without any, they tell. */
const IN_ORDER =
  /(invoked oom-killer: )|(Call Trace:)|(Mem-Info:|memory: usage \d)|(\d pages RAM\b)|(\[ *pid *\] +uid )|(Killed process \d)|(oom_reaper: reaped)/;
/** Fewer could be reports cut in their middle. */
const FEWEST_TURNED = 3;
const LAST_LINE = /Killed process \d|oom_reaper: reaped/;
export const FIRST_LINE = /invoked oom-killer: /;

/** `text`: the beginning of the log, cut anywhere. */
export function isNewestFirst(text: string): boolean {
  const lines = text.split('\n').flatMap(partsOf);
  const heads = lines.map(headOf);
  const seconds = stepsOf(heads.map((head) => SECONDS.exec(head)?.[1]).map(Number));
  if (seconds.back + seconds.forward > 0) return isBack(seconds);
  const clock = stepsOf(heads.map(clockOf));
  if (clock.forward > 0) return isBack(clock);
  return (
    clock.back >= FEWEST_BACK ||
    (clock.back >= FEWEST_OF_CLOCK && endsFirst(lines)) ||
    areReportsTurned(lines)
  );
}

/** Behind a report comes the beginning of the next one, whichever way round they are. */
function areReportsTurned(lines: readonly string[]): boolean {
  const places = lines.map((line) => IN_ORDER.exec(line)?.findLastIndex((part) => part !== undefined));
  const { back, forward } = stepsOf(places);
  return back >= FEWEST_TURNED && back > 2 * forward;
}

/** The objects of a list that stands on one line. */
function partsOf(line: string): readonly string[] {
  return /^(?:\[\{|\{")/.test(line) ? line.split(/(?<=[}\]]), ?(?=[{[])/) : [line];
}

/** The members of an object may stand in any order. */
function headOf(line: string): string {
  return line.slice(0, line.startsWith('{') ? LONGEST_OBJECT : LONGEST_PREFIX);
}

function endsFirst(lines: readonly string[]): boolean {
  const last = lines.findIndex((line) => LAST_LINE.test(line));
  return last >= 0 && last < lines.findIndex((line) => FIRST_LINE.test(line));
}

function isBack({ back, forward }: Steps): boolean {
  return back >= FEWEST_BACK && back >= forward * BACK_PER_FORWARD;
}

/** A text that sorts like the time; undefined where there is none. */
function clockOf(head: string): string | undefined {
  const [iso] = ISO.exec(head) ?? [];
  if (iso !== undefined) return iso;
  const [epoch] = EPOCH.exec(head) ?? [];
  if (epoch !== undefined) return epoch;
  const [, name, day, clock] = SYSLOG.exec(head) ?? [];
  const month = name === undefined ? 0 : monthNumber(name, 0);
  return month === 0 ? undefined : `${String(month).padStart(2)} ${day} ${clock}`;
}

interface Steps {
  readonly back: number;
  readonly forward: number;
}

/** How often the time falls and rises from line to line; equal ones say nothing. */
function stepsOf(times: readonly (number | string | undefined)[]): Steps {
  let back = 0;
  let forward = 0;
  let before: number | string | null = null;
  for (const time of times) {
    if (time === undefined || Number.isNaN(time)) continue;
    if (before !== null && time < before) back++;
    else if (before !== null && time > before) forward++;
    before = time;
  }
  return { back, forward };
}
