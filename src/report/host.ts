/** What one host's lines have begun, by printk caller: the draft, the other dump, the head of a report without its first line. */
import type { KernelRecord, RecordTime } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import { type Draft, isDecided } from './draft.js';
import { isOfStalledLog, isStale, noteCut, noteGap } from './followups.js';
import { countForeign } from './foreign-lines.js';
import { createLostHead, isOomFrame, type LostHead } from './lost-head.js';
import type { Overlap } from './mixed-reports.js';
import { createDumpGuard, type DumpGuard, isNear } from './other-dumps.js';

/** What no report could be made of, of any host. */
export interface OtherLines {
  /** Number of the last line of the kernel's. */
  kernelLine: number;
}

export interface Host {
  readonly others: OtherLines;
  readonly current: Map<string, Draft>;
  readonly guards: Map<string, DumpGuard>;
  readonly heads: Map<string, LostHead>;
  /** Reports of no caller that are printed at the same time. */
  overlap: Overlap | null;
  pendingGap: { readonly records: number | null; readonly text: string; readonly at: number } | null;
  /** Wall time of the last line that had no other time. */
  lastWall: string | null;
  /** How often such a time was earlier than the one before. */
  turn: number;
}

export function newHost(others: OtherLines): Host {
  return {
    others,
    current: new Map(),
    guards: new Map(),
    heads: new Map(),
    overlap: null,
    pendingGap: null,
    lastWall: null,
    turn: 0,
  };
}

/** Notices where the log goes back in time; the kernel's own clock needs no such help. */
export function noteTurn(host: Host, { wall, uptimeSeconds }: RecordTime): void {
  if (wall === null || uptimeSeconds !== null || wall === host.lastWall) return;
  if (host.lastWall !== null && wall < host.lastWall) host.turn++;
  host.lastWall = wall;
}

/** The draft that the line may belong to. A line that stands under another one goes where that one went. */
export function currentOf(host: Host, found: RecognisedLine): Draft | null {
  const draft = host.current.get(found.record.caller ?? '') ?? null;
  if (draft === null) return null;
  if (found.record.isAligned !== true)
    draft.isLeftBehind =
      isStale(draft, found) && !(host.others.kernelLine <= draft.lastLine && isOfStalledLog(draft, found));
  return draft.isLeftBehind ? null : draft;
}

/** A line that nothing of a report is known by. */
export function passOver(host: Host | undefined, found: RecognisedLine, others: OtherLines): void {
  const { record, text } = found;
  const isEmpty = text.trim() === '';
  if (record.origin === 'kernel' && !isEmpty) others.kernelLine = record.line;
  if (host === undefined) return;
  noteTurn(host, record.time);
  if (!isEmpty) countForeign(host.current.values(), found);
  if (found.isCut === true) noteCut(host.current.get(record.caller ?? ''));
}

/** Nothing more can belong to the draft. */
export function forget(host: Host | undefined, draft: Draft): void {
  const caller = draft.caller ?? '';
  if (host?.current.get(caller) === draft) host.current.delete(caller);
}

/** Callers whose dumps are remembered at once: each process that prints is one. */
const MOST_GUARDS = 64;

/** The caller's guard, as of the record with the number `now`. */
export function guardOf({ guards }: Host, caller: string, now: number): DumpGuard {
  const guard = guards.get(caller) ?? createDumpGuard();
  guard.now = now;
  if (guards.size >= MOST_GUARDS)
    for (const [other, known] of guards) if (!isNear({ ...known, now })) guards.delete(other);
  guards.set(caller, guard);
  return guard;
}

/** A gap behind the first kill is the report's where more of its kills follow. */
export function noteGapBetween(host: Host, draft: Draft, record: KernelRecord): void {
  if (host.pendingGap !== null) noteGap(draft, host.pendingGap.records, host.pendingGap.text);
  host.pendingGap = null;
  if (record.lostBefore > 0) noteGap(draft, record.lostBefore, null);
}

/** Only where a CPU line, or the beginning of a trace, may be the first one that is left. */
export function noteHead(host: Host, caller: string, found: RecognisedLine): void {
  const draft = currentOf(host, found);
  const isWithin = draft !== null && !isDecided(draft);
  const head = host.heads.get(caller);
  if (head !== undefined) head.note(found, isWithin);
  else if (!isWithin && beginsHead(found.line)) {
    const fresh = createLostHead();
    fresh.note(found, false);
    host.heads.set(caller, fresh);
  }
}

function beginsHead(line: RecognisedLine['line']): boolean {
  if (line.kind === 'trace') return line.header || isOomFrame(line);
  return line.kind === 'identity' || line.kind === 'other-dump';
}
