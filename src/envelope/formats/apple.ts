/**
 * The unified log of macOS, in which the console of a Linux machine run by a hypervisor process may appear:
 * `2026-11-21 02:25:00.123456+0200 0x1f0f     Default     0x0                  737    0    process: text`.
 */

import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import { startsPrefix } from '../prefix-start.js';
import { isDigit } from '../scan.js';
import { setProgram } from '../tag.js';

const COLUMNS =
  /^ +0x[0-9a-f]{1,16} +[A-Z][a-z]+ +0x[0-9a-f]{1,16} +\d{1,10} +\d{1,10} +([^:[\]]{1,128}): (?:\([^)]{1,128}\) )?(?:\[[a-z][^\]:]{0,64}:[^\]]{0,64}\] )?/;
const WINDOW = 512;

export const appleUnified: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 10) !== 0x20) return false;
    const end = isoEnd(text, at);
    const match = end < 0 ? null : COLUMNS.exec(text.slice(end, end + WINDOW));
    if (match === null) return false;
    draft.wall = isoText(text, at, end);
    draft.at = end + match[0].length;
    draft.wrapper = 'macos';
    if (!startsPrefix(text, draft.at)) setProgram(draft, match[1] as string);
    return true;
  },
};
