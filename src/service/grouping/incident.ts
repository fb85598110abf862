/**
 * The nouns of grouping. An incident is a run of like events: the same place and scope on one host, without a long pause.
 * Its state is plain data, so that it can be saved with the events and taken up after a restart.
 */
import type { IncidentFigures, RepeatReason } from '../../delivery/notice.js';
import type { Scope } from '../../report/event.js';
import type { EventSeverity } from '../../store/records.js';

/** What grouping needs to know of an event. */
export interface GroupedEvent {
  readonly id: string;
  readonly host: string;
  readonly scope: Scope;
  readonly severity: EventSeverity;
  readonly program: string;
  /** Name of the place, for people. */
  readonly place: string;
  /** The same for events of one pod, container, unit or cgroup; empty outside of cgroups. */
  readonly placeKey: string;
  readonly residentBytes: number | null;
  /** What tells its place and program in few words, without ids. */
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: number;
}

export interface Incident {
  readonly key: string;
  /** Names this run of events: messages with it belong together. */
  readonly thread: string;
  readonly host: string;
  readonly scope: Scope;
  readonly place: string;
  /** Of its first event. */
  readonly labels: Readonly<Record<string, string>>;
  readonly firstEvent: string;
  readonly firstMs: number;
  lastEvent: string;
  lastMs: number;
  /** When the last event was read, by the clock that everything else here is reckoned with. */
  seenMs: number;
  severity: EventSeverity;
  count: number;
  /** Names and counts; no object, since names come from the log. */
  readonly programs: [string, number][];
  largestBytes: number | null;
  /** Kept quiet because the machine itself is out of memory. */
  isInhibited: boolean;
  /** What the last message said; null before the first. */
  told: Told | null;
  /** When the first message, the next reply, the next change of the first message is due; null for none. */
  firstDueMs: number | null;
  replyDueMs: number | null;
  updateDueMs: number | null;
}

export interface Told {
  readonly count: number;
  readonly atMs: number;
  readonly severity: EventSeverity;
  readonly programs: readonly string[];
  /** When the first message was last brought up to date. */
  readonly updatedMs: number;
}

/** `refresh`: nothing new, the incident goes on. */
export type OrderKind = 'incident' | 'repeat' | 'update' | 'refresh' | 'closing';

/** Something to be told, before it is known to whom. */
export interface Order {
  readonly kind: OrderKind;
  readonly thread: string;
  /** The event that the message shows. */
  readonly event: string;
  readonly figures: IncidentFigures;
  readonly why: RepeatReason | null;
  /** How many like events the last message did not tell of. */
  readonly since: number;
  /** Another open incident looks the same by its labels: what is known by them is not over with this one. */
  readonly sharesLabels: boolean;
}

/** Why an event causes no message of its own. */
export type Suppression = 'waiting' | 'repeat' | 'inhibited';

export interface GroupingOptions {
  /** From the first event of an incident to its message: what comes meanwhile is told with it. */
  readonly waitMs: number;
  /** Least time between replies, new programs and higher severities excepted. */
  readonly replyEveryMs: number;
  /** A pause this long ends an incident. */
  readonly quietMs: number;
  /** An incident that goes on is told of at least this often. */
  readonly remindMs: number;
  /** An incident that goes on is refreshed so often; absent where nobody needs that. */
  readonly refreshMs?: number;
}

const SEVERITIES: readonly EventSeverity[] = ['info', 'warning', 'critical'];

export function isMoreSevere(a: EventSeverity, b: EventSeverity): boolean {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b);
}

/** Whether both are the same to a reader who sees only their labels. */
export function looksAlike(a: Incident, b: Incident): boolean {
  const key = ({ host, scope, severity, labels }: Incident): string =>
    JSON.stringify([host, scope, severity, Object.entries(labels)]);
  return key(a) === key(b);
}

const MOST_PROGRAMS_TOLD = 8;

export function figuresOf(incident: Incident): IncidentFigures {
  const { host, place, scope, severity, count, firstMs, lastMs, largestBytes, labels } = incident;
  const programs = incident.programs
    .map(([name, times]) => ({ name, count: times }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_PROGRAMS_TOLD);
  return { host, place, scope, severity, count, firstMs, lastMs, programs, largestBytes, labels };
}
