/** Which section of a report a line belongs to, given what the report already has. */
import type { OomLine } from '../line/oom-line.js';
import type { Draft, SectionToken } from './draft.js';

/** The section token of a line, or null for lines that are no part of a report's text. */
export function sectionOf(line: OomLine, draft: Draft | null): SectionToken | null {
  switch (line.kind) {
    case 'trigger':
      return 'TRIGGER';
    case 'sysrq':
      return line.ignored ? null : 'SYSRQ';
    case 'cpuset':
      return 'CPUSET';
    case 'identity':
    case 'hardware':
    case 'workqueue':
    case 'trace':
      return 'DUMP';
    case 'task-in':
    case 'memcg-usage':
    case 'memcg-stats':
    case 'stat':
    case 'protection':
      return 'MEMCG';
    case 'mem-info':
    case 'mem-detail':
    case 'totals':
    case 'node':
    case 'zone':
    case 'lowmem':
    case 'buddy':
    case 'hugepages':
    case 'pages':
    case 'swap':
      return 'MEMORY';
    case 'slab-header':
    case 'slab-row':
    case 'allocations-header':
    case 'allocation-row':
      return 'SLAB';
    case 'tasks-banner':
    case 'task-header':
      return 'TASKS';
    case 'task-row':
      return draft !== null && isLateRow(draft) ? 'LATE' : 'TASKS';
    case 'constraint':
      return draft !== null && confirmsKill(line.readings[0].pid, draft) ? 'LATE' : 'CONSTRAINT';
    case 'select':
      return 'SELECT';
    case 'killed':
      return killToken(line, draft);
    case 'sharing':
      return 'SHARING';
    case 'group':
      return 'GROUP';
    case 'already-exiting':
      return 'EXITING';
    case 'no-killable':
      return 'NOKILLABLE';
    case 'panic':
      return draft?.panic != null || line.end ? 'AGAIN' : 'PANIC';
    default:
      return null;
  }
}

/** A row right after the kill or the summary line: two CPUs printed, or the transport swapped two lines. */
function isLateRow(draft: Draft): boolean {
  return (
    draft.rows.length > 0 && (draft.constraint !== null || draft.kills.length > 0) && draft.foreignSince < 3
  );
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

function killToken(line: Extract<OomLine, { kind: 'killed' }>, draft: Draft | null): SectionToken {
  if (draft === null || draft.kills.length === 0) return 'KILLED';
  if (draft.groupPath !== null)
    return draft.kills.some((kill) => kill.line.pid === line.pid) ? 'AGAIN' : 'MEMBER';
  const last = draft.kills.at(-1)?.line;
  if (last === undefined) return 'KILLED';
  const sameText = draft.kills.some(
    (kill) =>
      kill.line.pid === line.pid && kill.line.readings[0].totalVmBytes === line.readings[0].totalVmBytes,
  );
  if (sameText && draft.foreignSince < 8) return 'AGAIN';
  // 2.6.18 prints one line, without sizes, for each process that shares the memory.
  const bare = line.readings[0].totalVmBytes === null && last.readings[0].totalVmBytes === null;
  const alike =
    bare &&
    line.message !== '' &&
    line.message === last.message &&
    line.readings[0].comm === last.readings[0].comm;
  return alike && draft.foreignSince === 0 && draft.trigger !== null ? 'SHARING' : 'KILLED';
}

/** Facts that no other kernel dump prints: they make a headless report a report. */
export function confirmsReport(line: OomLine, fromKernel: boolean): boolean {
  switch (line.kind) {
    case 'trigger':
      return line.gfpMask !== null || line.order !== null || fromKernel;
    case 'task-header':
    case 'memcg-usage':
    case 'constraint':
    case 'select':
    case 'group':
    case 'no-killable':
    case 'panic':
      return true;
    case 'task-in':
      return line.limitPath !== null;
    case 'killed':
      return line.message !== '' || line.readings[0].totalVmBytes !== null;
    default:
      return false;
  }
}
