/**
 * Reports between their first line and the moment nothing more can belong to them: kept in the order they began, and
 * handed out in that order. A live log need not wait for that moment: `settle` hands out what is decided already, and
 * what later lines add (the reaper, what the kill led to) comes as a further version with the same id. The last version
 * is the one that a reading of the whole log gives.
 */
import { type Draft, isDecided } from './draft.js';
import type { OomReport } from './event.js';
import { finishDraft } from './finish.js';
import { numberedId } from './id.js';
import { createRepeatedRuns } from './repeated-runs.js';

export interface WaitingReports {
  /** `at`: number of the record, for `drain` and `touch`. */
  add(host: string, report: Draft | OomReport, at: number): void;
  /** Another line belonged to the draft. */
  touch(draft: Draft, at: number): void;
  /** The host's drafts, oldest first. */
  draftsOf(host: string): Draft[];
  someDraft(test: (draft: Draft) => boolean): boolean;
  /** Hands out and lets go of what has waited long enough, or of all. */
  drain(at: number | 'all'): void;
  /**
   * Hands out versions that are new of everything decided; where the log has been silent for long, of everything that
   * is a report at all.
   */
  settle(isSilent: boolean): void;
  /** Everything that waits was handed out as it is now: only later lines could add to it. */
  isSettled(): boolean;
  /** First lines of what is still waiting: a reader that starts again must start at or before them. */
  openLines(): readonly number[];
}

export interface WaitingOptions {
  readonly path: string;
  /**
   * Whether the n-th report with the same words gets an id of its own, and copies of one report are left out. Off for a log
   * that never ends: whoever keeps the reports has to do it.
   */
  readonly numbersRepeats: boolean;
  readonly emit: (report: OomReport) => void;
  /** The draft was let go of. */
  readonly forget: (host: string, draft: Draft) => void;
}

/** Records without a line of the report after which nothing more is expected of it. */
const PATIENCE = 4000;
/** Drafts kept waiting for follow-ups, however slow the log. */
const MOST_WAITING = 256;

interface Entry {
  readonly host: string;
  readonly draft: Draft | null;
  readonly ready: OomReport | null;
  readonly firstLine: number;
  /** Record count at the last line that belonged to it. */
  touched: number;
  /** Given at the first version and kept, although later lines may hold better words for it. */
  id: string | null;
  /** What the version handed out last was made of. */
  shown: string | null;
}

export function createWaitingReports(options: WaitingOptions): WaitingReports {
  const entries: Entry[] = [];
  const seenIds = new Map<string, number>();
  const repeated = createRepeatedRuns();
  let touched: Entry | undefined;

  const handOut = (entry: Entry): void => {
    const contents = contentsOf(entry);
    if (contents === entry.shown) return;
    const report = entry.ready ?? (entry.draft === null ? null : finishDraft(entry.draft, options.path));
    if (report === null) return;
    entry.shown = contents;
    entry.id ??= options.numbersRepeats ? numberedId(report.id, seenIds) : report.id;
    options.emit({ ...report, id: entry.id, aftermath: [...report.aftermath] });
  };
  const draftsOf = (host: string): Draft[] => {
    const drafts: Draft[] = [];
    for (const entry of entries) if (entry.draft !== null && entry.host === host) drafts.push(entry.draft);
    return drafts;
  };
  const isLeftOut = ({ draft, host }: Entry): boolean =>
    options.numbersRepeats && draft?.confirmed === true && repeated.leavesOut(draft, draftsOf(host));
  return {
    add(host, report, at) {
      const isDraft = 'structure' in report;
      const firstLine = isDraft ? report.firstLine : report.source.firstLine;
      const parts = isDraft ? { draft: report, ready: null } : { draft: null, ready: report };
      entries.push({ host, ...parts, firstLine, touched: at, id: null, shown: null });
    },
    touch(draft, at) {
      // Nearly always the line belongs to the report that the line before did.
      if (touched?.draft !== draft) touched = entries.findLast((candidate) => candidate.draft === draft);
      if (touched !== undefined) touched.touched = at;
    },
    draftsOf,
    someDraft: (test) => entries.some(({ draft }) => draft !== null && test(draft)),
    drain(at) {
      for (let head = entries[0]; head !== undefined; head = entries[0]) {
        if (at !== 'all' && entries.length <= MOST_WAITING && at - head.touched <= PATIENCE) return;
        entries.shift();
        if (head.draft !== null) options.forget(head.host, head.draft);
        if (!isLeftOut(head)) handOut(head);
        head.draft?.rows.clear();
      }
    },
    settle(isSilent) {
      for (const entry of entries)
        if (isSilent || entry.draft === null || isDecided(entry.draft)) handOut(entry);
    },
    isSettled: () => entries.every((entry) => entry.shown !== null && entry.shown === contentsOf(entry)),
    openLines: () => entries.map((entry) => entry.firstLine),
  };
}

/** Changes with everything that a line can change in a report. */
function contentsOf({ draft, ready }: Entry): string {
  if (draft === null) return JSON.stringify([ready?.outcome, ready?.extra, ready?.aftermath.length]);
  const { lastLine, lostRecords, notes, aftermath, reaped, kills, sharing } = draft;
  return [
    lastLine,
    lostRecords,
    notes.size,
    aftermath.length,
    reaped.size,
    kills.length,
    sharing.size,
  ].join();
}
