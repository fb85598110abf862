/**
 * The times of util-linux dmesg other than seconds since boot: `-T` (also in other languages), delta, reltime, ISO,
 * and `-x`, which puts facility and level in front. Also `journalctl -o short-delta`, which looks like `dmesg -d`.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import type { Memory } from '../memory.js';
import { localMonthNumber, monthNumber } from '../month-names.js';
import { blanksEnd, isDigit, isLetter, OPEN_BRACKET, skipBlank } from '../scan.js';

/** Longest bracket: a localised date with a delta. */
const MAX_STAMP = 80;

/** `[Sat Nov 21 02:25:00 2026] `, also `[... <    0.000123>] ` and with the bracket lost. */
export const dmesgCtime: Format = {
  layer: 'log',
  mayFollow: true,
  begins: (code) => code === OPEN_BRACKET || isLetter(code) || code > 127,
  take(draft, memory) {
    const { text, at } = draft;
    const last = memory.lastCtime;
    const first = text.charCodeAt(at) === OPEN_BRACKET ? at + 1 : at;
    let end = last.stamp.endAt(text, first);
    if (end < 0) {
      end = ctimeEnd(text, first);
      if (end < 0) return false;
      const stamp = text.slice(first, end);
      last.stamp.remember(stamp);
      last.isWithoutYear = !HAS_YEAR.test(stamp);
      [last.wall, last.inferred] = ctimeWall(stamp, memory);
    }
    draft.wall = last.wall;
    draft.yearInferred = last.inferred;
    const before = draft.origin;
    setKernel(draft, 'dmesg-T', skipBlank(text, end));
    // Programs write such a time too.
    if (last.isWithoutYear) draft.origin = before;
    return true;
  },
};

/** Some languages have the day before the month: `[dim. 19 avril 18:03:30 2026]`. */
const CTIME =
  /^\S{1,16} +(?:\S{1,12}(?: \d{1,2})?\.? +\d{1,2}\.?|\d{1,2}\.? +[^\s\d]\S{0,11}) \d\d:\d\d:\d\d(?: \d{4})?(?: <[ \d.]+>)?\]/;

const HAS_YEAR = /:\d\d \d{4}[ \]]/;

function ctimeEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (isDigit(code) || code === 0x20) return -1;
  // A cheap look at what nearly every line lacks before the pattern is tried.
  const close = text.indexOf(']', at + 15);
  if (close < 0 || close - at > MAX_STAMP) return -1;
  const match = CTIME.exec(text.slice(at, close + 1));
  return match === null ? -1 : at + match[0].length;
}

/** Some screens leave the year out: it is inferred. */
function ctimeWall(stamp: string, memory: Memory): readonly [wall: string | null, inferred: boolean] {
  const parts = stamp.slice(0, stamp.indexOf(']')).replace(/ <.*$/, '').split(/ +/).reverse();
  const printed = HAS_YEAR.test(stamp) ? parts.shift() : null;
  const [clock, last, before = ''] = parts;
  const isDayFirst = last !== undefined && !isDigit(last.charCodeAt(0));
  const [day, name] = isDayFirst ? [before, last] : [last, before];
  const month = localMonthNumber(parts.length === 5 ? `${name}月` : name);
  if (month === 0 || clock === undefined || day === undefined) return [null, false];
  const date = Number.parseInt(day, 10);
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const year = printed ?? memory.years.yearOf(month, date, hours, minutes, seconds);
  const wall = year === null ? null : `${year}-${pad(month)}-${pad(date)}T${clock}`;
  return [wall, wall !== null && printed === null];
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

const DELTA = /^\[(?: *(\d{1,12}\.\d{1,9}) ?)?(?:< *\d{1,12}\.\d{1,9} ?>| {15,17})\]/;

/** `[<    0.000123>] `, `[12345.678901 <    0.000123>] `, and short-delta's blank before the bracket. */
export const dmesgDelta: Format = {
  layer: 'log',
  mayFollow: true,
  begins: (code) => code === OPEN_BRACKET,
  take(draft) {
    const { text, at } = draft;
    const close = text.indexOf(']', at);
    const last = text.charCodeAt(close - 1);
    if (close < 0 || close - at > MAX_STAMP || (last !== 0x3e && last !== 0x20)) return false;
    const match = DELTA.exec(text.slice(at, close + 1));
    if (match === null) return false;
    const end = at + match[0].length;
    const isJournal = text.charCodeAt(end - 2) === 0x20 || text.charCodeAt(end - 3) === 0x20;
    if (match[1] !== undefined) draft.uptimeSeconds = Number(match[1]);
    setKernel(draft, isJournal ? 'journal-delta' : 'dmesg-delta', skipBlank(text, end));
    return true;
  },
};

const RELATIVE = /^\[ *\+\d{1,9}\.\d{1,9}\]/;
const MINUTE = /^\[([A-Z][a-z]{2}) ?(\d{1,2}) (\d\d):(\d\d)\]/;

/**
 * `[Nov21 02:25] ` where the minute changed, else `[  +0.000123] `. All lines up to the next change are of that minute:
 * the wall time is that minute, since the seconds of its first line were never printed.
 */
export const dmesgRelative: Format = {
  layer: 'log',
  mayFollow: true,
  begins: (code) => code === OPEN_BRACKET,
  take(draft, memory) {
    const { text, at } = draft;
    const code = text.charCodeAt(blanksEnd(text, at + 1));
    if (code !== 0x2b && !isLetter(code)) return false;
    const head = text.slice(at, at + 24);
    const minute = MINUTE.exec(head);
    const match = minute ?? RELATIVE.exec(head);
    if (match === null) return false;
    if (minute !== null) noteMinute(minute, memory);
    draft.wall = memory.relativeMinute;
    draft.yearInferred = memory.relativeMinute !== null;
    setKernel(draft, 'dmesg-reltime', skipBlank(text, at + match[0].length));
    return true;
  },
};

function noteMinute(match: RegExpExecArray, memory: Memory): void {
  const month = monthNumber(match[1] as string, 0);
  const [day, hour, minute] = [Number(match[2]), Number(match[3]), Number(match[4])];
  const year = month === 0 ? null : memory.years.yearOf(month, day, hour, minute, 0);
  memory.relativeMinute =
    year === null ? null : `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}`;
}

/** `2026-11-21T02:25:00,123456+00:00 text`: the comma is dmesg's alone. */
export const dmesgIso: Format = {
  layer: 'log',
  mayFollow: true,
  begins: isDigit,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 19) !== 0x2c || text.charCodeAt(at + 10) !== 0x54) return false;
    const end = isoEnd(text, at);
    if (end < at + 26) return false;
    draft.wall = isoText(text, at, end);
    setKernel(draft, 'dmesg-iso', skipBlank(text, end));
    return true;
  },
};

const DECODED = /^([a-z0-7]{3,8}) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/;
const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
];

/** `kern  :warn  : ` of `dmesg -x`; a time may follow. */
export const dmesgDecoded: Format = {
  layer: 'log',
  begins: (code) => code >= 0x61 && code <= 0x7a,
  take(draft) {
    const { text, at } = draft;
    // The facility is padded to six columns: the first colon stands at 6, or behind a longer name.
    if (text.charCodeAt(at + 6) !== 0x3a && text.charCodeAt(at + 8) !== 0x3a) return false;
    const match = DECODED.exec(text.slice(at, at + 24));
    const facility = match === null ? -1 : facilityNumber(match[1] as string);
    if (match === null || facility < 0) return false;
    draft.facility = facility;
    draft.at = at + match[0].length;
    if (facility === 0) draft.origin = 'kernel';
    draft.envelope = 'dmesg-x';
    return true;
  },
};

function facilityNumber(name: string): number {
  return name.startsWith('local') ? 16 : FACILITIES.indexOf(name);
}

function setKernel(draft: Draft, envelope: string, at: number): void {
  if (draft.origin === 'unknown' && draft.facility <= 0) draft.origin = 'kernel';
  draft.envelope = envelope;
  draft.at = at;
}
