/**
 * Records of /dev/kmsg and of the extended netconsole: `pri,seq,usec,flags{,caller=T1};text`, in which every `\xHH` is
 * an escape, followed by ` KEY=value` lines. netconsole may put the kernel's release in front and cut a record into
 * fragments (`ncfrag=offset/length`), which are put together again. Only facility 0 is the kernel.
 */

import type { Draft } from '../draft.js';
import { unescapeAllHex } from '../escapes.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { digitsEnd, isDigit, numberAt } from '../scan.js';

const COMMA = 0x2c;
/** Longest header with every field known. */
const MAX_HEADER = 256;
const MAX_RELEASE = 80;

export const kmsg: Format = {
  layer: 'log',
  begins: isDigit,
  take(draft, memory) {
    const { text } = draft;
    const headerAt = releaseEnd(text, draft.at);
    const priorityEnd = digitsEnd(text, headerAt);
    if (priorityEnd === headerAt || text.charCodeAt(priorityEnd) !== COMMA) return false;
    const sequenceEnd = digitsEnd(text, priorityEnd + 1);
    if (sequenceEnd === priorityEnd + 1 || text.charCodeAt(sequenceEnd) !== COMMA) return false;
    const timeEnd = digitsEnd(text, sequenceEnd + 1);
    if (timeEnd === sequenceEnd + 1 || text.charCodeAt(timeEnd) !== COMMA) return false;
    const end = text.indexOf(';', timeEnd);
    if (end < 0 || end - timeEnd > MAX_HEADER) return false;
    const fields = text.slice(timeEnd + 1, end);
    draft.facility = numberAt(text, headerAt, priorityEnd) >> 3;
    draft.uptimeSeconds = numberAt(text, sequenceEnd + 1, timeEnd) / 1e6;
    draft.sequence = numberAt(text, priorityEnd + 1, sequenceEnd);
    draft.at = end + 1;
    setFields(draft, memory, fields, headerAt !== 0);
    return true;
  },
};

/** `6.1.0-13-amd64,` in front of the header: netconsole with the release switched on. */
function releaseEnd(text: string, at: number): number {
  const digits = digitsEnd(text, at);
  if (text.charCodeAt(digits) !== 0x2e) return at;
  const comma = text.slice(at, at + MAX_RELEASE).indexOf(',');
  return comma < 0 || !/^\d+\.\d+[^ ,;]*$/.test(text.slice(at, at + comma)) ? at : at + comma + 1;
}

function setFields(draft: Draft, memory: Memory, fields: string, hasRelease: boolean): void {
  draft.envelope = hasRelease ? 'netconsole' : 'kmsg';
  draft.origin = draft.facility === 0 ? 'kernel' : 'unknown';
  draft.verbatim = true;
  if (fields.length > 1) setOptionalFields(draft, fields);
  noteSequence(draft, memory);
  if (draft.text.indexOf('\\x', draft.at) >= 0 && draft.fragment === null) {
    draft.text = unescapeAllHex(draft.text.slice(draft.at));
    draft.at = 0;
  }
  draft.closed = draft.facility === 0;
  memory.kmsgKeys = true;
}

function setOptionalFields(draft: Draft, fields: string): void {
  const caller = /,caller=([TC]\d{1,10})/.exec(fields);
  if (caller !== null) draft.caller = caller[1] as string;
  const fragment = /,ncfrag=(\d{1,7})\/(\d{1,7})/.exec(fields);
  if (fragment === null) return;
  draft.envelope = 'netconsole';
  draft.fragment = { offset: Number(fragment[1]), length: Number(fragment[2]) };
}

/** Records may overtake each other on the network; a larger step back is another boot, or the log again. */
const MAX_REORDERED = 1000;

function noteSequence(draft: Draft, memory: Memory): void {
  const { sequence } = draft;
  if (sequence === null) return;
  const last = memory.lastSequence;
  if (last !== null && sequence > last + 1) draft.lostBefore = sequence - last - 1;
  if (last === null || sequence > last || last - sequence > MAX_REORDERED) memory.lastSequence = sequence;
}
