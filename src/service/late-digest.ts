/** The digest of what happened before anybody watched: its lines, as they are saved until it is sent. */
import type { DigestEntry } from '../delivery/notice.js';
import { headlineOf } from '../render/view/victims.js';
import type { StoredEvent } from '../store/records.js';
import type { Digest } from './grouping/gate.js';

export interface LateState {
  readonly reason: 'first-start' | 'late';
  dueMs: number;
  entries: (DigestEntry & { readonly sinks: readonly string[] })[];
  /** By sink, of events that did not fit. */
  leftOut: Record<string, number>;
}

const MOST_LATE = 100;

/** One more event for these sinks; what does not fit is counted. */
export function addLate(state: LateState, entry: DigestEntry, sinks: readonly string[]): void {
  if (state.entries.length < MOST_LATE) state.entries.push({ ...entry, sinks });
  else for (const name of sinks) state.leftOut[name] = (state.leftOut[name] ?? 0) + 1;
}

/** What one sink gets of it; null for nothing. */
export function digestFor(state: LateState, sink: string): Omit<Digest, 'reason'> | null {
  const entries = state.entries
    .filter(({ sinks }) => sinks.includes(sink))
    .map(({ sinks: _, ...entry }) => entry);
  return entries.length === 0 ? null : { entries, leftOut: state.leftOut[sink] ?? 0, isLast: true };
}

/** The event, or the run of events it stands for, as one line. */
export function entryOf(stored: StoredEvent, host: string, place: string, count: number): DigestEntry {
  return { atMs: stored.atMs, host, headline: headlineOf(stored.event), place, count };
}
