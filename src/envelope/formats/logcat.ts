/**
 * Android's logcat: `11-21 02:25:00.123  1234  1234 I tag     : text` (`threadtime`) and `I/tag     ( 1234): text`
 * (`brief`). The kernel's buffer (`-b kernel`) has process 0; there logcat took the `word: ` in front of the message
 * for the tag, so it is put back.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { isDigit, numberAt } from '../scan.js';
import { setProgram } from '../tag.js';

const THREADTIME =
  /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d:\d\d:\d\d\.\d{3,6})(?: [+-]\d{4})? +(?:[a-z_]\w* +)?(\d{1,7}) +(\d{1,7}) ([VDIWEFS]) /;
const BRIEF = /^[VDIWEFS]\/([^(]{0,64}?) *\( *(\d{1,7})\): /;
const WINDOW = 128;

export const logcat: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft, memory) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 2) !== 0x2d && text.charCodeAt(at + 7) !== 0x2d) return false;
    const match = THREADTIME.exec(text.slice(at, at + WINDOW));
    if (match === null) return false;
    setWall(draft, memory, match);
    draft.wrapper = 'logcat';
    draft.at = at + match[0].length;
    takeMessage(draft, match[5] === '0');
    return true;
  },
};

function setWall(draft: Draft, memory: Memory, match: RegExpExecArray): void {
  const clock = match[4] as string;
  const time = [numberAt(clock, 0, 2), numberAt(clock, 3, 5), numberAt(clock, 6, 8)] as const;
  const year = match[1] ?? memory.years.yearOf(Number(match[2]), Number(match[3]), ...time);
  draft.wall = year === null ? null : `${year}-${match[2]}-${match[3]}T${clock}`;
  draft.yearInferred = match[1] === undefined && year !== null;
}

/** `tag     : text`, or the text alone where the kernel's line had no `word: `. */
function takeMessage(draft: Draft, isKernel: boolean): void {
  const { text, at } = draft;
  const colon = /^(?:([^\s:[\]][^:[\]]{0,63}?))? *:(?: |$)/.exec(text.slice(at, at + WINDOW));
  const tag = colon?.[1] ?? '';
  const messageAt = at + (colon?.[0].length ?? 0);
  if (!isKernel && tag !== 'kernel') {
    draft.at = messageAt;
    setProgram(draft, tag === '' ? null : tag);
    return;
  }
  draft.origin = 'kernel';
  draft.stamped = tag !== '';
  if (tag === '' || tag.toLowerCase() === 'kernel') draft.at = messageAt;
  else {
    draft.text = `${tag}: ${text.slice(messageAt)}`;
    draft.at = 0;
  }
}

export const logcatBrief: Format = {
  layer: 'wrapper',
  begins: (code) => code >= 0x44 && code <= 0x57,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 1) !== 0x2f) return false;
    const match = BRIEF.exec(text.slice(at, at + WINDOW));
    if (match === null) return false;
    draft.wrapper = 'logcat';
    draft.at = at + match[0].length;
    const tag = match[1] as string;
    if (Number(match[2]) !== 0) setProgram(draft, tag);
    else {
      draft.origin = 'kernel';
      draft.stamped = tag !== '';
      draft.text =
        tag === '' || tag.toLowerCase() === 'kernel'
          ? text.slice(draft.at)
          : `${tag}: ${text.slice(draft.at)}`;
      draft.at = 0;
    }
    return true;
  },
};
