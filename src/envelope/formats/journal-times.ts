/**
 * Lines of `journalctl` and syslog daemons whose stamp is not the classic one: ISO (`short-iso`, rsyslog), weekday and
 * ISO (`short-full`, `with-unit`), seconds since 1970 (`short-unix`), months in other languages, or a bare clock.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import { takeHostAndTag } from '../host-tag.js';
import { isoEnd, isoFromMicroseconds, isoText } from '../iso-stamp.js';
import type { Memory } from '../memory.js';
import { localMonthNumber } from '../month-names.js';
import { BLANK, blanksEnd, COLON, clockEnd, digitsEnd, isDigit, isLetter, numberAt, TAB } from '../scan.js';

/** `2026-11-21T02:25:00.123456+00:00 host kernel: text`. */
export const isoSyslog: Format = {
  layer: 'log',
  mayFollow: true,
  begins: isDigit,
  take(draft, memory) {
    const end = isoEnd(draft.text, draft.at);
    const next = end < 0 ? -1 : behindStamp(draft.text, end);
    if (next < 0) return false;
    draft.wall = isoText(draft.text, draft.at, end);
    draft.envelope = 'syslog-iso';
    const zone = spacedZone(draft.text, end);
    draft.wall += offsetOf(zone?.[1]);
    takeHostAndTag(draft, blanksEnd(draft.text, next + (zone?.[0].length ?? 0)), memory.lastHost);
    return true;
  },
};

const SPACED_ZONE = /^ (UTC|GMT|[+-]\d{2}:?\d{2})(?: (?:UTC|GMT))? +(?=\S+ +\S|kernel: )/;

/** `2026-11-21 02:25:00.123 +0000 host kernel: text`: behind a blank it could be a host, but nobody has one so named. */
function spacedZone(text: string, at: number): RegExpExecArray | null {
  const code = text.charCodeAt(at + 1);
  const mayBegin = code === 0x2b || code === 0x2d || code === 0x55 || code === 0x47;
  return mayBegin ? SPACED_ZONE.exec(text.slice(at, at + 300)) : null;
}

/** A blank follows, a tab, or a colon, as ser2net prints it; -1 where something else does. */
function behindStamp(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (at >= text.length || code === BLANK) return at;
  return code === TAB || (code === COLON && !isDigit(text.charCodeAt(at + 1))) ? at + 1 : -1;
}

/** Longest weekday name of a locale, with room. */
const MAX_WEEKDAY = 16;
const ZONE = /^ ([A-Z]{1,6}|[+-]\d{2}(?::?\d{2})?) /;

/** `Sat 2026-11-21 02:25:00 UTC host kernel: text`, and the head of an entry of `-o verbose`. */
export const journalFull: Format = {
  layer: 'log',
  begins: (code) => isLetter(code) || code > 127,
  take(draft, memory) {
    const { text, at } = draft;
    const stampAt = fullStampAt(text, at);
    if (stampAt < 0) return false;
    const end = isoEnd(text, stampAt);
    if (end < 0) return false;
    const zone = ZONE.exec(text.slice(end, end + 12));
    draft.wall = isoText(text, stampAt, end) + offsetOf(zone?.[1]);
    const next = end + (zone?.[0].length ?? 1);
    if (text.startsWith('[s=', next)) {
      memory.verboseWall = draft.wall;
      draft.at = next;
      draft.swallowed = true;
      draft.closed = true;
      draft.envelope = 'journal-verbose';
      return true;
    }
    draft.envelope = 'journal-full';
    takeHostAndTag(draft, next, memory.lastHost);
    return true;
  },
};

function fullStampAt(text: string, at: number): number {
  for (let index = at + 1; index < at + MAX_WEEKDAY; index++) {
    if (text.charCodeAt(index) !== BLANK) continue;
    return text.charCodeAt(index + 5) === 0x2d && isDigit(text.charCodeAt(index + 1)) ? index + 1 : -1;
  }
  return -1;
}

/** Zone names other than UTC are not unique: no offset is better than a guessed one. */
function offsetOf(zone: string | undefined): string {
  if (zone === undefined) return '';
  if (zone === 'UTC' || zone === 'GMT') return 'Z';
  const match = /^([+-]\d\d):?(\d\d)?$/.exec(zone);
  return match === null ? '' : `${match[1]}:${match[2] ?? '00'}`;
}

/** `1795227900.123456 host kernel: text`. */
export const journalUnix: Format = {
  layer: 'log',
  begins: isDigit,
  take(draft, memory) {
    const { text, at } = draft;
    const dot = digitsEnd(text, at);
    if (dot - at < 9 || dot - at > 11 || text.charCodeAt(dot) !== 0x2e) return false;
    const end = digitsEnd(text, dot + 1);
    if (end - dot !== 7 || text.charCodeAt(end) !== BLANK) return false;
    draft.wall = isoFromMicroseconds(text.slice(at, dot) + text.slice(dot + 1, end));
    draft.envelope = 'journal-unix';
    takeHostAndTag(draft, end + 1, memory.lastHost);
    return true;
  },
};

const MAX_MONTH = 10;

/** The first blank behind a month's name, or `at` where none comes soon enough. */
function firstBlank(text: string, at: number): number {
  for (let index = at + 1; index <= at + MAX_MONTH; index++)
    if (text.charCodeAt(index) === BLANK) return index;
  return at;
}

const LOCAL_STAMP = /^(\S{1,10}) +(\d{1,2})\.? (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (?!\d{4}\])/;

/** `12月 17 10:04:41 host systemd[1]: text`: the classic stamp in another language. A tag must follow. */
export const localSyslog: Format = {
  layer: 'log',
  begins: (code) => isDigit(code) || isLetter(code) || code > 127,
  take(draft, memory) {
    const { text, at } = draft;
    const dayAt = blanksEnd(text, firstBlank(text, at));
    if (dayAt === at || !isDigit(text.charCodeAt(dayAt))) return false;
    const match = LOCAL_STAMP.exec(text.slice(at, at + 36));
    const month = match === null ? 0 : localMonthNumber(match[1] as string);
    if (match === null || month === 0) return false;
    noteLocalStamp(draft, memory, month, Number(match[2]), match[3] as string);
    draft.envelope = 'syslog';
    takeHostAndTag(draft, at + match[0].length, memory.lastHost);
    return true;
  },
};

function noteLocalStamp(draft: Draft, memory: Memory, month: number, day: number, clock: string): void {
  const time = [numberAt(clock, 0, 2), numberAt(clock, 3, 5), numberAt(clock, 6, 8)] as const;
  const year = memory.years.yearOf(month, day, ...time);
  if (year === null) return;
  draft.wall = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T${clock}`;
  draft.yearInferred = true;
}

/** `10:52:29 host systemd-oomd[1261]: text`: a date was cut off, so no wall time. A tag must follow. */
export const clockSyslog: Format = {
  layer: 'log',
  begins: isDigit,
  take(draft, memory) {
    const end = clockEnd(draft.text, draft.at);
    if (end < 0 || draft.text.charCodeAt(end) !== BLANK) return false;
    const { at } = draft;
    takeHostAndTag(draft, end + 1, memory.lastHost);
    if (draft.origin === 'unknown') {
      draft.at = at;
      draft.host = null;
      return false;
    }
    draft.envelope = 'syslog';
    return true;
  },
};

/** `kernel: text`: all that a paste left of a syslog line. */
export const bareKernelTag: Format = {
  layer: 'log',
  begins: (code) => code === 0x6b,
  take(draft, memory) {
    if (!draft.text.startsWith('kernel: ', draft.at)) return false;
    draft.envelope = 'syslog';
    takeHostAndTag(draft, draft.at, memory.lastHost);
    return true;
  },
};
