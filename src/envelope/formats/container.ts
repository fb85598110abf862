/**
 * What container tools put around a log line: CRI (`2026-11-21T02:25:00.123456789Z stdout F text`, `P` for a piece to be
 * joined with the next), the bare stamp of `kubectl logs --timestamps` and `docker logs -t`, that of GitLab's runner, and
 * `[pod/name/container]`.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import type { Memory } from '../memory.js';
import { startsPrefix } from '../prefix-start.js';
import { isDigit, isLetter, OPEN_BRACKET } from '../scan.js';

/** `2026-11-21T02:25:00` and what follows it up to the blank. */
const MIN_STAMP = 20;
const MAX_STAMP = 36;

export const cri: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft, memory) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 10) !== 0x54) return false;
    const blank = text.indexOf(' ', at + MIN_STAMP);
    if (blank < 0 || blank - at > MAX_STAMP || !text.startsWith('std', blank + 1)) return false;
    const match = /^(stdout|stderr) ([FP](?::\S{1,32})?)(?: |$)/.exec(text.slice(blank + 1, blank + 48));
    if (match === null || isoEnd(text, at) !== blank) return false;
    draft.wall = isoText(text, at, blank);
    draft.at = blank + 1 + match[0].length;
    draft.wrapper = 'cri';
    takePiece(draft, memory, match[1] as string, (match[2] as string).startsWith('P'));
    return true;
  },
};

/** GitLab's runner puts the number and the kind of the stream behind the time: `2026-11-21T02:25:00.123456Z 00O text`. */
export const gitlabStamp: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 10) !== 0x54) return false;
    const blank = text.indexOf(' ', at + MIN_STAMP);
    if (
      blank < 0 ||
      blank - at > MAX_STAMP ||
      !/^ [\da-f]{2}[OE](?:[ +]|$)/.test(text.slice(blank, blank + 5))
    )
      return false;
    if (isoEnd(text, at) !== blank) return false;
    draft.wall = isoText(text, at, blank);
    draft.at = Math.min(blank + 5, text.length);
    draft.wrapper = 'container-stamp';
    return true;
  },
};

function takePiece(draft: Draft, memory: Memory, stream: string, isPiece: boolean): void {
  const text = draft.text.slice(draft.at);
  if (isPiece && !memory.partials.hold(stream, text, draft.line)) {
    draft.swallowed = true;
    draft.closed = true;
    return;
  }
  const before = memory.partials.release(stream);
  if (before === null) return;
  draft.text = isPiece ? before.text : before.text + text;
  draft.at = 0;
  draft.line = before.line;
}

/** A fraction of seven to nine digits is a container tool's; one of them proves that shorter ones are too. */
const LONG_FRACTION = 28;

export const containerStamp: Format = {
  layer: 'wrapper',
  begins: isDigit,
  take(draft, memory) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 10) !== 0x54) return false;
    const blank = text.indexOf(' ', at + MIN_STAMP - 1);
    const end = blank < 0 && text.length - at <= MAX_STAMP ? text.length : blank;
    if (end < 0 || end - at > MAX_STAMP || text.charCodeAt(at + 19) === 0x2c) return false;
    const isLong = end - at >= LONG_FRACTION && isDigit(text.charCodeAt(at + 26));
    const isWrapper =
      isLong ||
      (memory.containerStamps && text.charCodeAt(end - 1) === 0x5a) ||
      startsWholeLine(text, end + 1);
    if (!isWrapper || isoEnd(text, at) !== end) return false;
    if (isLong) memory.containerStamps = true;
    draft.wall = isoText(text, at, end);
    draft.at = Math.min(end + 1, text.length);
    draft.wrapper = 'container-stamp';
    return true;
  },
};

/** A prefix that a host name cannot be: behind a syslog stamp comes a host. */
function startsWholeLine(text: string, at: number): boolean {
  return !isLetter(text.charCodeAt(at)) && startsPrefix(text, at);
}

const LABELS = /^\{(?:[A-Za-z_]\w{0,63}="[^"]{0,512}"(?:, ?|(?=\})))*\}\s/;

/** `{host="web1", job="kernel"} ` behind the stamp of `logcli query`. */
export const lokiLabels: Format = {
  layer: 'wrapper',
  begins: (code) => code === 0x7b,
  take(draft) {
    const match = LABELS.exec(draft.text.slice(draft.at, draft.at + 2048));
    if (match === null) return false;
    draft.at += match[0].length;
    return true;
  },
};

/** `[pod/name/container] ` of `kubectl logs --prefix`. */
export const podPrefix: Format = {
  layer: 'wrapper',
  begins: (code) => code === OPEN_BRACKET,
  take(draft) {
    if (!draft.text.startsWith('[pod/', draft.at)) return false;
    const end = draft.text.slice(draft.at, draft.at + 600).indexOf('] ');
    if (end < 0) return false;
    draft.at += end + 2;
    return true;
  },
};
