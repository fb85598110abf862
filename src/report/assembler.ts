/**
 * Recognised lines to reports. Keeps one draft per host and printk caller, skips what is of other origin, closes a draft
 * when the next report begins, and hands reports out in the order they began, once nothing more can belong to them.
 * Memory is bounded however large the input.
 */
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { OomLine } from '../line/oom-line.js';
import type { RowTable } from '../line/row-table.js';
import { accept, takes } from './accept.js';
import { hasRoomForRows } from './apply.js';
import { createCutFront } from './cut-front.js';
import { createDraft, type Draft, isDecided } from './draft.js';
import type { OomReport } from './event.js';
import { attachAftermath, attachReaper, isSameKill, noteGap, olderDraft } from './followups.js';
import { countForeign, isWithinReport } from './foreign-lines.js';
import {
  currentOf,
  forget,
  guardOf,
  type Host,
  newHost,
  noteGapBetween,
  noteHead,
  noteTurn,
  type OtherLines,
  passOver,
} from './host.js';
import { NO_HEAD } from './lost-head.js';
import { isOfOtherDump } from './mixed-dumps.js';
import { overlapWith, placeIn } from './mixed-reports.js';
import { asAwaited } from './other-wrapping.js';
import { canOpen, sectionOf } from './sections.js';
import { createUserspaceReports } from './userspace-report.js';
import { createWaitingReports } from './waiting.js';

export interface Assembler {
  push(found: RecognisedLine): void;
  /**
   * The table that the line pushed last was a row of, where it takes as many more as a piece of a log has: for rows behind
   * that one, of the same wrapping and caller; the row after them is pushed. None where lines come by two ways.
   */
  openTable(): RowTable | null;
  /** So many rows were added to that table. */
  addedRows(rows: number): void;
  /** So many lines were left out that nothing here could want. */
  skipped(lines: number): void;
  /** Whether a report is open that its rows, or lines of any other text, may go on. */
  isWithinReport(): boolean;
  /** In a live log: hands out early what is decided; see `WaitingReports`. */
  settle(isSilent: boolean): void;
  /** See `WaitingReports`. */
  isSettled(): boolean;
  /** First lines of reports that wait for further lines. */
  openLines(): readonly number[];
  end(): void;
}

export interface AssemblerOptions {
  readonly path: string;
  /** See `WaitingOptions`. */
  readonly numbersRepeats: boolean;
  readonly emit: (report: OomReport) => void;
}

const MOST_HOSTS = 4096;

export function createAssembler(options: AssemblerOptions): Assembler {
  const hosts = new Map<string, Host>();
  const others: OtherLines = { kernelLine: 0 };
  const waiting = createWaitingReports({
    ...options,
    forget: (host, draft) => forget(hosts.get(host), draft),
  });
  const userspace = createUserspaceReports(options.path);
  const cutFront = createCutFront();
  let count = 0;
  /** Whose table the line pushed last was a row of. */
  let table: Draft | null = null;
  const hostOf = (record: KernelRecord): Host => {
    const key = record.host ?? '';
    const known = hosts.get(key);
    if (known !== undefined) return known;
    if (hosts.size >= MOST_HOSTS) {
      waiting.drain('all');
      hosts.clear();
    }
    const fresh = newHost(others);
    hosts.set(key, fresh);
    return fresh;
  };
  const draftsOf = (record: KernelRecord): Draft[] => waiting.draftsOf(record.host ?? '');

  const open = (host: Host, found: RecognisedLine): Draft => {
    const { record } = found;
    const caller = record.caller ?? '';
    const head = host.heads.get(caller)?.take(found) ?? NO_HEAD;
    const first = head.lines[0]?.record ?? record;
    const draft = createDraft(record.host, record.caller, first.time, first.line, host.turn);
    if (host.pendingGap !== null && count - host.pendingGap.at < 50)
      noteGap(draft, host.pendingGap.records, host.pendingGap.text);
    host.pendingGap = null;
    if (found.line.kind === 'trigger' && record.caller === null)
      host.overlap = overlapWith(host.overlap, currentOf(host, found), { found, draft });
    host.current.set(caller, draft);
    waiting.add(record.host ?? '', draft, count);
    for (const line of head.lines) accept(draft, 'DUMP', line);
    if (head.isOfKiller && record.origin === 'kernel') {
      const token = sectionOf(found.line, draft, record.time);
      draft.confirmed ||= token !== null && draft.structure.accepts(token);
    }
    cutFront.note(found, draft);
    return draft;
  };

  /** Lines of reports that are printed at the same time. */
  const pushOverlap = (host: Host, found: RecognisedLine): boolean => {
    const draft = host.overlap === null ? null : placeIn(host.overlap, found);
    if (draft === null) return false;
    const token = draft === 'left-out' ? null : sectionOf(found.line, draft, found.record.time);
    if (draft === 'left-out' || token === null || !takes(draft, token, found.line))
      countForeign(host.current.values(), found);
    else {
      accept(draft, token, found);
      waiting.touch(draft, count);
    }
    return true;
  };

  const pushSection = (host: Host, found: RecognisedLine): void => {
    let draft = currentOf(host, found);
    let token = sectionOf(found.line, draft, found.record.time);
    if (token === null) {
      countForeign(host.current.values(), found);
      return;
    }
    const before = draft === null ? olderDraft(draftsOf(found.record), found, token) : null;
    if (before !== null) draft = before;
    if (draft === null || !takes(draft, token, found.line)) {
      if (!canOpen(found.line) || isSameKill(draftsOf(found.record), found)) {
        countForeign(host.current.values(), found);
        return;
      }
      draft = open(host, found);
      token = sectionOf(found.line, draft, found.record.time) ?? token;
      if (!draft.structure.accepts(token)) {
        countForeign(host.current.values(), found);
        return;
      }
    }
    if (FURTHER_KILLS.has(token)) noteGapBetween(host, draft, found.record);
    accept(draft, token, found);
    waiting.touch(draft, count);
    if (token === 'TASKS' && found.line.kind === 'task-row') table = draft;
  };

  const addUserspace = (report: OomReport | null, { host }: KernelRecord): void => {
    if (report !== null) waiting.add(host ?? '', report, count);
  };

  /** Lines that are no section of a report: kills by programs, follow-ups, gaps. */
  const pushAside = (host: Host, found: RecognisedLine): boolean => {
    const { line, record } = found;
    switch (line.kind) {
      case 'userspace-kill':
        addUserspace(userspace.report(line, found), record);
        return true;
      case 'userspace-detail':
        userspace.detail(line, record);
        countForeign(host.current.values(), found);
        return true;
      case 'aftermath':
        if (!userspace.attach(line, record)) attachAftermath(draftsOf(record), found, line);
        countForeign(host.current.values(), found);
        return true;
      case 'reaper':
        attachReaper(draftsOf(record), found, line);
        return true;
      case 'gap':
        pushGap(host, line);
        return true;
      default:
        return false;
    }
  };

  const advance = (lines: number): void => {
    const before = count;
    count += lines;
    if (before >> 8 !== count >> 8) waiting.drain(count & ~255);
  };

  const push = (printed: RecognisedLine): void => {
    advance(1);
    table = null;
    const completed = cutFront.completedBy(printed);
    if (completed !== null) {
      forget(hosts.get(completed.draft.host ?? ''), completed.draft);
      push(completed.first);
    }
    const found = asAwaited(hosts, printed);
    const { line, record } = found;
    if (line.kind === 'unrecognised') {
      passOver(hosts.get(record.host ?? ''), found, others);
      return;
    }
    const host = hostOf(record);
    noteTurn(host, record.time);
    if (record.lostBefore > 0) {
      for (const draft of host.current.values())
        if (!isDecided(draft)) noteGap(draft, record.lostBefore, null);
    }
    if (pushAside(host, found) || (record.caller === null && pushOverlap(host, found))) return;
    const caller = record.caller ?? '';
    const guard = guardOf(host, caller, count);
    noteHead(host, caller, found);
    if (isOfOtherDump(guard, found, currentOf(host, found))) countForeign(host.current.values(), found);
    else pushSection(host, found);
    if (found !== printed) table = null;
  };

  const pushGap = (host: Host, line: Extract<OomLine, { kind: 'gap' }>): void => {
    const draft = [...host.current.values()].findLast((candidate) => !isDecided(candidate));
    if (draft !== undefined) noteGap(draft, line.records, line.text);
    else host.pendingGap = { records: line.records, text: line.text, at: count };
  };

  return {
    push,
    openTable: () => (table !== null && hasRoomForRows(table) ? table.rows : null),
    addedRows: advance,
    skipped(lines) {
      table = null;
      count += lines;
      for (const host of hosts.values()) {
        for (const draft of host.current.values()) draft.foreignSince += lines;
        host.heads.clear();
      }
      waiting.drain(count);
    },
    isWithinReport: () => waiting.someDraft(isWithinReport),
    settle: (isSilent) => waiting.settle(isSilent),
    isSettled: () => waiting.isSettled(),
    openLines: () => waiting.openLines(),
    end: () => waiting.drain('all'),
  };
}

const FURTHER_KILLS: ReadonlySet<string> = new Set(['GROUP', 'MEMBER', 'SHARING']);
