/**
 * Character-level scanners that the formats share: each looks at one place of a line and answers where the thing
 * standing there ends, or -1. None of them searches, so a format built from them costs the length of its prefix.
 */

export const BLANK = 0x20;
export const TAB = 0x09;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** End of the run of digits at `at`; `at` itself where there is none. */
export function digitsEnd(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** End of the run of blanks at `at`. */
export function blanksEnd(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === BLANK) end++;
  return end;
}

/** Value of the digits from `at` to `end`; exact below 2^53. */
export function numberAt(text: string, at: number, end: number): number {
  let value = 0;
  for (let index = at; index < end; index++) value = value * 10 + text.charCodeAt(index) - 0x30;
  return value;
}

/** Value of exactly two digits at `at` (the first may be a blank), or -1. */
export function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  if (!isDigit(ones)) return -1;
  if (tens === BLANK) return ones - 0x30;
  return isDigit(tens) ? (tens - 0x30) * 10 + ones - 0x30 : -1;
}

/** End of `HH:MM:SS` at `at`, or -1. */
export function clockEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return -1;
  if (!isDigit(text.charCodeAt(at)) || !isDigit(text.charCodeAt(at + 1))) return -1;
  if (!isDigit(text.charCodeAt(at + 3)) || !isDigit(text.charCodeAt(at + 4))) return -1;
  if (!isDigit(text.charCodeAt(at + 6)) || !isDigit(text.charCodeAt(at + 7))) return -1;
  return at + 8;
}

/** Position after one blank at `at`, if there is one. */
export function skipBlank(text: string, at: number): number {
  return text.charCodeAt(at) === BLANK ? at + 1 : at;
}
