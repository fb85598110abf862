/**
 * What a report says, decided once: every sentence, number and order that a reader sees. Renderers lay it out and
 * escape it for their syntax, and decide nothing else. All strings are in display form (see `visibleText`).
 */
import type { Confidence, Outcome, Severity } from '../report/event.js';
import type { MomentView } from './view/moment.js';

/** Label of the fact that says how complete the report is. */
export const REPORT_LABEL = 'Report';

/** One labelled statement, e.g. `Killed: postgres, pid 1234`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** `name`: a path, unit or id that readers copy. `prose`: words. */
  readonly kind: 'prose' | 'name';
  /** The exact numbers behind a rounded value, for titles. */
  readonly exact: string | null;
  /** Belongs into a message of a few lines. */
  readonly isEssential: boolean;
}

/** How much of something was used: drawn as a bar. */
export interface Gauge {
  readonly label: string;
  /** 0 to 1, or above where usage passed the limit. */
  readonly share: number;
  /** `512 MiB of 512 MiB (100 %)`. */
  readonly value: string;
  readonly exact: string;
}

export interface TaskRow {
  readonly rank: number;
  readonly pid: number;
  readonly uid: number | null;
  readonly comm: string;
  /** What the task holds by `TaskTable.measure`; null where the log shows no size. */
  readonly heldBytes: number | null;
  readonly rssBytes: number | null;
  readonly swapBytes: number | null;
  readonly pageTableBytes: number | null;
  readonly totalVmBytes: number | null;
  readonly oomScoreAdj: number | null;
  readonly oomScore: number | null;
  readonly isVictim: boolean;
  readonly isTrigger: boolean;
  /** Share of the largest holder, 0 to 1. */
  readonly share: number;
}

/** The candidate table, largest holder first. */
export interface TaskTable {
  readonly rows: readonly TaskRow[];
  /** How `heldBytes` was taken, in words. */
  readonly measure: string;
  /** What to keep in mind about that measure; null where it has no catch. */
  readonly caveat: string | null;
  readonly hasSwap: boolean;
  readonly hasScore: boolean;
}

/** The tasks of one program together. */
export interface ProgramRow {
  /** `*` stands for a number at the end that differs. */
  readonly name: string;
  readonly count: number;
  /** Private memory where the log shows it, resident memory otherwise; swap apart. */
  readonly totalBytes: number;
  readonly meanBytes: number;
  readonly largestBytes: number;
  readonly swapBytes: number;
  readonly hasVictim: boolean;
  /** Share of the largest program, 0 to 1. */
  readonly share: number;
}

/** What a part of the account is: renderers colour by it. */
export type AccountKind =
  | 'anon'
  | 'shmem'
  | 'locked'
  | 'file'
  | 'slab'
  | 'kernel'
  | 'hugepages'
  | 'free'
  | 'unaccounted';

export interface AccountPart {
  readonly name: string;
  readonly kind: AccountKind;
  readonly bytes: number;
  /** Of the account's total, 0 to 1. */
  readonly share: number;
}

/** Where the memory went: parts that add up to the total, without overlap. */
export interface Account {
  /** What the whole is: `usable RAM`, `memory of the cgroup`. */
  readonly title: string;
  readonly totalBytes: number;
  readonly parts: readonly AccountPart[];
}

interface BuddyView {
  readonly blockBytes: number;
  readonly count: number;
  readonly migrateTypes: string | null;
}

export interface ZoneView {
  readonly label: string;
  readonly freeBytes: number;
  readonly minBytes: number | null;
  readonly lowBytes: number | null;
  readonly highBytes: number | null;
  /** `below min`, `between min and low`, ...; null where no watermark was printed. */
  readonly verdict: string | null;
  readonly isShort: boolean;
  readonly buddy: readonly BuddyView[];
}

export interface EvidenceView {
  readonly text: string;
  readonly line: number | null;
}

export interface StepView {
  readonly title: string;
  readonly detail: string;
  readonly commands: readonly string[];
}

export interface FindingView {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly confidence: Confidence;
  readonly unless: string | null;
  readonly evidence: readonly EvidenceView[];
}

/** When it happened, in the log's own zone, and how long ago that is. */
export interface WhenView {
  /** `2026-11-20 03:12:45 +01:00`, or the time since boot where the log has no wall clock. */
  readonly label: string;
  /** `2 h ago`; null without a present time to compare with. */
  readonly relative: string | null;
  /** ISO form for machines; null where the log has no wall clock. */
  readonly iso: string | null;
  /** What to know about the time: the year was inferred, ... */
  readonly note: string | null;
}

export interface SourceView {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** `kern.log, lines 10 to 20`. */
  readonly label: string;
}

/** One event, ready to be laid out. */
export interface EventView {
  readonly id: string;
  /** A few words for titles and subjects: `postgres (pid 1234) killed`. */
  readonly headline: string;
  /** The sentence that comes first. */
  readonly summary: string;
  readonly cause: string;
  readonly confidence: Confidence;
  readonly outcome: Outcome;
  readonly isPartial: boolean;
  /** Name of the victim, or what stands for it, for tables. */
  readonly victimName: string;
  /** Name of the place: unit, container, pod, cgroup or machine. */
  readonly placeName: string;
  readonly host: string | null;
  readonly when: WhenView;
  readonly source: SourceView;
  readonly facts: readonly Fact[];
  readonly gauges: readonly Gauge[];
  readonly tasks: TaskTable | null;
  readonly programs: readonly ProgramRow[];
  readonly account: Account | null;
  readonly zones: readonly ZoneView[];
  readonly findings: readonly FindingView[];
  /** What to do first: at most three. */
  readonly firstSteps: readonly StepView[];
  readonly furtherSteps: readonly StepView[];
  /** Lines of the same log that show what the kill led to. */
  readonly aftermath: readonly EvidenceView[];
  /** What was sampled on the machine around the kill; null where nothing was. */
  readonly moment: MomentView | null;
}

/** Events over time, in equal steps. */
export interface Timeline {
  readonly fromLabel: string;
  readonly toLabel: string;
  readonly stepLabel: string;
  /** Events in each step. */
  readonly counts: readonly number[];
}

/** One of several events, as a table tells of it. */
export interface EventRow extends Pick<EventView, 'victimName' | 'placeName' | 'host' | 'isPartial'> {
  readonly when: string;
  /** Index in `events`; null for an event that only the table tells of. */
  readonly inFull: number | null;
}

/** Several events of one or more logs. */
export interface EventsView {
  readonly title: string;
  /** What they have in common, in a sentence or two; null for a single event. */
  readonly summary: string | null;
  /** What else to know about them together. */
  readonly notes: readonly string[];
  /** Every event, in order. */
  readonly rows: readonly EventRow[];
  /** Those that are told in full: all, or the newest of many. */
  readonly events: readonly EventView[];
  /** Null with fewer than two dated events. */
  readonly timeline: Timeline | null;
}
