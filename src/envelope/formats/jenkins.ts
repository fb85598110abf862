/**
 * What Jenkins puts in front of every line of a job's output, further lines of a record included: `[2026-11-21T02:25:00.123Z] `
 * and, older, `02:25:00  `.
 */

import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import { startsPrefix } from '../prefix-start.js';
import { BLANK, CLOSE_BRACKET, clockEnd, digitsEnd, isDigit, OPEN_BRACKET, skipBlank } from '../scan.js';

const DOT = 0x2e;

export const bracketedStamp: Format = {
  layer: 'wrapper',
  begins: (code) => code === OPEN_BRACKET,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 5) !== 0x2d) return false;
    const end = isoEnd(text, at + 1);
    if (end < 0 || text.charCodeAt(end) !== CLOSE_BRACKET) return false;
    const next = skipBlank(text, end + 1);
    if (!isRestOfLog(text, next)) return false;
    draft.wall = isoText(text, at + 1, end);
    draft.at = next;
    return true;
  },
};

/** A log's line, or the deeply indented rest of one: what else stands behind a time is anybody's. */
function isRestOfLog(text: string, at: number): boolean {
  return startsPrefix(text, at) || text.startsWith('        ', at);
}

/** Two blanks stand behind it. */
export const jobClock: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft) {
    const { text, at } = draft;
    const clock = clockEnd(text, at);
    const end = clock >= 0 && text.charCodeAt(clock) === DOT ? digitsEnd(text, clock + 1) : clock;
    if (end < 0 || text.charCodeAt(end) !== BLANK || text.charCodeAt(end + 1) !== BLANK) return false;
    if (!isRestOfLog(text, end + 2)) return false;
    draft.at = end + 2;
    return true;
  },
};
