/**
 * One sink's gate: lets messages through, collects them for a digest where the sink wants that, and in a storm turns
 * everything into one digest every few minutes. Plain data and no clock, as in `grouping`.
 */
import type { DigestEntry } from '../../delivery/notice.js';

export interface GateState {
  /** When messages were let through lately. */
  recent: number[];
  /** Storm: since when, and when the next digest is due. */
  storm: { readonly sinceMs: number; readonly dueMs: number } | null;
  digestDueMs: number | null;
  entries: DigestEntry[];
  /** Events of entries that were left out for being too many. */
  leftOut: number;
}

export interface GateOptions {
  /** More messages than this within the window start a storm. */
  readonly stormMessages: number;
  readonly stormWindowMs: number;
  readonly stormDigestMs: number;
  readonly digestMs: number;
}

export type GateVerdict = 'pass' | 'storm' | 'digest';

export interface Digest {
  readonly reason: 'storm' | 'digest';
  readonly entries: readonly DigestEntry[];
  readonly leftOut: number;
  /** The storm is over with this digest. */
  readonly isLast: boolean;
}

const MOST_ENTRIES = 200;
/** So few messages between two digests end a storm. */
const CALM = 5;

export function emptyGate(): GateState {
  return { recent: [], storm: null, digestDueMs: null, entries: [], leftOut: 0 };
}

/** `wantsDigest`: the message can wait for the next digest. */
export function passGate(
  gate: GateState,
  entry: DigestEntry,
  wantsDigest: boolean,
  options: GateOptions,
  nowMs: number,
): GateVerdict {
  if (gate.storm !== null) {
    collect(gate, entry);
    return 'storm';
  }
  if (wantsDigest) {
    collect(gate, entry);
    if (gate.entries.length > 0) gate.digestDueMs ??= nowMs + options.digestMs;
    return 'digest';
  }
  gate.recent = gate.recent.filter((at) => nowMs - at < options.stormWindowMs);
  if (gate.recent.length >= options.stormMessages) {
    gate.storm = { sinceMs: nowMs, dueMs: nowMs + options.stormDigestMs };
    collect(gate, entry);
    return 'storm';
  }
  gate.recent.push(nowMs);
  return 'pass';
}

/** The digest that is due, if any. */
export function gateDue(gate: GateState, options: GateOptions, nowMs: number): Digest | null {
  if (gate.storm !== null) {
    if (gate.storm.dueMs > nowMs) return null;
    const isLast = gate.entries.length <= CALM;
    const digest = takeDigest(gate, 'storm', isLast);
    gate.storm = isLast ? null : { ...gate.storm, dueMs: nowMs + options.stormDigestMs };
    if (isLast) gate.recent = [];
    return digest;
  }
  if (gate.digestDueMs === null || gate.digestDueMs > nowMs) return null;
  return takeDigest(gate, 'digest', false);
}

export function gateNextDue(gate: GateState): number | null {
  return gate.storm?.dueMs ?? gate.digestDueMs;
}

export function shiftGate(gate: GateState, byMs: number): void {
  gate.recent = gate.recent.map((at) => at + byMs);
  if (gate.storm !== null)
    gate.storm = { sinceMs: gate.storm.sinceMs + byMs, dueMs: gate.storm.dueMs + byMs };
  if (gate.digestDueMs !== null) gate.digestDueMs += byMs;
}

/** A summary without anything new since the last message adds nothing to a digest. */
function collect(gate: GateState, entry: DigestEntry): void {
  if (entry.count === 0) return;
  if (gate.entries.length < MOST_ENTRIES) gate.entries.push(entry);
  else gate.leftOut += entry.count;
}

function takeDigest(gate: GateState, reason: Digest['reason'], isLast: boolean): Digest {
  const { entries, leftOut } = gate;
  gate.entries = [];
  gate.leftOut = 0;
  gate.digestDueMs = null;
  return { reason, entries, leftOut, isLast };
}
