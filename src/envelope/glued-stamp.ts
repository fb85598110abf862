/**
 * Finds a kernel line that begins in the middle of a console line, behind what a program had printed without a line end:
 * `login: [   12.345678] text`.
 */

import { blanksEnd, CLOSE_BRACKET, digitsEnd } from './scan.js';

/** Position of the full stamp `[%5d.%6d]` glued behind other output in `text`, or -1. Quoted ones do not count. */
export function gluedStampAt(text: string, from: number): number {
  for (let at = text.indexOf('[', from + 1); at >= 0; at = text.indexOf('[', at + 1)) {
    if (isFullStamp(text, at) && !/["'`(=]/.test(text.charAt(at - 1))) return at;
  }
  return -1;
}

const FRACTION_DIGITS = 6;
const MAX_WIDTH = 12;

function isFullStamp(text: string, at: number): boolean {
  const first = at + 1 + Math.min(blanksEnd(text.slice(at + 1, at + 1 + MAX_WIDTH), 0), MAX_WIDTH);
  const dot = digitsEnd(text, first);
  if (dot === first || text.charAt(dot) !== '.' || dot - at < MAX_WIDTH - FRACTION_DIGITS) return false;
  const end = digitsEnd(text, dot + 1);
  return end === dot + 1 + FRACTION_DIGITS && text.charCodeAt(end) === CLOSE_BRACKET;
}
