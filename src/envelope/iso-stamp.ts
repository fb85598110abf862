/** ISO 8601 stamps as logs print them, and times counted from 1970, to ISO 8601 text. */

import { BLANK, clockEnd, digitsEnd, isDigit } from './scan.js';

const DASH = 0x2d;
/** Of svlogd, `2026-11-21_02:25:00.12345`. */
const UNDERSCORE = 0x5f;

/**
 * End of `2026-11-21T02:25:00{.123456}{Z|+00:00|+0000}` at `at`, or -1. A blank or an underscore may stand for the
 * `T`, a comma for the dot.
 */
export function isoEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 4) !== DASH || text.charCodeAt(at + 7) !== DASH) return -1;
  if (
    digitsEnd(text, at) !== at + 4 ||
    digitsEnd(text, at + 5) !== at + 7 ||
    digitsEnd(text, at + 8) !== at + 10
  ) {
    return -1;
  }
  const separator = text.charCodeAt(at + 10);
  if (separator !== 0x54 && separator !== BLANK && separator !== UNDERSCORE) return -1;
  const end = clockEnd(text, at + 11);
  return end < 0 ? -1 : offsetEnd(text, fractionEnd(text, end));
}

function fractionEnd(text: string, at: number): number {
  const mark = text.charCodeAt(at);
  if (mark !== 0x2e && mark !== 0x2c) return at;
  const end = digitsEnd(text, at + 1);
  return end === at + 1 ? at : end;
}

function offsetEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 0x5a) return at + 1;
  if (code !== 0x2b && code !== DASH) return at;
  if (!isDigit(text.charCodeAt(at + 1)) || !isDigit(text.charCodeAt(at + 2))) return at;
  const minutesAt = text.charCodeAt(at + 3) === 0x3a ? at + 4 : at + 3;
  return digitsEnd(text, minutesAt) >= minutesAt + 2 ? minutesAt + 2 : at + 3;
}

/** The stamp from `at` to `end` as ISO 8601: `T`, a dot, an offset with a colon. */
export function isoText(text: string, at: number, end: number): string {
  const hasOffset = end - at >= 24 && text.charCodeAt(end - 5) !== 0x3a && isSign(text.charCodeAt(end - 5));
  const isPlain = text.charCodeAt(at + 10) === 0x54 && text.charCodeAt(at + 19) !== 0x2c;
  if (isPlain && !hasOffset) return text.slice(at, end);
  const date = text.slice(at, at + 10);
  const rest = text.slice(at + 11, end).replace(',', '.');
  return `${date}T${hasOffset ? `${rest.slice(0, -2)}:${rest.slice(-2)}` : rest}`;
}

function isSign(code: number): boolean {
  return code === 0x2b || code === DASH;
}

/** Digits of seconds that a date can have: to the year 9999 in ISO's four digits. */
const MAX_SECONDS = 253_402_300_799;

/** The last second and its text, since the entries of one report share it. */
let lastSeconds = -1;
let lastText = '';

/** Microseconds since 1970 (digits) as ISO 8601 in UTC; null where it is no date. */
export function isoFromMicroseconds(digits: string): string | null {
  if (digits.length > 18 || digits.length === 0 || digitsEnd(digits, 0) !== digits.length) return null;
  const seconds = Math.floor(Number(digits) / 1e6);
  if (seconds > MAX_SECONDS) return null;
  if (seconds !== lastSeconds) {
    lastSeconds = seconds;
    lastText = new Date(seconds * 1000).toISOString().slice(0, 19);
  }
  return `${lastText}.${digits.slice(-6).padStart(6, '0')}Z`;
}
