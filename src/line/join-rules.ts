/** When two pieces are one line: with what between them, and whether the whole reads better than the first piece. */
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from './joiner.js';
import { isAncestor } from './memcg-lines.js';
import type { OomLine, TriggerLine } from './oom-line.js';

/** Printed in several calls (pr_cont), so another CPU's record may come in between and the rest stands alone. */
const CONTINUED = new Set([
  'trigger',
  'cpuset',
  'task-in',
  'memcg-stats',
  'constraint',
  'zone',
  'lowmem',
  'buddy',
]);
/** Lines with a process name, which may hold a newline. */
const NAMED = new Set(['trigger', 'killed', 'select', 'constraint', 'identity', 'task-row', 'cpuset']);
/** Lines that end in free text: only a line without a prefix of its own, among lines with one, continues them. */
const FREE_TEXT = new Set(['hardware', 'workqueue']);

/** What may stand between the held line and this text, best first; empty where they cannot belong together. */
export function separators(
  held: RecognisedLine,
  record: KernelRecord,
  text: string,
  sameRecord: boolean,
  wrapped: boolean,
): readonly string[] {
  const { kind } = held.line;
  if (sameRecord) return ['\n', ''];
  if (!record.continuation) {
    const sameMoment =
      record.time.uptimeSeconds !== null && record.time.uptimeSeconds === held.record.time.uptimeSeconds;
    const piece = CONTINUED.has(kind) ? [''] : [];
    return NAMED.has(kind) && (sameMoment || held.record.time.uptimeSeconds === null)
      ? [...piece, '\n']
      : piece;
  }
  if (FREE_TEXT.has(kind) && held.record.continuation) return [];
  if (kind === 'constraint' && !endsInName(held.line)) return ['', ' ', '\n'];
  if (endsInName(held.line) && !wrapped) return ['\n', ...(kind === 'constraint' ? ['', ' '] : [' ', ''])];
  return kind === 'constraint' ? ['', ' '] : [' ', '', '\n'];
}

function endsInName(line: OomLine): boolean {
  if (line.kind === 'constraint') return line.readings[0].comm !== null && line.readings[0].pid === null;
  if (line.kind === 'identity') return line.release === null && line.tainted === null;
  return (
    (line.kind === 'killed' || line.kind === 'select') &&
    line.readings[0].totalVmBytes === null &&
    line.readings[0].comm !== ''
  );
}

/** Whether the joined line says more than the held one, without anything left over. */
export function improves(before: OomLine, after: OomLine): boolean {
  if (before.kind !== after.kind) return false;
  // More facts of a kill line are welcome even with damage at the end: text of other origin brings none.
  if ((after.rest ?? '') !== '' && after.kind !== 'killed') return false;
  switch (after.kind) {
    case 'trigger':
      return (
        before.kind === 'trigger' &&
        (triggerFacts(after) > triggerFacts(before) || after.gfpFlags.length > before.gfpFlags.length)
      );
    case 'identity':
      return after.release !== null;
    case 'task-row':
      return !after.open;
    case 'task-header':
      return before.kind === 'task-header' && after.columns.length > before.columns.length;
    case 'task-in':
      return before.kind === 'task-in' && nests(after) && !nests(before);
    case 'killed':
    case 'select':
      return before.kind === after.kind && factCount(after) > factCount(before);
    case 'constraint':
      return before.kind === 'constraint' && known(after.readings[0]) > known(before.readings[0]);
    case 'zone':
    case 'node':
      return (
        (before.kind === 'zone' || before.kind === 'node') &&
        Object.keys(after.counters).length > Object.keys(before.counters).length
      );
    case 'memcg-stats':
      return (
        before.kind === 'memcg-stats' &&
        (Object.keys(after.stats).length > Object.keys(before.stats).length || (before.rest ?? '') !== '')
      );
    case 'buddy':
      return (
        before.kind === 'buddy' &&
        after.blocks.length + (after.totalBytes === null ? 0 : 1) > before.blocks.length
      );
    case 'lowmem':
      return before.kind === 'lowmem' && after.pages.length > before.pages.length;
    case 'memcg-usage':
      return (
        after.failcnt !== null ||
        (before.kind === 'memcg-usage' && before.limitBytes === null && after.limitBytes !== null)
      );
    case 'cpuset':
      return after.memsAllowed !== '';
    case 'hardware':
    case 'workqueue':
    case 'mem-detail':
      return true;
    default:
      return false;
  }
}

function triggerFacts({ gfpMask, nodemask, order, oomAdj, oomScoreAdj }: TriggerLine): number {
  return known({ gfpMask, nodemask, order, oomAdj, oomScoreAdj });
}

function known(facts: object): number {
  return Object.values(facts).filter((value) => value !== null && value !== false).length;
}

/** A name cut short counts as no fact, so that its rest makes the line better. */
function factCount(line: Extract<OomLine, { kind: 'killed' | 'select' }>): number {
  return line.rest === ' '
    ? -1
    : line.readings[0].comm === ''
      ? 0
      : known(line.readings[0]) + (line.open ? 0 : 1);
}

function nests(line: Extract<OomLine, { kind: 'task-in' }>): boolean {
  return line.limitPath !== null && line.limitPath !== '' && isAncestor(line.limitPath, line.taskPath);
}
