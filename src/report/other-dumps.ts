/**
 * Keeps other kernel dumps out of reports: page allocation failures, BUG and WARNING reports print CPU lines, traces and
 * even a Mem-Info block of the same shape.
 */
import { isNameLeftOut } from '../base/left-out.js';
import { secondsBetween } from '../base/seconds-between.js';
import type { RecordTime } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { IdentityLine, OomLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';
import { isOfMemInfo } from './line-order.js';
import type { PlacedTrigger } from './trigger-name.js';

/** Per caller: the dump that is being printed, if any. */
export interface DumpGuard {
  active: boolean;
  /** When it began; null before the first. */
  time: RecordTime | null;
  memory: boolean;
  tasks: boolean;
  memInfos: number;
  /** The last mark of its trace was an opening one. */
  isTraceOpen: boolean;
  /** Its Mem-Info came to the sums at its end. */
  sawSums: boolean;
  /** Number of the record it began with, whoever wrote those between. */
  from: number;
  /** Number of the record that was looked at last. */
  now: number;
}

/** A dump is over at the latest after so many records. */
const LONGEST_DUMP = 400;
/** A line later than this, or earlier, is of another dump, perhaps of another boot. */
const LONGEST_DUMP_SECONDS = 60;

export function createDumpGuard(): DumpGuard {
  return { ...begun(null, 0), active: false, from: Number.NEGATIVE_INFINITY };
}

function begun(time: RecordTime | null, now: number, memory = false, tasks = false): DumpGuard {
  return {
    active: true,
    time,
    memory,
    tasks,
    memInfos: 0,
    sawSums: false,
    isTraceOpen: false,
    from: now,
    now,
  };
}

/** Whether a dump began so little before that more of it may come. */
export const isNear = ({ from, now }: DumpGuard): boolean => now - from <= LONGEST_DUMP;

/** Whether the line belongs to another dump (and is so no line of a report). */
export function absorbs(guard: DumpGuard, { line, record }: RecognisedLine, draft: Draft | null): boolean {
  const { time } = record;
  // A line that stands under another one has its time, whatever a wrapping stamped it with.
  if (record.isAligned !== true && isOver(guard, time))
    Object.assign(guard, createDumpGuard(), { now: guard.now });
  if (line.kind === 'other-dump') {
    Object.assign(guard, begun(time, guard.now, line.memory, line.tasks));
    return true;
  }
  if (line.kind === 'identity' && isForeignIdentity(guard, line, draft)) {
    const memory = isNear(guard) && guard.memory;
    if (!guard.active) Object.assign(guard, begun(time, guard.now, memory));
    return true;
  }
  if (line.kind === 'mem-info' && draft !== null && draft.sawMemory && !guard.active) {
    Object.assign(guard, begun(time, guard.now, true), { memInfos: 1 });
    return draft.memInfos > 0;
  }
  // A request that was ignored begins no report.
  if (line.kind === 'sysrq' && line.ignored) return false;
  if (!guard.active || isOfOpenMemInfo(guard, line, draft)) return false;
  return (guard.tasks && TABLE.has(line.kind)) || stillInside(guard, line);
}

const TABLE: ReadonlySet<OomLine['kind']> = new Set(['tasks-banner', 'task-header', 'task-row']);

function isOver(guard: DumpGuard, time: RecordTime): boolean {
  if (guard.time === null) return false;
  if (!isNear(guard)) return true;
  const seconds = secondsBetween(guard.time, time);
  return seconds !== null && Math.abs(seconds) > LONGEST_DUMP_SECONDS;
}

/** What goes on with the report's Mem-Info before the dump's own has begun: each begins with its header. */
function isOfOpenMemInfo(guard: DumpGuard, line: OomLine, draft: Draft | null): boolean {
  if (guard.memInfos > 0 || draft === null || draft.memInfos === 0) return false;
  return line.kind !== 'mem-info' && isOfMemInfo(line);
}

function stillInside(guard: DumpGuard, line: OomLine): boolean {
  switch (line.kind) {
    case 'identity':
      // It named the trigger's own task: the report's line, printed while the other dump was.
      guard.active = false;
      return false;
    case 'hardware':
    case 'workqueue':
    case 'trace':
    case 'cpuset':
      return guard.active;
    case 'mem-info':
      guard.memInfos++;
      guard.active = guard.active && guard.memory && guard.memInfos < 2;
      return guard.active;
    case 'mem-detail':
    case 'totals':
    case 'node':
    case 'zone':
    case 'lowmem':
    case 'buddy':
    case 'hugepages':
    case 'pages':
    case 'swap':
    case 'slab-header':
    case 'slab-row':
    case 'allocations-header':
    case 'allocation-row':
    case 'stat':
      guard.active = guard.active && guard.memory;
      guard.sawSums ||= line.kind === 'pages' || line.kind === 'swap';
      return guard.active;
    case 'protection':
      // Of reports alone (mm/oom_kill.c, `dump_header`).
      return false;
    default:
      guard.active = false;
      return false;
  }
}

/** A CPU line that names another task than the trigger's, or comes when the report has its own. */
function isForeignIdentity(guard: DumpGuard, line: IdentityLine, draft: Draft | null): boolean {
  if (draft === null) return true;
  if (draft.panic !== null || draft.lastToken === 'NOKILLABLE') return false;
  if (draft.lastToken === 'SYSRQ') return guard.active;
  if (draft.trigger === null || draft.identity !== null) return true;
  return !namesTrigger(line, draft.trigger);
}

/** OpenVZ and Virtuozzo kernels name the task's container behind its name on the CPU line. */
const CONTAINER = / ve(?:id)?: \d+$/;

/**
 * The CPU line's name, or its end (a name with a newline, a trigger glued to other output, a log cut within the name), is the
 * trigger's.
 */
export function namesTrigger(line: IdentityLine, trigger: PlacedTrigger): boolean {
  const { comm, front } = trigger;
  return (
    comm === null ||
    comm.trim() === line.comm.trim() ||
    isNameLeftOut(comm) ||
    comm.trim() === line.comm.replace(CONTAINER, '').trim() ||
    comm.endsWith(line.comm.trim()) ||
    line.comm.endsWith(`\n${comm}`) ||
    (front === 'none' && comm.trim() !== '' && line.comm.endsWith(comm.trim()))
  );
}
