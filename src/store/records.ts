/** What the store holds, as its callers see it. Times are milliseconds since 1970, by this machine's clock. */
import type { OomEvent } from '../report/event.js';

/**
 * `verified`: the source can tell the kernel's (or a system service's) own records from others: /dev/kmsg, the journal's
 * trusted fields. `unverified`: a text log, into which other programs may write lines that look the same.
 */
export type Trust = 'verified' | 'unverified';

export type EventSeverity = 'critical' | 'warning' | 'info';

/** One reading of an event by one source. */
export interface Sighting {
  readonly source: string;
  /** Where in the source: the same place read again is the same event. */
  readonly place: string;
  readonly trust: Trust;
  readonly bootId: string | null;
  readonly seenMs: number;
  /** The event's part of the log, where the source has text. */
  readonly log: LogExcerpt | null;
}

export interface LogExcerpt {
  readonly path: string;
  readonly firstLine: number;
  readonly text: string;
}

/** What is searched for and shown in lists, beside the event itself. */
export interface EventFacts {
  readonly words: string;
  readonly wallMs: number | null;
  readonly severity: EventSeverity;
  readonly program: string | null;
  readonly place: string;
  readonly placeKey: string;
  readonly residentBytes: number | null;
}

export interface StoredEvent {
  readonly seq: number;
  readonly event: OomEvent;
  readonly facts: EventFacts;
  readonly atMs: number;
  readonly seenMs: number;
  readonly trust: Trust;
  readonly isLate: boolean;
  /** Grows with every change of `event`. */
  readonly version: number;
}

export type OutboxState = 'pending' | 'sending' | 'sent' | 'dead';

/** One message to one sink. */
export interface OutboxRow {
  readonly seq: number;
  readonly sink: string;
  readonly key: string;
  /** Messages of one thread go out in order, and know the first one's receipt. */
  readonly thread: string | null;
  readonly kind: string;
  readonly body: string;
  readonly state: OutboxState;
  readonly dueMs: number;
  readonly createdMs: number;
  readonly attempts: number;
  /** An earlier attempt may have arrived. */
  readonly isInDoubt: boolean;
  readonly error: string | null;
  readonly receipt: string | null;
}

export interface NewMessage {
  readonly sink: string;
  readonly key: string;
  readonly thread: string | null;
  readonly kind: string;
  readonly body: string;
  readonly dueMs: number;
}
