/**
 * Finds a log line that begins in the middle of a physical one: behind what a program had printed without a line end
 * (`login: [   12.345678] text`), behind marks that no format knows, or where line ends were lost and whole reports stand
 * on one line.
 */

import type { Draft } from './draft.js';

/** Priorities as `dmesg -r` and `dmesg -x` print them in front of the kernel's stamp. */
const PRIORITY = String.raw`(?:<\d{1,3}>|kern {2}:[a-z]{3,6} *: )`;
const STAMP = new RegExp(
  [
    String.raw`${PRIORITY}?\[ {0,7}\d{1,8}\.\d{6}\]`,
    // Rounded by whoever put whose it is in front of it: `[Kernel dmesg] [18492.104] `.
    String.raw`\[(?<=^\[[^[\]]{0,30}(?:[Kk]ernel|dmesg)[^[\]]{0,30}\] \[) {0,7}\d{3,8}\.\d{3}\] `,
    // `-T`, localised too, and `--time-format delta`: longer than any name.
    String.raw`${PRIORITY}?\[\S{1,12} +(?:\S{1,10} +\d{1,2}|\d{1,2}\.? +\S{1,10}) \d\d:\d\d:\d\d \d{4}\] `,
    String.raw`\[<[ \d]{5}\.\d{6}>\] `,
    String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (?:[^\s[\]]{1,255} )?kernel: `,
    // Of a program, whose words must not be taken for the kernel's.
    String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [^\s[\]]{1,255} [^\s[\]:]{1,64}\[\d{1,8}\]: `,
    String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,+\-:\dZ]{0,20} [^\s[\]]{1,255} kernel: `,
    String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d `,
  ].join('|'),
  'g',
);
const PRIORITY_FIRST = new RegExp(`^${PRIORITY}`);

/** Shortest physical line that may hold two whole ones. */
const SHORTEST = 160;
/** Longer than any process name, which may look like a stamp. */
const LONGER_THAN_NAME = 16;
/** Lines that were put on one line are of one report, or of a few. */
const MOST_SECONDS = 86_400;

/** Where in the draft's text the next log line begins, or -1. Quoted ones do not count. `isRest`: lines came before it. */
export function stampInsideAt(draft: Draft, isRest: boolean): number {
  if (draft.closed) return -1;
  const { text, stamped } = draft;
  if (stamped && !isRest && text.length < SHORTEST) return -1;
  const from = stamped ? draft.at : draft.bodyAt + 1;
  if (text.indexOf('[', from) < 0 && text.indexOf(' kernel: ', from) < 0) return -1;
  STAMP.lastIndex = from;
  for (let found = STAMP.exec(text); found !== null; found = STAMP.exec(text)) {
    // More stamps in a row than any line has.
    if (stamped && found.index === from) return -1;
    const end = quotationEnd(text, found.index);
    if (end < 0 && found[0].length >= 12 && (!stamped || goesOn(draft, found))) return found.index;
    // What else is in the quotation is quoted too.
    STAMP.lastIndex = Math.max(STAMP.lastIndex, end);
  }
  return -1;
}

/** Where the quotation ends that a line begins with here; -1 for none. One that is not closed is a text of several lines: a cell of a table, a string of a script. */
function quotationEnd(text: string, at: number): number {
  const quote = text.charAt(at - 1);
  return isOpening(quote) ? text.indexOf(quote, at) : /[(=]/.test(quote) ? at + 1 : -1;
}

export function isOpening(sign: string): boolean {
  return sign === '"' || sign === "'" || sign === '`';
}

/** Longest that a logger writes between the time and the message: a level, a thread, a module. */
const LONGEST_WORDS = 80;
const SECONDS = /(?<=[ \]|]) ?\[ {0,7}\d{1,8}\.\d{6}\](?=[ [])/;

/** Where the kernel's own line begins behind a time alone and a logger's words: `2026-11-21 02:25:00,123 - root - INFO - [   12.345678] text`; or -1. */
export function loggedLineAt(draft: Draft): number {
  const { text, at, stamped, closed, wall, origin, host } = draft;
  if (!stamped || closed || wall === null || host !== null || origin !== 'unknown') return -1;
  if (text.indexOf('[', at) < 0) return -1;
  const found = SECONDS.exec(text.slice(at, at + LONGEST_WORDS));
  return found === null ? -1 : at + found.index + found[0].indexOf('[');
}

/** A name may hold a short stamp: behind a line's own, only a later one with a text of its own begins a line. */
function goesOn({ text, uptimeSeconds }: Draft, { 0: found, index }: RegExpExecArray): boolean {
  const stamp = found.replace(PRIORITY_FIRST, '');
  if (stamp.charAt(1) !== ' ' && !/^\[\d/.test(stamp)) return true;
  if (text.length - index < LONGER_THAN_NAME) return false;
  const seconds = Number(stamp.slice(1, -1));
  return uptimeSeconds !== null && seconds >= uptimeSeconds && seconds - uptimeSeconds < MOST_SECONDS;
}
