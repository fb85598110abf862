/**
 * The prefix of a decoded line as a pattern of bytes: a line that matches it has the same wrapping, host and writer, and
 * no other memory of the decoder than its last line's times depends on it. Lets the rows of a long table be told to be
 * alike without decoding each.
 */

import type { Draft } from './draft.js';
import { BLANK, CLOSE_BRACKET, COLON, isDigit, OPEN_BRACKET } from './scan.js';

/** Stands for any digit in a pattern: no prefix of a log holds this byte. */
export const ANY_DIGIT = 0;

/** Wrappings of which a line says nothing about the next one, and which count nothing but kernel stamps. */
const PLAIN = new Set(['dmesg', 'dmesg-T', 'dmesg-iso', 'syslog', 'syslog-iso']);
/** Where `HH:MM:SS.123456` begins in an ISO stamp. */
const ISO_CLOCK_AT = 11;

/** Null where the line was not as plain as this needs. `line`: as it was handed to the decoder. */
export function linePattern(draft: Draft, line: string): Uint8Array | null {
  const isPlain =
    draft.text === line &&
    draft.stamped &&
    !draft.closed &&
    !draft.swallowed &&
    draft.bodyAt === 0 &&
    draft.unseen === 0 &&
    draft.facility <= 0 &&
    draft.fragment === null &&
    draft.notice === null &&
    !draft.continuation &&
    PLAIN.has(draft.envelope);
  if (!isPlain) return null;
  const pattern = new Uint8Array(draft.at);
  for (let at = 0; at < draft.at; at++) {
    const code = line.charCodeAt(at);
    if (code < BLANK || code > 0x7e) return null;
    pattern[at] = code;
  }
  if (draft.envelope.endsWith('-iso')) freeDigits(pattern, ISO_CLOCK_AT, isClock);
  if (draft.uptimeSeconds !== null) freeDigits(pattern, stampAt(pattern), isSeconds);
  return pattern;
}

/** Digits from `from` on, as far as only they and what `goesOn` names stand there, become any digits. */
function freeDigits(pattern: Uint8Array, from: number, goesOn: (code: number) => boolean): void {
  for (let at = from; at < pattern.length; at++) {
    const code = pattern[at] as number;
    if (isDigit(code)) pattern[at] = ANY_DIGIT;
    else if (!goesOn(code)) return;
  }
}

function isClock(code: number): boolean {
  return code === COLON || code === 0x2e || code === 0x2c;
}

/** A blank pads the seconds on the left. */
function isSeconds(code: number): boolean {
  return code === OPEN_BRACKET || code === BLANK || code === 0x2e;
}

/** Where the kernel's own `[   12.345678] ` begins, where it ends the prefix; else the end of the prefix. */
function stampAt(pattern: Uint8Array): number {
  const close = pattern.length - 2;
  if (pattern[close] !== CLOSE_BRACKET || pattern[close + 1] !== BLANK) return pattern.length;
  const open = pattern.lastIndexOf(OPEN_BRACKET, close);
  return open < 0 || !isDigit(pattern[close - 1] as number) ? pattern.length : open;
}
