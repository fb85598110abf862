/** Which section of a report a line belongs to, given what the report already has. */
import { byteLength } from '../base/byte-length.js';
import { secondsBetween } from '../base/seconds-between.js';
import type { RecordTime } from '../envelope/record.js';
import { COMM_BYTES } from '../line/grammar/kill-result.js';
import type { KilledLine, LineKind, OomLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';
import type { SectionToken } from './section-token.js';

/** Sections that the line's kind alone decides. */
const BY_KIND: Readonly<Partial<Record<LineKind, SectionToken>>> = {
  trigger: 'TRIGGER',
  cpuset: 'CPUSET',
  identity: 'DUMP',
  hardware: 'DUMP',
  workqueue: 'DUMP',
  trace: 'DUMP',
  'task-in': 'MEMCG',
  'memcg-usage': 'MEMCG',
  'memcg-stats': 'MEMCG',
  stat: 'MEMCG',
  protection: 'MEMCG',
  'mem-info': 'MEMORY',
  'mem-detail': 'MEMORY',
  totals: 'MEMORY',
  node: 'MEMORY',
  zone: 'MEMORY',
  lowmem: 'MEMORY',
  buddy: 'MEMORY',
  hugepages: 'MEMORY',
  pages: 'MEMORY',
  swap: 'MEMORY',
  'slab-header': 'SLAB',
  'slab-row': 'SLAB',
  'allocations-header': 'SLAB',
  'allocation-row': 'SLAB',
  'tasks-banner': 'TASKS',
  'task-header': 'TASKS',
  select: 'SELECT',
  sharing: 'SHARING',
  group: 'GROUP',
  'already-exiting': 'EXITING',
  spared: 'EXITING',
  pinned: 'EXITING',
  'no-killable': 'NOKILLABLE',
};

/** The section token of a line, or null for lines that are no part of a report's text. */
export function sectionOf(line: OomLine, draft: Draft | null, time: RecordTime): SectionToken | null {
  switch (line.kind) {
    case 'sysrq':
      return line.ignored ? null : 'SYSRQ';
    case 'task-row':
      return draft !== null && isLateRow(draft, time) ? 'LATE' : 'TASKS';
    case 'constraint':
      return draft !== null && confirmsKill(line.readings[0].pid, draft) ? 'LATE' : 'CONSTRAINT';
    case 'killed':
      return killToken(line, draft, time);
    case 'panic':
      return draft?.panic != null || line.end ? 'AGAIN' : 'PANIC';
    default:
      return BY_KIND[line.kind] ?? null;
  }
}

/** Kinds that can be the first line left of a report; the others need one before them. */
const OPENERS: ReadonlySet<LineKind> = new Set<LineKind>([
  'trigger',
  'sysrq',
  'task-in',
  'memcg-usage',
  'memcg-stats',
  'mem-info',
  'node',
  'zone',
  'buddy',
  'hugepages',
  'swap',
  'slab-header',
  'allocations-header',
  'tasks-banner',
  'task-header',
  'task-row',
  'constraint',
  'select',
  'killed',
  'group',
  'no-killable',
  'panic',
]);

export function canOpen(line: OomLine): boolean {
  if (line.kind === 'totals') return Object.keys(line.counters).length >= 2;
  if (line.kind === 'pages') return line.of !== 'other';
  return OPENERS.has(line.kind);
}

/** A row right after the kill or the summary line: two CPUs printed, or the transport swapped two lines. */
function isLateRow(draft: Draft, time: RecordTime): boolean {
  const isDecided = draft.constraint !== null || draft.kills.length > 0;
  if (draft.rows.length === 0 || !isDecided || draft.foreignSince >= 3) return false;
  // Later it is of the next report, which lost what stands above it.
  return Math.abs(secondsBetween(draft.lastTime, time) ?? 0) <= SAME_MOMENT_SECONDS;
}

/** The summary line of a kill that was printed before it, because the transport swapped two lines. */
function confirmsKill(pid: number | null, draft: Draft): boolean {
  return (
    draft.constraint === null &&
    draft.kills.length > 0 &&
    pid !== null &&
    draft.kills.some((kill) => kill.line.pid === pid)
  );
}

/** Lines that other CPUs may print between two lines of one kill; fewer where no clock shows that it was the same moment. */
const MOST_BETWEEN = 8;
const MOST_BETWEEN_UNTIMED = 2;
const SAME_MOMENT_SECONDS = 1;

/** Whether the line was printed right behind the report's last one. */
function isNext(draft: Draft, time: RecordTime): boolean {
  const seconds = secondsBetween(draft.lastTime, time);
  if (seconds === null) return draft.foreignSince <= MOST_BETWEEN_UNTIMED;
  return draft.foreignSince < MOST_BETWEEN && Math.abs(seconds) <= SAME_MOMENT_SECONDS;
}

function killToken(line: KilledLine, draft: Draft | null, time: RecordTime): SectionToken {
  if (draft === null || draft.kills.length === 0) return 'KILLED';
  if (draft.groupPath !== null)
    return draft.kills.some((kill) => kill.line.pid === line.pid) ? 'AGAIN' : 'MEMBER';
  const last = draft.kills.at(-1)?.line;
  if (last === undefined) return 'KILLED';
  const sameText = draft.kills.some(
    (kill) =>
      kill.line.pid === line.pid && kill.line.readings[0].totalVmBytes === line.readings[0].totalVmBytes,
  );
  if (sameText && draft.foreignSince < MOST_BETWEEN) return 'AGAIN';
  // 2.6.18 prints one line, without sizes, for each process that shares the memory.
  const bare = isBare(line) && isBare(last);
  const alike =
    bare &&
    line.message !== '' &&
    line.message === last.message &&
    line.readings[0].comm === last.readings[0].comm;
  return alike && isNext(draft, time) && (draft.trigger !== null || draft.sawMemory) ? 'SHARING' : 'KILLED';
}

/** Without sizes, and without anything that may be the beginning of them. */
function isBare({ readings, rest }: KilledLine): boolean {
  return readings[0].totalVmBytes === null && (rest ?? '') === '';
}

/** Longer than a task's name can be: words of a sentence, or a prefix of unknown shape, stand in front. */
function isTaskName(comm: string | null): boolean {
  return comm === null || byteLength(comm) <= COMM_BYTES;
}

/**
 * Facts that no other kernel dump prints: they make a headless report a report. A line in quotes and without a stamp may be
 * a string of a program: it takes more of a report than its first or last line to make it one.
 */
export function confirmsReport(line: OomLine, fromKernel: boolean, isQuoted: boolean): boolean {
  switch (line.kind) {
    case 'trigger':
      return (
        fromKernel || (!isQuoted && (line.gfpMask !== null || line.order !== null) && isTaskName(line.comm))
      );
    case 'task-header':
    case 'memcg-usage':
    case 'group':
      return true;
    case 'no-killable':
    case 'panic':
    case 'select':
      return !isQuoted;
    case 'task-in':
      return line.limitPath !== null;
    case 'constraint':
      // A cut line in bare text may be somebody's quote.
      return fromKernel || (!isQuoted && line.readings[0].uid !== null);
    case 'killed':
      return fromKernel || (!isQuoted && (line.message !== '' || line.readings[0].totalVmBytes !== null));
    default:
      return false;
  }
}
