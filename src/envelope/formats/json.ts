/**
 * Lines that are a JSON object: an entry of the journal, a record of `dmesg --json` or of Fluent Bit's kmsg input, or a
 * container runtime's or log shipper's object with the log line in one member.
 */

import { isObject } from '../../base/is-object.js';
import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import { noteHolder, writerOf } from '../holder-marks.js';
import type { JsonObject } from '../journal-entry.js';
import { takeJournalEntry } from '../journal-entry.js';
import type { Memory } from '../memory.js';
import { renamedEntry } from '../renamed-entry.js';
import { setProgram } from '../tag.js';
import { rowsOfTable } from './json-table.js';
import { findLine, LINE_MEMBERS } from './line-member.js';

const CLOSE_BRACE = 0x7d;
const CLOSE_SQUARE = 0x5d;

/**
 * What a line with JSON begins with, and where in that the JSON does: a record separator stands before it in `json-seq`,
 * `data: ` in `json-sse`, `- ` in LAVA's YAML.
 */
const LEADS = [
  ['{', 0],
  ['[{', 0],
  ['\x1e', 1],
  ['data: {', 6],
  ['- {"', 2],
  // asciinema's `[seconds, "o", text]`.
  ['[', 0],
] as const;

/** An object, or a list of objects, on one line. */
export const json: Format = {
  layer: 'wrapper',
  begins: (code) => LEADS.some(([lead]) => lead.charCodeAt(0) === code),
  take(draft, memory) {
    const { text, at } = draft;
    const lead = LEADS.find(([begin]) => text.startsWith(begin, at));
    const value = lead === undefined ? null : parsed(text, at + lead[1]);
    return value !== null && takeJson(draft, memory, value);
  },
};

function parsed(text: string, at: number): unknown {
  const inked = text.trimEnd();
  const end = inked.endsWith(',') ? inked.length - 1 : inked.length;
  const last = inked.charCodeAt(end - 1);
  // Every line of dmesg begins with a bracket as well.
  if (last !== CLOSE_BRACE && last !== CLOSE_SQUARE) return null;
  try {
    return JSON.parse(inked.slice(at, end));
  } catch {
    // Text that only begins like JSON (or nests too deep) is an ordinary line.
    return null;
  }
}

/** Takes any value that came out of JSON; false where it holds no log line. */
export function takeJson(draft: Draft, memory: Memory, value: unknown): boolean {
  if (Array.isArray(value)) return takeParts(draft, value) || takeFound(draft, memory, value);
  if (!isObject(value)) return false;
  if (takeEntry(draft, memory, value)) return true;
  if (typeof value.msg === 'string' && takeKernelRecord(draft, value, value.msg)) return true;
  const rows = rowsOfTable(value);
  if (rows !== null ? takeParts(draft, rows) : takeLists(draft, value)) return true;
  return takeHolder(draft, memory, value);
}

const SYSLOG_NG = ['PROGRAM', 'HOST', 'HOST_FROM', 'ISODATE'];

function takeEntry(draft: Draft, memory: Memory, value: JsonObject): boolean {
  const isJournals = Object.hasOwn(value, '__REALTIME_TIMESTAMP') && Object.hasOwn(value, 'MESSAGE');
  const entry = isJournals ? value : (renamedEntry(value) ?? value);
  if (!Object.hasOwn(entry, 'MESSAGE') && !Object.hasOwn(value, '__CURSOR')) return false;
  // syslog-ng names its message so too, and nothing else as the journal does.
  if (!isJournals && SYSLOG_NG.some((name) => Object.hasOwn(value, name))) return false;
  // A shipper keeps the time apart, and perhaps the host.
  if (!isJournals) noteHolder(draft, value);
  takeJournalEntry(draft, memory, entry, 'journal-json');
  return true;
}

function takeParts(draft: Draft, parts: readonly unknown[]): boolean {
  if (parts.length === 0) return false;
  const objects = parts.map((part) => (typeof part === 'string' ? { line: part } : (rowOf(part) ?? part)));
  if (!objects.every(isObject)) return false;
  draft.parts = objects;
  draft.closed = true;
  return true;
}

/** CloudWatch Insights gives a row as `[{"field": "@message", "value": "..."}, ...]`. */
function rowOf(part: unknown): JsonObject | null {
  if (!Array.isArray(part) || !part.every(isObject)) return null;
  return part.every(({ field }) => typeof field === 'string')
    ? Object.fromEntries(part.map(({ field, value }) => [field, value]))
    : null;
}

/** `{"pri":4,"time":12.345678,"caller":"T1","msg":"..."}` of dmesg; `sec`, `usec`, `sequence` of Fluent Bit. */
function takeKernelRecord(draft: Draft, record: JsonObject, message: string): boolean {
  const isDmesg = typeof record.time === 'number' && ('pri' in record || 'fac' in record);
  const isFluent = typeof record.sec === 'number' && typeof record.usec === 'number';
  if (!isDmesg && !isFluent) return false;
  noteHolder(draft, record);
  draft.envelope = isDmesg ? 'dmesg-json' : 'kmsg-json';
  draft.uptimeSeconds = isDmesg
    ? (record.time as number)
    : (record.sec as number) + (record.usec as number) / 1e6;
  if (typeof record.caller === 'string') draft.caller = record.caller;
  if (typeof record.sequence === 'number') draft.sequence = record.sequence;
  draft.text = message;
  draft.at = 0;
  draft.verbatim = true;
  draft.closed = true;
  if (isOfKernel(record)) draft.origin = 'kernel';
  else draft.facility = 1;
  return true;
}

/** Of facility 0, by its name with `dmesg -x`, and otherwise above the three bits of the level. */
function isOfKernel({ fac, pri }: JsonObject): boolean {
  if (typeof fac === 'string') return fac === 'kern';
  return typeof pri !== 'number' || pri >> 3 === 0;
}

const LIST_MEMBERS = [
  ...['dmesg', 'events', 'streams', 'result', 'results', 'hits', 'data', 'entries', 'stdout_lines'],
  // OpenTelemetry's, in each other.
  ...['resourceLogs', 'scopeLogs', 'logRecords'],
  // Kusto's and InfluxDB's.
  ...['tables', 'series'],
];

/** `{"dmesg":[...]}`, CloudWatch's `{"events":[...]}`, Loki's `{"streams":[{"values":[[time,line]]}]}`. */
function takeLists(draft: Draft, value: JsonObject): boolean {
  for (const name of LIST_MEMBERS) {
    const list = Object.hasOwn(value, name) ? value[name] : undefined;
    if (Array.isArray(list) && takeParts(draft, list)) return true;
    if (isObject(list) && takeLists(draft, list)) return true;
  }
  if (!Array.isArray(value.values)) return false;
  return takeParts(draft, value.values.filter(Array.isArray).map(lokiLine));
}

function lokiLine(pair: readonly unknown[]): JsonObject {
  const nanoseconds = typeof pair[0] === 'string' ? pair[0] : '';
  return { line: pair[1], microseconds: /^\d{19}$/.test(nanoseconds) ? nanoseconds.slice(0, 16) : null };
}

const OBJECT_MEMBERS = [
  'jsonPayload',
  '_source',
  'fields',
  'record',
  'content',
  'result',
  'body',
  'attributes',
  'data',
  'event',
];
/** docker cuts a line after as many bytes. */
const DOCKER_PIECE = 16 * 1024;

function takeHolder(draft: Draft, memory: Memory, holder: JsonObject): boolean {
  const name = LINE_MEMBERS.find((member) => typeof holder[member] === 'string');
  if (name === undefined) return takeInner(draft, memory, holder) || takeFound(draft, memory, holder);
  const line = holder[name] as string;
  noteHolder(draft, holder);
  const isDocker = name === 'log' && typeof holder.stream === 'string';
  draft.wrapper = isDocker ? 'docker' : 'json';
  if (isDocker) takeDockerLine(draft, memory, line, holder.stream as string);
  else takeHeldLine(draft, line, writerOf(holder));
  return true;
}

function takeInner(draft: Draft, memory: Memory, holder: JsonObject): boolean {
  const inner = OBJECT_MEMBERS.map((member) => holder[member]).find(isObject);
  noteHolder(draft, holder);
  return inner !== undefined && takeJson(draft, memory, inner);
}

/** An object of no shape that is known. */
function takeFound(draft: Draft, memory: Memory, holder: JsonObject | readonly unknown[]): boolean {
  const found = findLine(holder, memory.lineMembers);
  if (found === null) return false;
  for (const outer of found.holders) noteHolder(draft, outer);
  if (typeof found.value !== 'string') return takeJson(draft, memory, found.value);
  // Without a time and a host it may be an example.
  if (draft.wall === null && draft.host === null) draft.envelope = 'quoted';
  draft.wrapper = 'json';
  takeHeldLine(draft, found.value, writerOf(found.holders.at(-1) ?? {}));
  return true;
}

function takeDockerLine(draft: Draft, memory: Memory, line: string, stream: string): void {
  const isCut = !line.endsWith('\n') && line.length * 3 >= DOCKER_PIECE && byteLength(line) >= DOCKER_PIECE;
  if (isCut && !memory.partials.hold(stream, line, draft.line)) {
    draft.swallowed = true;
    draft.closed = true;
    return;
  }
  const before = memory.partials.release(stream);
  if (before !== null) draft.line = before.line;
  takeHeldLine(draft, isCut ? (before?.text ?? line) : (before?.text ?? '') + line, null);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The held text is a log line again; where it holds several, each is one. */
function takeHeldLine(draft: Draft, line: string, writer: string | null): void {
  // Google Cloud keeps the end of a serial console's line escaped once more.
  const text = line.replace(/(?:\r?\n|\\r\\n)$/, '');
  draft.text = text;
  draft.at = 0;
  if (text.includes('\n')) {
    const { wall, host } = draft;
    draft.parts = text.split('\n').map((part) => ({ line: part, time: wall, host, ident: writer }));
    draft.closed = true;
  } else if (writer === 'kernel') {
    draft.origin = 'kernel';
    draft.stamped = true;
  } else if (writer !== null) setProgram(draft, writer);
}
