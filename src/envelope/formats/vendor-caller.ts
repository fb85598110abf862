/**
 * Who called printk, as the kernels of Android vendors put it behind the time, all of them before any other text:
 * `[4:   kworker/4:1:  123] ` (Samsung, on some behind a level's letter), `(3)[123:init]` (MediaTek), `[pid:123,cpu4,init]`
 * (HiSilicon). The number is the task's, like that of the mainline's `[   T123]`.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import { BLANK, OPEN_BRACKET } from '../scan.js';

const OPEN_PARENTHESIS = 0x28;
const MINUS = 0x2d;

const SAMSUNG = /^ ?[A-Z]?\[ ?\d{1,3}: *\S.{0,15}: *(\d{1,10})\] ?/;
const MEDIATEK = /^ ?-?\(\d{1,3}\)\[(\d{1,10}):[^\]]{1,16}\]/;
const HISILICON = /^\[pid:(\d{1,10}),cpu\d{1,3},[^\]]{1,20}\] ?/;
const LONGEST = 48;

/** A name of at most 15 bytes in front of the words that a name may stand before could itself be written like this. */
const MAY_BE_NAME = /^.{0,15} (?:invoked |cpuset=)/;

export const vendorCaller: Format = {
  layer: 'printk',
  begins: (code) =>
    code === BLANK ||
    code === OPEN_BRACKET ||
    code === OPEN_PARENTHESIS ||
    code === MINUS ||
    (code >= 0x41 && code <= 0x5a),
  take(draft, memory) {
    if (draft.uptimeSeconds === null || draft.caller !== null || !mayBegin(draft)) return false;
    const head = draft.text.slice(draft.at, draft.at + LONGEST);
    const found = SAMSUNG.exec(head) ?? MEDIATEK.exec(head) ?? HISILICON.exec(head);
    if (found === null || (!memory.vendorCallers && MAY_BE_NAME.test(head))) return false;
    memory.vendorCallers = true;
    draft.caller = `T${found[1]}`;
    draft.at += found[0].length;
    return true;
  },
};

/** A cheap look at what nearly every line lacks. */
function mayBegin({ text, at }: Draft): boolean {
  const second = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case BLANK:
      return (
        second === OPEN_BRACKET ||
        second === OPEN_PARENTHESIS ||
        second === MINUS ||
        text.charCodeAt(at + 2) === OPEN_BRACKET
      );
    case OPEN_PARENTHESIS:
      return second >= 0x30 && second <= 0x39;
    case MINUS:
      return second === OPEN_PARENTHESIS;
    case OPEN_BRACKET:
      return second === BLANK || second === 0x70 || (second >= 0x30 && second <= 0x39);
    default:
      return second === OPEN_BRACKET;
  }
}
