/**
 * Android's logcat: `11-21 02:25:00.123  1234  1234 I tag     : text` (`threadtime`, also without the numbers), `11-21
 * 02:25:00.123 I/tag     ( 1234): text` (`time`), `I/tag     ( 1234): text` (`brief`), and what Android Studio makes of them. The
 * kernel's buffer (`-b kernel`) has process 0; there logcat took the `word: ` in front of the message for the tag, so it is
 * put back.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { isDigit, numberAt } from '../scan.js';
import { setProgram } from '../tag.js';

const STAMP = /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d:\d\d:\d\d\.\d{3,9})(?: [+-]\d{4})?(?= )/;
/** Behind the stamp, where the tag stands in front of the text; `-v uid` has the user, by name or by number, before the process. */
const THREADTIME = /^ +(?:(?:[a-z_]\w*|\d{1,10}) +)?(\d{1,7}) +\d{1,7} [VDIWEFS] /;
const WITHOUT_NUMBERS = /^ +[VDIWEFS] (?=[\w.$/-]{1,64} *: )/;
/** Those that have the tag elsewhere: `time`, and Android Studio before and since 2022. */
const TAGGED = [
  /^ +[VDIWEFS]\/(?<tag>[^(]{0,64}?) *\((?: *\w+:)? *(?<pid>\d{1,7})\): /,
  /^ +(?<pid>\d{1,7})(?:-| +)\d{1,7}(?:\/\S{1,128})? [VDIWEFS]\/(?<tag>[^:]{1,64}?) *: /,
  /^ +(?<pid>\d{1,7})-\d{1,7} +(?<tag>\S{1,64}) +\S{1,128} +[VDIWEFS] {2}/,
];
const BRIEF = /^[VDIWEFS]\/([^(]{0,64}?) *\((?: *\w+:)? *(\d{1,7})\): /;
/** The letter and the tag alone; a word as short is anybody's (`I/O: `). */
const TAG_ALONE = /^[VDIWEFS]\/([\w.$-]{3,64}) *: /;
const WINDOW = 128;
const STUDIO_WINDOW = 320;

export const logcat: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft, memory) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 2) !== 0x2d && text.charCodeAt(at + 7) !== 0x2d) return false;
    const stamp = STAMP.exec(text.slice(at, at + WINDOW));
    if (stamp === null) return false;
    const restAt = at + stamp[0].length;
    const rest = text.slice(restAt, restAt + STUDIO_WINDOW);
    const tagged = TAGGED.map((shape) => shape.exec(rest)).find((match) => match !== null);
    const plain = tagged === undefined ? (THREADTIME.exec(rest) ?? WITHOUT_NUMBERS.exec(rest)) : null;
    const found = tagged ?? plain;
    if (found === null) return false;
    setWall(draft, memory, stamp);
    draft.wrapper = 'logcat';
    draft.at = restAt + found[0].length;
    if (tagged === undefined) takeMessage(draft, found[1] === '0');
    else takeTagged(draft, tagged.groups?.['tag'] ?? '', Number(tagged.groups?.['pid']));
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

/** The tag was taken off with the prefix. */
function takeTagged(draft: Draft, tag: string, pid: number): void {
  if (pid !== 0) {
    setProgram(draft, tag);
    return;
  }
  draft.origin = 'kernel';
  draft.stamped = tag !== '';
  const message = draft.text.slice(draft.at);
  draft.text = tag === '' || tag.toLowerCase() === 'kernel' ? message : `${tag}: ${message}`;
  draft.at = 0;
}

export const logcatBrief: Format = {
  layer: 'wrapper',
  begins: (code) => code >= 0x44 && code <= 0x57,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 1) !== 0x2f) return false;
    const start = text.slice(at, at + WINDOW);
    const brief = BRIEF.exec(start);
    const found = brief ?? TAG_ALONE.exec(start);
    if (found === null) return false;
    draft.wrapper = 'logcat';
    draft.at = at + found[0].length;
    if (brief !== null) takeTagged(draft, brief[1] as string, Number(brief[2]));
    else setProgram(draft, found[1] as string);
    return true;
  },
};
