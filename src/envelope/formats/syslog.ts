/**
 * Syslog lines and `journalctl -o short`: `Nov 21 02:25:00{.123456} {host} {kern.warn} kernel: text`, host missing in
 * some, and OpenWrt's `logread`: `Sat Nov 21 02:25:00 2026 kern.warn kernel: text`. Takes the stamp, the host and the tag.
 */

import type { Format } from '../format.js';
import { takeHostAndTag } from '../host-tag.js';
import type { LastStamp, Memory } from '../memory.js';
import { monthNumber } from '../month-names.js';
import {
  BLANK,
  blanksEnd,
  CLOSE_BRACKET,
  clockEnd,
  digitsEnd,
  isLetter,
  numberAt,
  twoDigits,
} from '../scan.js';

/** Years of this century. */
const TWO = 0x32;

export const syslog: Format = {
  layer: 'log',
  mayFollow: true,
  begins: (code) => isLetter(code) || code === TWO,
  take(draft, memory) {
    const { text, at } = draft;
    const last = memory.lastSyslogStamp;
    let end = last.stamp.endAt(text, at);
    if (end < 0 || !isStampEnd(text, end)) {
      end = text.charCodeAt(at) === TWO ? yearFirstEnd(text, at) : stampEnd(text, at);
      if (end < 0) end = datedEnd(text, at);
      if (end < 0) return false;
      readStamp(text.slice(at, end), last, memory);
    }
    draft.wall = last.wall;
    draft.yearInferred = last.inferred;
    draft.envelope = 'syslog';
    takeHostAndTag(draft, blanksEnd(draft.text, end), memory.lastHost);
    return true;
  },
};

/** End of `Nov 21 02:25:00`, with `.123456` and with a year before or behind the time (`Nov 21 02:25:00 2026`) too, or -1. */
function stampEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 3) !== BLANK || monthNumber(text, at) === 0) return -1;
  const dayAt = at + 4;
  const day = twoDigits(text, dayAt);
  const dayEnd = day < 0 ? digitsEnd(text, dayAt) : dayAt + 2;
  if (dayEnd === dayAt || text.charCodeAt(dayEnd) !== BLANK) return -1;
  let clockAt = dayEnd + 1;
  if (digitsEnd(text, clockAt) === clockAt + 4 && text.charCodeAt(clockAt + 4) === BLANK) clockAt += 5;
  const end = clockEnd(text, clockAt);
  if (end < 0) return -1;
  const fractionEnd = text.charCodeAt(end) === 0x2e ? digitsEnd(text, end + 1) : end;
  const code = text.charCodeAt(fractionEnd);
  if (code === BLANK || Number.isNaN(code)) return yearEnd(text, fractionEnd);
  return code === 0x3a ? fractionEnd + 1 : -1;
}

/** End of `2026 Nov 21 02:25:00.123456`, as SONiC prints it, or -1. */
function yearFirstEnd(text: string, at: number): number {
  const isYear = digitsEnd(text, at) === at + 4 && text.charCodeAt(at + 4) === BLANK;
  return isYear ? stampEnd(text, at + 5) : -1;
}

const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) /;
const LONGEST_DATE = 24;
const DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** End of a stamp as C's `ctime` writes it, with the day of the week and the year, or -1. */
function datedEnd(text: string, at: number): number {
  const end = at + LONGEST_DATE;
  if (text.charCodeAt(at + 3) !== BLANK || text.charCodeAt(end) !== BLANK) return -1;
  if (monthNumber(text, at + 4) === 0) return -1;
  const stamp = text.slice(at, end);
  if (!WEEKDAY.test(stamp) || !DATE.test(stamp)) return -1;
  return end + (SECONDS.exec(text.slice(end, end + 20))?.[0].length ?? 0);
}

/** The same time once more, of `logread -t`. */
const SECONDS = /^ \[\d{10}\.\d{3}\](?= )/;

/**
 * Behind a year of this century that stands behind the time, as firewalls print it; else where the time ends. -1 where a bracket
 * closes, whose opening is lost: it is the rest of a time of `dmesg -T`.
 */
function yearEnd(text: string, at: number): number {
  const isYear = text.startsWith('20', at + 1) && digitsEnd(text, at + 1) === at + 5;
  if (isYear && text.charCodeAt(at + 5) === CLOSE_BRACKET) return -1;
  return isYear && text.charCodeAt(at + 5) === BLANK ? at + 5 : at;
}

function isStampEnd(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === BLANK;
}

function readStamp(stamp: string, last: LastStamp, memory: Memory): void {
  const date = stamp
    .replace(/:$| \[.*$/, '')
    .replace(WEEKDAY, '')
    .replace(/^(\d{4}) (\S+ +\d+) /, '$2 $1 ');
  const parts = date.split(/ +/);
  const month = monthNumber(date, 0);
  const day = Number(parts[1]);
  const isYearLast = parts.length === 4 && parts[2]?.includes(':') === true;
  const printedYear = parts.length === 4 ? Number(parts[isYearLast ? 3 : 2]) : null;
  const clock = parts[isYearLast ? 2 : parts.length - 1] as string;
  const time = [numberAt(clock, 0, 2), numberAt(clock, 3, 5), numberAt(clock, 6, 8)] as const;
  const year = printedYear ?? memory.years.yearOf(month, day, ...time);
  last.stamp.remember(stamp);
  last.inferred = printedYear === null && year !== null;
  last.wall = year === null ? null : `${year}-${pad(month)}-${pad(day)}T${clock}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
