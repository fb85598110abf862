/** `2026-11-21 02:25:00,123: `: Python's own time format in front of what nohang writes to its log, and other programs to theirs. */

import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import { BLANK, isDigit } from '../scan.js';

/** Three digits of milliseconds. */
const LENGTH = 23;
const COMMA = 0x2c;

export const pythonStamp: Format = {
  layer: 'log',
  begins: isDigit,
  take(draft) {
    const { text, at } = draft;
    const end = at + LENGTH;
    if (text.charCodeAt(at + 10) !== BLANK || text.charCodeAt(at + 19) !== COMMA) return false;
    if (!text.startsWith(': ', end) || isoEnd(text, at) !== end) return false;
    draft.wall = isoText(text, at, end);
    draft.envelope = 'python';
    draft.at = end + 2;
    return true;
  },
};
