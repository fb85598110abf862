/** A journal entry's fields (JSON, export or verbose) -> the draft of a record. */

import { decodeLossless } from '../base/lossless-text.js';
import type { Draft } from './draft.js';
import { isoFromMicroseconds } from './iso-stamp.js';
import type { Memory } from './memory.js';
import { setProgram } from './tag.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function takeJournalEntry(draft: Draft, memory: Memory, entry: JsonObject, envelope: string): void {
  const message = fieldText(entry, 'MESSAGE');
  const realtime = fieldText(entry, '_SOURCE_REALTIME_TIMESTAMP') ?? fieldText(entry, '__REALTIME_TIMESTAMP');
  const monotonic =
    fieldText(entry, '_SOURCE_MONOTONIC_TIMESTAMP') ?? fieldText(entry, '__MONOTONIC_TIMESTAMP');
  draft.envelope = envelope;
  draft.wall = (realtime === null ? null : isoFromMicroseconds(realtime)) ?? draft.wall;
  draft.uptimeSeconds = monotonic !== null && /^\d{1,16}$/.test(monotonic) ? Number(monotonic) / 1e6 : null;
  draft.host = fieldText(entry, '_HOSTNAME') ?? draft.host;
  draft.bootId = fieldText(entry, '_BOOT_ID');
  draft.sequence = sequenceOf(entry);
  setWriter(draft, entry);
  draft.text = message ?? '';
  draft.at = 0;
  draft.verbatim = true;
  draft.closed = true;
  // The journal has the record, but what was exported is without its text.
  if (message === null) loseText(draft, memory);
}

/** A record whose text the log did not keep: told as lost with the next one. */
export function loseText(draft: Draft, memory: Memory): void {
  draft.swallowed = true;
  memory.lostTexts++;
}

/**
 * `_TRANSPORT=kernel` cannot be set by a client, but journald also gives it to what root programs wrote to /dev/kmsg:
 * those have a facility other than 0.
 */
function setWriter(draft: Draft, entry: JsonObject): void {
  const transport = fieldText(entry, '_TRANSPORT');
  const facility = fieldText(entry, 'SYSLOG_FACILITY') ?? '0';
  const identifier = fieldText(entry, 'SYSLOG_IDENTIFIER') ?? fieldText(entry, '_COMM');
  const isKernel = transport === null ? identifier === 'kernel' : transport === 'kernel';
  if (isKernel && facility === '0') draft.origin = 'kernel';
  else if (transport !== null || identifier !== null) setProgram(draft, identifier);
}

function sequenceOf(entry: JsonObject): number | null {
  const digits = fieldText(entry, '__SEQNUM');
  return digits !== null && /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** A field's text: journald writes an array of byte numbers where it is not UTF-8, and an array of values twice given. */
export function fieldText(entry: JsonObject, name: string): string | null {
  const value = Object.hasOwn(entry, name) ? entry[name] : null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return null;
  if (value.every(isByte)) return decodeLossless(Uint8Array.from(value));
  const [first] = value;
  return typeof first === 'string'
    ? first
    : Array.isArray(first) && first.every(isByte)
      ? decodeLossless(Uint8Array.from(first))
      : null;
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
