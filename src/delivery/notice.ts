/**
 * What is told: the part that is saved when it is decided (`NoticeBody`, with the event by its id), and what a sink gets when
 * it is sent (`Letter`, with the event as it is known by then).
 */
import type { LogText } from '../render/log-text.js';
import type { Scope } from '../report/event.js';
import type { EventSeverity, StoredEvent } from '../store/records.js';

/** The figures of a run of like events. */
export interface IncidentFigures {
  readonly host: string;
  readonly place: string;
  readonly scope: Scope;
  readonly severity: EventSeverity;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Most frequent first. */
  readonly programs: readonly { readonly name: string; readonly count: number }[];
  readonly largestBytes: number | null;
  /** What tells the place in few words, the same for all messages of the incident: runtime, unit, program, ... */
  readonly labels: Readonly<Record<string, string>>;
}

export type RepeatReason = 'count' | 'new-program' | 'escalation' | 'reminder';

/** One line of a digest. */
export interface DigestEntry {
  readonly atMs: number;
  readonly host: string;
  readonly headline: string;
  readonly place: string;
  /** Events that the line stands for. */
  readonly count: number;
}

/**
 * `first-start`: what the sources still had of the past; `late`: what happened while nobody watched; `storm`: too much
 * for single messages; `digest`: the sink wants it together;
 * `disk-full`: told directly, since it cannot be stored.
 */
export type DigestReason = 'first-start' | 'late' | 'storm' | 'digest' | 'disk-full';

export type NoticeBody =
  /** Every event as it is, for machines. */
  | { readonly kind: 'event'; readonly event: string }
  | IncidentNotice
  /** Further parts of a first message: findings, tables, log. */
  | { readonly kind: 'details'; readonly event: string; readonly part: number }
  | {
      readonly kind: 'digest';
      readonly reason: DigestReason;
      readonly host: string;
      readonly entries: readonly DigestEntry[];
      /** Events of entries that did not fit. */
      readonly leftOut: number;
      readonly isLast: boolean;
    }
  /** A made-up event, to try the sink. */
  | { readonly kind: 'sample'; readonly event: string };

export interface IncidentNotice {
  /** First message; reply; a change of the first message; the last one. */
  readonly kind: 'incident' | 'repeat' | 'update' | 'closing';
  readonly event: string;
  readonly figures: IncidentFigures;
  readonly why: RepeatReason | null;
  /** Events since the last message. */
  readonly since: number;
}

/** One message, ready to be sent. */
export interface Letter {
  /** The same at every attempt, and unique in the sink. */
  readonly key: string;
  readonly body: NoticeBody;
  /** Null for digests. */
  readonly event: StoredEvent | null;
  readonly log: LogText | null;
  /** Messages that belong together, and what the sink said of the first one that arrived. */
  readonly thread: { readonly id: string; readonly receipt: string | null } | null;
  /** When it was decided: for looking it up. */
  readonly createdMs: number;
  /** An earlier attempt may have arrived: look it up, or mark it. */
  readonly isInDoubt: boolean;
}
