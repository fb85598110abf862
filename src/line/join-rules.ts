/** When two pieces are one line: with what between them, and whether the whole reads better than the first piece. */
import { byteLength } from '../base/byte-length.js';
import type { KernelRecord } from '../envelope/record.js';
import { COMM_BYTES } from './grammar/kill-result.js';
import { BIOS_DATE } from './identity-lines.js';
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
const FREE_TEXT = new Set(['hardware', 'workqueue', 'mem-detail']);

/** What the log shows of the place where the two pieces meet. */
export interface Surroundings {
  /** They are lines of one record. */
  readonly sameRecord: boolean;
  /** Lines of the log were broken before. */
  readonly wrapped: boolean;
  /** Lines not far before have a prefix. */
  readonly isPrefixed: boolean;
}

/**
 * What may stand between the held line and this text, best first; empty where they cannot belong together. Null: both as
 * they are, blanks and all.
 */
export function separators(
  held: RecognisedLine,
  record: KernelRecord,
  { sameRecord, wrapped, isPrefixed }: Surroundings,
): readonly (string | null)[] {
  const { kind } = held.line;
  if (sameRecord) return ['\n', ''];
  if (!record.continuation) {
    const sameMoment =
      record.time.uptimeSeconds !== null && record.time.uptimeSeconds === held.record.time.uptimeSeconds;
    // Some transports strip the blanks that a piece began or ended with. None of the kernel's pieces ends behind a mask.
    const isPiece = CONTINUED.has(kind) && !(kind === 'trigger' && /=0x[\da-f]+$/.test(held.text));
    const piece = isPiece ? [null, ' '] : [];
    return NAMED.has(kind) && (sameMoment || held.record.time.uptimeSeconds === null)
      ? [...piece, '\n']
      : piece;
  }
  if (FREE_TEXT.has(kind) && (held.record.continuation || isWholeHardware(held))) return [];
  // The kernel prints a blank behind both.
  if (kind === 'hardware' && /(?:,| BIOS)\s*$/.test(held.text)) return [' '];
  // A mailer breaks at blanks; a terminal cuts anywhere, and the summary line has no blanks to break at.
  const seams = kind !== 'constraint' ? [' ', ''] : hasBlank(held.text, record.text) ? ['', ' '] : [''];
  // Only a record of several lines stands under its first line; without any prefix it may stand anywhere.
  if (record.isAligned !== true && isPrefixed) return seams;
  const isAligned = record.isAligned === true;
  return endsInName(held, isAligned) && (isAligned || !wrapped) ? ['\n', ...seams] : [...seams, '\n'];
}

function isWholeHardware({ line, text }: RecognisedLine): boolean {
  return line.kind === 'hardware' && BIOS_DATE.test(text);
}

function hasBlank(...texts: readonly string[]): boolean {
  return texts.some((text) => text.trim().includes(' '));
}

/** The summary line, cut within the name that stands last but for two numbers. */
const WITHIN_NAME = /,task=(?:(?!,pid=\d).)*$/s;

/** `isAligned`: the rest stands under it, as no terminal breaks a line, so that a name of which nothing came yet begins with a line end. */
function endsInName({ line, text }: RecognisedLine, isAligned: boolean): boolean {
  if (line.kind === 'constraint') return WITHIN_NAME.test(text);
  if (line.kind === 'identity') return line.release === null && line.tainted === null;
  return (
    (line.kind === 'killed' || line.kind === 'select') &&
    line.readings[0].totalVmBytes === null &&
    (line.readings[0].comm !== '' || isAligned)
  );
}

/** Whether the joined line says more than the held one, without anything left over. */
export function improves(before: OomLine, after: OomLine): boolean {
  if (before.kind !== after.kind) return false;
  if (after.kind === 'panic') return !after.open;
  // More facts of a kill line are welcome even with damage at the end: text of other origin brings none.
  if ((after.rest ?? '') !== '' && after.kind !== 'killed') return false;
  if (after.kind === 'hardware') return BIOS_DATE.test(after.name ?? '');
  return FREE_TEXT.has(after.kind) || factsOf(after) > factsOf(before);
}

/** How much a line says, to compare with another of its kind. */
function factsOf(line: OomLine): number {
  switch (line.kind) {
    case 'trigger':
      return triggerFacts(line) + line.gfpFlags.length;
    case 'identity':
      return known({ release: line.release });
    case 'task-row':
      return line.open || byteLength(line.name ?? '') > COMM_BYTES ? 0 : 1;
    case 'task-header':
      return line.open ? 0 : line.columns.length;
    case 'task-in':
      return known({
        task: line.taskPath || null,
        cut: line.limitPath,
        limit: line.limitPath || null,
        nests: nests(line),
      });
    case 'killed':
    case 'select':
      return killFacts(line);
    case 'constraint':
      return known(line.readings[0]);
    case 'zone':
    case 'node':
      return Object.keys(line.counters).length + (line.allUnreclaimable === null ? 0 : 1);
    case 'memcg-stats':
      return Object.keys(line.stats).length + ((line.rest ?? '') === '' ? 1 : 0);
    case 'buddy':
      return line.blocks.length + known({ total: line.totalBytes });
    case 'lowmem':
      return line.pages.length;
    case 'memcg-usage':
      return known({ limit: line.limitBytes, unlimited: line.unlimited, failcnt: line.failcnt });
    case 'cpuset':
      return known({ cpuset: line.cpuset || null, mems: line.memsAllowed || null });
    default:
      return 0;
  }
}

function triggerFacts({ gfpMask, nodemask, order, oomAdj, oomScoreAdj }: TriggerLine): number {
  return known({ gfpMask, nodemask, order, oomAdj, oomScoreAdj });
}

function known(facts: object): number {
  return Object.values(facts).filter((value) => value !== null && value !== false).length;
}

/** A name cut short counts as no fact, so that its rest makes the line better. */
function killFacts(line: Extract<OomLine, { kind: 'killed' | 'select' }>): number {
  return line.rest === ' '
    ? -1
    : line.readings[0].comm === null
      ? 0
      : known(line.readings[0]) + (line.open ? 0 : 1);
}

function nests(line: Extract<OomLine, { kind: 'task-in' }>): boolean {
  return line.limitPath !== null && line.limitPath !== '' && isAncestor(line.limitPath, line.taskPath);
}
