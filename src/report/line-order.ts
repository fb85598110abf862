/**
 * The order in which the kernel prints a report (mm/oom_kill.c, `dump_header`; a trace by lib/dump_stack.c, a Mem-Info by
 * mm/show_mem.c), and other dumps what they have in common with it: lines against that order are of two that were printed at once.
 */
import type { RecognisedLine } from '../line/joiner.js';
import type { LineKind, OomLine } from '../line/oom-line.js';

const ORDER: Readonly<Partial<Record<LineKind, number>>> = {
  cpuset: 1,
  identity: 2,
  hardware: 3,
  workqueue: 3,
  trace: 5,
  'task-in': 6,
  'memcg-usage': 7,
  'memcg-stats': 8,
  stat: 8,
  'mem-info': 9,
  'mem-detail': 9,
  totals: 10,
  node: 11,
  zone: 12,
  lowmem: 12,
  buddy: 13,
  hugepages: 14,
  swap: 15,
  pages: 15,
  'tasks-banner': 16,
  'task-header': 17,
  'task-row': 18,
};
const HEADER_OF_TRACE = 4;
const FRAME = 5;
const MEM_INFO = 9;
/** Behind its opening a report tells of the cgroup and of memory, then of tasks. */
export const ORDER_OF_BODY = 6;
export const ORDER_OF_SUMS = 15;
export const ORDER_OF_TABLE = 16;

/** Lines of which a report has one. */
const ONCE: ReadonlySet<LineKind> = new Set(['cpuset', 'identity', 'task-in', 'mem-info', 'task-header']);

/** Whether the kernel prints lines of that kind at one place of a report, up to its verdict. */
export function hasOrder({ kind }: OomLine): boolean {
  return ORDER[kind] !== undefined;
}

export function isOfMemInfo({ kind }: OomLine): boolean {
  const order = ORDER[kind] ?? 0;
  return order >= MEM_INFO && order <= ORDER_OF_SUMS;
}

/** Null for words of the stack, registers and the swap cache's statistics, which stand in several places. */
export function orderOf({ line, text }: RecognisedLine): number | null {
  if (line.kind === 'mem-detail' && !/^cpu |per-cpu:/i.test(text)) return null;
  if (line.kind !== 'trace') return ORDER[line.kind] ?? null;
  if (line.header) return HEADER_OF_TRACE;
  return line.frame !== null || text.trimStart().startsWith('<') ? FRAME : null;
}

/** Whether the line cannot stand behind what has come as far as `reached`. */
export function isBehindItsPlace(line: OomLine, order: number, reached: number): boolean {
  const isOnce = ONCE.has(line.kind) || (line.kind === 'trace' && line.header);
  return order < reached || (order === reached && isOnce);
}
