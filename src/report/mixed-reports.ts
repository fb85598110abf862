/**
 * Keeps reports of one machine apart that were printed at the same time. Up to 4.1 the kernel prints the reports of two
 * cgroups, or of one and of the machine, line by line among each other (`oom_lock` came with 4.2), and nothing in a line
 * tells whose it is. One report's lines come in the kernel's order: where those behind a second first line do not, both
 * are being printed. Then only first lines, CPU lines and kills are taken, and a kill whose first line cannot be told has none.
 */
import type { RecognisedLine } from '../line/joiner.js';
import type { KilledLine, OomLine, SelectLine } from '../line/oom-line.js';
import { type Draft, emptyHead, emptyMemory, emptyVerdict, isDecided } from './draft.js';
import { isOfCgroup } from './finish.js';
import { isStale } from './followups.js';
import { hasOrder, isBehindItsPlace, ORDER_OF_BODY, ORDER_OF_TABLE, orderOf } from './line-order.js';
import { namesTrigger } from './other-dumps.js';

export interface Overlap {
  /** In the order they began, each without an end when the next one began. */
  readonly drafts: Draft[];
  /** Lines came that show it; until then the first may have been cut. */
  isMixed: boolean;
  /** A kill could be of any of them. */
  isAmbiguous: boolean;
  /** How far the newest has come. */
  reached: number;
  /** A table began behind the newest's first line. */
  sawTable: boolean;
}

/** More first lines than this without a kill are a list of them (`grep invoked`), not reports that a machine prints at once. */
const MOST_AT_ONCE = 16;

export interface Beginning {
  /** A report's first line. */
  readonly found: RecognisedLine;
  readonly draft: Draft;
}

/** The overlap that a report begins or joins; null where the one before was over, or could not be printed beside it. */
export function overlapWith(
  known: Overlap | null,
  previous: Draft | null,
  { found, draft }: Beginning,
): Overlap | null {
  const open = known?.drafts.filter((one) => !isDecided(one) && !isStale(one, found)) ?? [];
  if (previous !== null && !open.includes(previous) && canOverlap(previous)) open.push(previous);
  if (open.length === 0) return null;
  return {
    drafts: [...open, draft].slice(-MOST_AT_ONCE),
    isMixed: known?.isMixed ?? false,
    isAmbiguous: known?.isAmbiguous ?? false,
    reached: 0,
    sawTable: false,
  };
}

function canOverlap(draft: Draft): boolean {
  const { trigger, caller, identity } = draft;
  return trigger !== null && caller === null && !isDecided(draft) && !hasLock(identity?.release ?? null);
}

/** From 4.2 on one report ends before the next begins. */
function hasLock(release: string | null): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? '') ?? [];
  return Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 2);
}

/** The draft that the line goes to; `left-out` where that cannot be told; null where the line is no matter of the overlap. */
export function placeIn(overlap: Overlap, found: RecognisedLine): Draft | 'left-out' | null {
  const { line } = found;
  const recent = overlap.drafts.filter((draft) => !isStale(draft, found));
  const open = recent.filter((draft) => !isDecided(draft));
  if (line.kind === 'sharing' && overlap.isMixed)
    return only(recent.filter(({ kills }) => kills.length > 0)) ?? 'left-out';
  if (open.length === 0) return null;
  overlap.sawTable ||= line.kind === 'task-header';
  if (line.kind === 'select' || line.kind === 'killed') return placeVerdict(overlap, open, line);
  if (!hasOrder(line) || (!overlap.isMixed && goesOn(overlap, found))) return null;
  if (!overlap.isMixed) mix(overlap);
  return line.kind === 'identity' ? (ownerOf(open, line) ?? 'left-out') : 'left-out';
}

/** Whether the line can be the newest report's next one, and no other's. */
function goesOn(overlap: Overlap, found: RecognisedLine): boolean {
  const { line } = found;
  const order = orderOf(found);
  const [earlier, newest] = overlap.drafts.slice(-2);
  if (order === null || earlier === undefined || newest === undefined) return true;
  if (isDecided(newest) || isDecided(earlier)) return true;
  const before = overlap.reached;
  overlap.reached = Math.max(before, order);
  if (line.kind === 'identity' && newest.trigger !== null && !namesTrigger(line, newest.trigger))
    return earlier.trigger === null || !namesTrigger(line, earlier.trigger);
  // The newest would leave out a part that the earlier one has behind it.
  if (partOf(order) > partOf(before) + 1 && partOf(order) >= partReached(earlier)) return false;
  return !isBehindItsPlace(line, order, before);
}

/** Opening, cgroup and memory, table: each report has them in this order. */
function partOf(order: number): number {
  if (order >= ORDER_OF_TABLE) return 3;
  return order >= ORDER_OF_BODY ? 2 : 1;
}

function partReached({ columns, rows, sawMemory, taskIn, usage }: Draft): number {
  if (columns !== null || rows.length > 0) return 3;
  return sawMemory || taskIn !== null || usage.size > 0 ? 2 : 1;
}

/** What came behind the second first line may be of either. */
function mix(overlap: Overlap): void {
  overlap.isMixed = true;
  for (const draft of overlap.drafts) draft.notes.add(MIXED);
  for (const draft of overlap.drafts.slice(1)) {
    const { trigger, triggerText } = draft;
    clear(draft);
    Object.assign(draft, { trigger, triggerText });
  }
}

const MIXED = 'another report was printed among its lines; what may be either’s was left out';
const AMBIGUOUS = 'which of the reports that were printed at once this kill ended cannot be told';

function clear(draft: Draft): void {
  const { kills, select, selectText, selectLine, selectTime, rows } = draft;
  rows.clear();
  Object.assign(draft, emptyHead(), emptyMemory(), emptyVerdict(), {
    kills,
    select,
    selectText,
    selectLine,
    selectTime,
  });
}

/** The one report whose first line has the CPU line's name, and that has no such line yet. */
function ownerOf(open: readonly Draft[], line: Extract<OomLine, { kind: 'identity' }>): Draft | null {
  const named = open.filter(({ trigger }) => trigger !== null && namesTrigger(line, trigger));
  const [owner] = named;
  return owner !== undefined && named.length === 1 && owner.identity === null ? owner : null;
}

function placeVerdict(overlap: Overlap, open: readonly Draft[], line: KilledLine | SelectLine): Draft | null {
  const owner = chooserOf(open, line) ?? only(open.filter(({ rows }) => rows.find(line.pid) >= 0));
  if (owner !== null || !overlap.isMixed) return owner;
  // A verdict comes behind its table.
  const behind = overlap.sawTable ? null : only(open.filter(({ columns }) => columns !== null));
  if (behind !== null) return behind;
  // A child of any of the chosen: which is whose cannot be told.
  if (line.kind === 'killed') for (const draft of open) draft.select = null;
  const waiting = open.filter(({ select }) => select === null);
  const fitting = waiting.filter((draft) => fits(draft, line));
  const known = only(fitting) ?? only(fitting.filter(({ identity }) => identity?.pid === line.pid));
  const draft = known ?? fitting[0] ?? waiting[0] ?? null;
  overlap.isAmbiguous ||= known === null;
  if (draft !== null && overlap.isAmbiguous) {
    clear(draft);
    draft.notes.add(AMBIGUOUS);
  }
  return draft;
}

/** Whose choice the kill carries out. */
function chooserOf(open: readonly Draft[], line: KilledLine | SelectLine): Draft | null {
  if (line.kind === 'select') return null;
  const { comm } = line.readings[0];
  return (
    only(open.filter(({ select }) => select?.pid === line.pid)) ??
    only(open.filter(({ select }) => select !== null && select.readings[0].comm === comm)) ??
    (open.every(({ select }) => select !== null) ? only(open) : null)
  );
}

function only(drafts: readonly Draft[]): Draft | null {
  return drafts.length === 1 ? (drafts[0] ?? null) : null;
}

/** A cgroup's report ends with a cgroup's kill. */
function fits(draft: Draft, { cause }: KilledLine | SelectLine): boolean {
  if (isOfCgroup(draft)) return cause === null || cause === 'memcg';
  return !draft.sawMemory || cause !== 'memcg';
}
