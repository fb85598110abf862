/**
 * What the kernel itself puts in front of a line: `<6>` (priority), `[   12.345678]` (seconds since boot) and
 * `[   T12]` or `[   C0]` (who called printk). A task table row `[  375]  0  375 ...` is none of them: a time has a
 * dot, a caller a letter.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { blanksEnd, CLOSE_BRACKET, digitsEnd, isDigit, numberAt, OPEN_BRACKET, skipBlank } from '../scan.js';

const LESS = 0x3c;
const DOT = 0x2e;
const AT_SIGN = 0x40;
const DASH = 0x2d;
const MICROSECONDS = 1e6;
const MAX_SECONDS_DIGITS = 12;
/** By the number of digits behind the dot. */
const SCALE = [1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/**
 * `[   12.345678] `; the caller may follow without a blank. Amlogic's kernels add the processor, `[   12.345678@1]- `, and Samsung's
 * for television sets put it in front: `[1-12.3456] `.
 */
export const printkTime: Format = {
  layer: 'printk',
  begins: (code) => code === OPEN_BRACKET,
  take(draft, memory) {
    const { text } = draft;
    const first = behindProcessor(text, blanksEnd(text, draft.at + 1));
    let value = 0;
    let at = first;
    // One pass that reads and checks: this runs for nearly every line of a bulk log.
    for (; isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 0x30;
    const dot = at;
    if (dot === first || text.charCodeAt(dot) !== DOT || dot - first > MAX_SECONDS_DIGITS) return false;
    for (at++; isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 0x30;
    const scale = SCALE[at - dot - 1];
    const end = text.charCodeAt(at) === AT_SIGN ? processorEnd(text, at) : at;
    if (scale === undefined || at === dot + 1 || text.charCodeAt(end) !== CLOSE_BRACKET) return false;
    if (
      value % MICROSECONDS === 0 &&
      scale === MICROSECONDS &&
      giveBackPid(draft, memory, value / scale, end + 1)
    )
      return true;
    // One division of two exact integers gives the double nearest to what was printed.
    draft.uptimeSeconds = value / scale;
    draft.at = skipBlank(text, end > at && text.charCodeAt(end + 1) === DASH ? end + 2 : end + 1);
    setKernelStamp(draft, memory, 'dmesg');
    return true;
  },
};

const ROW_WITHOUT_PID = /^ +-?\d+ +\d+(?: +\d+){3,} /;
const HEADER_WITHOUT_PID = /^ +pid +\] +uid +tgid /;

/**
 * Where the kernel printed no times (`printk.time=0`), `dmesg -S` writes 0 for them, and takes the pid that a row of the candidate
 * table begins with for one: `[   91.000000]     0    91 ...` and `[    0.000000]  pid  ]   uid ...`.
 */
function giveBackPid(draft: Draft, memory: Memory, pid: number, at: number): boolean {
  const rest = draft.text.slice(at);
  if (ROW_WITHOUT_PID.test(rest)) draft.text = `[${pid}]${rest}`;
  else if (HEADER_WITHOUT_PID.test(rest)) draft.text = `[${rest}`;
  else return false;
  draft.at = 0;
  draft.closed = true;
  setKernelStamp(draft, memory, 'dmesg');
  return true;
}

/** Behind `1-`, where digits follow. */
function behindProcessor(text: string, at: number): number {
  const dash = text.charCodeAt(at + 1) === DASH ? at + 1 : at + 2;
  return text.charCodeAt(dash) === DASH && digitsEnd(text, at) === dash && dash > at ? dash + 1 : at;
}

/** Behind the digits of `@1`. */
function processorEnd(text: string, at: number): number {
  const end = digitsEnd(text, at + 1);
  return end > at + 1 && end - at <= 4 ? end : at;
}

function setKernelStamp(draft: Draft, memory: Memory, envelope: string): void {
  if (draft.origin === 'unknown') draft.origin = 'kernel';
  if (draft.envelope === '') {
    draft.envelope = envelope;
    memory.plainStamps++;
  }
}

/** `[   T12] `, `[    C0] `: right-aligned in six columns, which is asked for where no time stands before it. */
export const printkCaller: Format = {
  layer: 'printk',
  begins: (code) => code === OPEN_BRACKET,
  take(draft) {
    const { text } = draft;
    const letter = blanksEnd(text, draft.at + 1);
    const code = text.charCodeAt(letter);
    if (code !== 0x54 && code !== 0x43) return false;
    const end = digitsEnd(text, letter + 1);
    if (end === letter + 1 || text.charCodeAt(end) !== CLOSE_BRACKET) return false;
    if (draft.envelope === '' && end - draft.at < 7) return false;
    if (draft.caller !== null) return false;
    draft.caller = text.slice(letter, end);
    draft.at = skipBlank(text, end + 1);
    if (draft.origin === 'unknown') draft.origin = 'kernel';
    if (draft.envelope === '') draft.envelope = 'dmesg';
    return true;
  },
};

function takePriority(draft: Draft): boolean {
  const { text } = draft;
  const first = draft.at + 1;
  const end = digitsEnd(text, first);
  const isContinuationMark = end === first && text.charCodeAt(first) === 0x63;
  const close = isContinuationMark ? first + 1 : end;
  if (close === first || close - first > 3 || text.charCodeAt(close) !== 0x3e) return false;
  draft.at = close + 1;
  if (isContinuationMark) {
    draft.continuation = true;
    return true;
  }
  draft.facility = numberAt(text, first, end) >> 3;
  if (draft.envelope === '') draft.envelope = 'printk';
  if (draft.facility === 0 && draft.origin === 'unknown') draft.origin = 'kernel';
  return true;
}

/** `<6>` in front of a syslog or printk prefix. */
export const priority: Format = {
  layer: 'log',
  mayFollow: true,
  begins: (code) => code === LESS,
  take: (draft) => draft.envelope !== 'printk' && takePriority(draft),
};

/** `<4>` behind a time: a level that old kernels left in the text. */
export const innerPriority: Format = {
  layer: 'printk',
  begins: (code) => code === LESS,
  take: (draft) => draft.facility < 0 && takePriority(draft),
};

/** webOS puts level, program and context between the time since boot and the text: `kern.warning kernel [] text`. */
export const webOsWriter: Format = {
  layer: 'printk',
  begins: (code) => code === 0x6b,
  take(draft) {
    if (draft.uptimeSeconds === null || !draft.text.startsWith('kern.', draft.at)) return false;
    const found = /^kern\.[a-z]{3,7} kernel \[\] /.exec(draft.text.slice(draft.at, draft.at + 24));
    if (found === null) return false;
    draft.at += found[0].length;
    draft.origin = 'kernel';
    return true;
  },
};
