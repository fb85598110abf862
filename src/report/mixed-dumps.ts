/**
 * Takes out of a report what cannot be told from the lines of another dump that was printed at the same time: kernels
 * before 6.12 without `CONFIG_PRINTK_CALLER` give no sign of whose a line is. One dump's lines come in the kernel's order;
 * where those behind another dump's beginning do not, two dumps were printed at once.
 */
import type { RecognisedLine } from '../line/joiner.js';
import type { IdentityLine, OomLine } from '../line/oom-line.js';
import { type Draft, emptyMemory, isDecided } from './draft.js';
import { isBehindItsPlace, isOfMemInfo, ORDER_OF_SUMS, orderOf } from './line-order.js';
import { absorbs, type DumpGuard, isNear, namesTrigger } from './other-dumps.js';

/** Whether the line is another dump's, or may be and is left out of the report for that. */
export function isOfOtherDump(guard: DumpGuard, found: RecognisedLine, draft: Draft | null): boolean {
  const { line } = found;
  const before = isNear(guard) ? { ...guard } : guard;
  const isOther = absorbs(guard, found, draft);
  if (isOther && line.kind === 'trace') noteMark(guard, found.text);
  if (draft !== null && line.kind === 'identity' && !isOther) leaveTail(guard, draft);
  if (draft === null || !isNear(guard)) return isOther;
  // Behind its end a report has no Mem-Info, and its trace is printed again only where the kernel panics.
  if (isDecided(draft)) return isOther || (guard.memory && isOfMemInfo(line));
  if (line.kind === 'identity')
    return isOther ? isSecond(guard, line, draft) : isDoubtful(guard, before.active, draft);
  leaveUnfinished(before, line, draft, isOther);
  return isOther || isMixed(guard, found, draft);
}

/** Memory counters without a header, before the report's own CPU line: the end of a dump whose beginning the log does not have. */
function leaveTail(guard: DumpGuard, draft: Draft): void {
  if (draft.trigger === null || draft.identity !== null || !draft.sawMemory || draft.memInfos > 0) return;
  Object.assign(draft, emptyMemory());
  if (!isNear(guard)) Object.assign(guard, { memory: true, memInfos: 1, from: guard.now });
}

/** Traces are printed between `<TASK>` and `</TASK>`, those of interrupts too. */
function noteMark(guard: DumpGuard, text: string): void {
  const mark = /^\s*<(\/?)[A-Z]+>/.exec(text);
  if (mark !== null) guard.isTraceOpen = mark[1] === '';
}

/** The CPU line that came while another dump was printed may be that one's, if its task has the trigger's name. */
function isDoubtful(guard: DumpGuard, wasActive: boolean, draft: Draft): boolean {
  draft.mixture.isIdentityDoubtful = true;
  // The other dump began between the report's first two lines: what it prints comes along with the report's.
  if (wasActive) leaveTrace(draft);
  if (wasActive && guard.memory && !guard.sawSums) leaveMemory(draft);
  // Kernels whose first line has no name print no CPU line.
  if (draft.trigger?.comm !== null) return false;
  guard.active = true;
  return true;
}

/** A second Mem-Info, or a trace that goes on, before the first Mem-Info had come to its end: which is whose cannot be told. */
function leaveUnfinished(before: DumpGuard, line: OomLine, draft: Draft, isOther: boolean): void {
  if (!before.memory || !isNear(before) || isPastMemory(draft)) return;
  const isDumpOpen = before.active && before.memInfos > 0 && !before.sawSums;
  const isReportOpen = isOpenBefore(before, draft) && draft.mixture.memory < ORDER_OF_SUMS;
  const isSecond = line.kind === 'mem-info' && (isOther ? isReportOpen : isDumpOpen);
  if (isSecond || (line.kind === 'trace' && isOther && isDumpOpen)) leaveMemory(draft);
}

/** The report's Mem-Info had begun, and the dump's not: none was announced, or it comes in the middle of the report's. */
function isOpenBefore(before: DumpGuard, draft: Draft): boolean {
  if (!before.active) return draft.sawMemory;
  return before.memInfos === 0 && draft.memInfos > 0 && !draft.pages.has('ram');
}

/** A second CPU line with the trigger's name: which of the two is the report's cannot be told. */
function isSecond(guard: DumpGuard, line: IdentityLine, draft: Draft): true {
  const { trigger, identity, mixture } = draft;
  if (!mixture.isIdentityDoubtful || identity?.pid === line.pid) return true;
  if (trigger === null || !namesTrigger(line, trigger)) return true;
  draft.identity = null;
  leaveTrace(draft);
  if (guard.memory) leaveMemory(draft);
  return true;
}

function isMixed(guard: DumpGuard, found: RecognisedLine, draft: Draft): boolean {
  const { line } = found;
  if (isOfTrace(line)) return isTraceMixed(guard, found, draft);
  if (!guard.memory) return false;
  if (isOfMemInfo(line)) return isMemoryMixed(guard, found, draft);
  // A cgroup's part comes before the Mem-Info, where there is one at all.
  if (isOfCgroup(line) && draft.sawMemory) leaveMemory(draft);
  return false;
}

const isOfTrace = ({ kind }: OomLine): boolean =>
  kind === 'hardware' || kind === 'workqueue' || kind === 'trace';

const isOfCgroup = ({ kind }: OomLine): boolean => kind === 'task-in' || kind === 'memcg-usage';

function isTraceMixed(guard: DumpGuard, found: RecognisedLine, draft: Draft): boolean {
  const { line } = found;
  if (isPastMemory(draft)) return true;
  // A trace that goes on behind a Mem-Info: the one is the report's, the other the dump's.
  const isBehindMemory = guard.memory && draft.memInfos > 0 && line.kind === 'trace';
  if (isBehindMemory) leaveMemory(draft);
  if (!draft.mixture.isTraceLeft && !guard.isTraceOpen && !isBehindMemory && !isOutOfOrder(found, draft))
    return false;
  leaveTrace(draft);
  return true;
}

function isMemoryMixed(guard: DumpGuard, found: RecognisedLine, draft: Draft): boolean {
  const { line } = found;
  if (draft.mixture.isMemoryLeft || isPastMemory(draft)) return true;
  // A report's own begins with its header: this is the end of the dump's.
  if (draft.trigger !== null && draft.memInfos === 0 && line.kind !== 'mem-info') return true;
  // The report's own had come to its end before the dump began.
  if (draft.mixture.memory < 0 && draft.pages.has('ram') && guard.memInfos > 0) return true;
  // Since 3.x a cgroup's report has none, and the dump's is still to come.
  const isDumps = (draft.taskIn !== null || draft.usage.size > 0) && !guard.sawSums;
  if (!isDumps && !isOutOfOrder(found, draft)) return false;
  leaveMemory(draft);
  return true;
}

/** Notes how far the report's trace or Mem-Info has come; whether the line is none that can stand there. */
function isOutOfOrder(found: RecognisedLine, draft: Draft): boolean {
  const { line } = found;
  const order = orderOf(found);
  if (order === null) return false;
  const part = isOfTrace(line) ? 'trace' : 'memory';
  const before = draft.mixture[part];
  draft.mixture[part] = Math.max(before, order);
  return isBehindItsPlace(line, order, before);
}

/** What follows in a report behind its Mem-Info. */
function isPastMemory({ lastToken, rows, columns, constraint, select }: Draft): boolean {
  const isInTable = lastToken === 'TASKS' || columns !== null || rows.length > 0;
  return isInTable || constraint !== null || select !== null;
}

/** Frames name no task. */
function leaveTrace(draft: Draft): void {
  draft.mixture.isTraceLeft = true;
  draft.sawTrace = false;
  draft.workqueue = null;
  draft.callTrace.length = 0;
  draft.notes.add(
    'another dump was printed among its lines; the call trace, which may be either’s, was left out',
  );
}

function leaveMemory(draft: Draft): void {
  draft.mixture.isMemoryLeft = true;
  Object.assign(draft, emptyMemory());
  draft.notes.add('another dump was printed among its lines; Mem-Info, which may be either’s, was left out');
}
