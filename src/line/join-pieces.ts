/**
 * The pieces of a line that a mailer wrapped, a terminal cut or a concurrent printk split -> the line, where its shape tells
 * that they belong together. Where they can be read as one in two ways, only what both say is kept.
 */
import { isLeftOut } from '../base/left-out.js';
import type { KernelRecord, RecordTime } from '../envelope/record.js';
import { agreedLine, eitherLine } from './agreed-line.js';
import { certainPart } from './certain-part.js';
import { improves, type Surroundings, separators } from './join-rules.js';
import type { RecognisedLine } from './joiner.js';
import type { OomLine } from './oom-line.js';
import { isQuote } from './quoted-line.js';
import { recognise, UNRECOGNISED } from './recognise.js';
import { HEADER_NAMES } from './task-lines.js';

/** State of one host and caller. */
export interface Stream {
  held: RecognisedLine | null;
  /** The held text with unprefixed lines put to it that did not complete it yet: a line cut into three or more. */
  partials: readonly string[];
  /** Text that was not recognised and may be the first part of a wrapped line. */
  head: { readonly record: KernelRecord; readonly text: string; readonly parts: number } | null;
  /** Integers per row by the table's header; null before one is seen. */
  columns: number | null;
  /** Of the last record. */
  time: RecordTime | null;
}

export const NO_PARTIALS: readonly string[] = [];

const MOST_PARTS = 5;
/** Ways to put the pieces together that are kept for the next piece. */
const MOST_PARTIALS = 12;
const LONGEST_JOIN = 8 * 1024;

/** Kinds worth putting together from a beginning that says nothing by itself. */
const FROM_HEAD = new Set([
  'trigger',
  'constraint',
  'killed',
  'select',
  'identity',
  'task-header',
  'group',
  'reaper',
  'no-killable',
  'panic',
  'zone',
  'node',
  'task-in',
  'memcg-usage',
  'memcg-stats',
  'sharing',
  'cpuset',
  'trace',
]);

/** The held line with this text put to its end, where that reads better than without; takes it out of the stream. */
export function joinHeld(
  stream: Stream,
  record: KernelRecord,
  text: string,
  around: Surroundings,
): RecognisedLine | null {
  const { held } = stream;
  if (held === null || held.isCut === true || !held.line.open) return null;
  if (held.text.length + text.length > LONGEST_JOIN) return null;
  // An empty line of its own is rather another's than the end of a name.
  if (!around.sameRecord && (text.trim() === '' || isLeftOut(text))) return null;
  const isShown = !record.continuation || around.sameRecord || record.isAligned === true;
  const { found: ways, tried } = readingsWith(held, stream, record, text, around, isShown);
  const fitting = ways.filter(({ line }) => fillsColumns(line, stream.columns));
  const found = fitting.length > 0 ? fitting : ways;
  const [best] = found;
  if (best === undefined) {
    stream.partials = record.continuation && text.trim() !== '' ? tried.slice(0, MOST_PARTIALS) : [];
    return null;
  }
  stream.held = null;
  stream.partials = NO_PARTIALS;
  const whole = { record: held.record, lastLine: record.lastLine ?? record.line };
  const doubted = best.isSeamShown
    ? undefined
    : found.find((other) => !other.isSeamShown && differs(best, other));
  // The rest of the report may tell which of them is right.
  const lines = isShown ? [] : found.map(({ line }) => line);
  if (doubted === undefined) return { ...whole, line: eitherLine(best.line, lines), text: best.text };
  const agreed = agreedLine(best.line, doubted.line);
  const line =
    agreed === null
      ? (certainPart(held.line, held.text, stream.columns) ?? UNRECOGNISED)
      : { ...eitherLine(agreed, lines), isAgreed: true };
  return { ...whole, line, text: held.text, isCut: true };
}

/** A row of the table that has a number in every column, or its header with names that kernels print. */
function fillsColumns(line: OomLine, columns: number | null): boolean {
  if (line.kind === 'task-header') return line.columns.every((name) => HEADER_NAMES.has(name));
  return line.kind === 'task-row' && columns !== null && line.values.length === columns;
}

/** All that the held line and the text say together, best first; and what was tried for nothing. */
function readingsWith(
  held: RecognisedLine,
  stream: Stream,
  record: KernelRecord,
  text: string,
  around: Surroundings,
  isShown: boolean,
): { found: Reading[]; tried: string[] } {
  const found: Reading[] = [];
  const tried: string[] = [];
  for (const base of [...stream.partials, held.text]) {
    for (const separator of separators(held, record, around)) {
      // Where a blank is left at the seam, the two were no one word.
      if (separator === '' && record.continuation && hasBlankAtSeam(base, text, record)) continue;
      const joined = joinedBy(separator, base, text);
      const line = recogniseOf(held.record, joined, stream.columns);
      if (improves(held.line, line))
        found.push({ line, text: joined, isSeamShown: isShown || separator === '\n' });
      else tried.push(joined);
    }
  }
  return { found, tried };
}

/** `record`: where the text begins. A line without a prefix of its own may be anybody's. */
export function recogniseOf(record: KernelRecord, text: string, columns: number | null): OomLine {
  const line = recognise(text, columns);
  const isAnybodys = record.origin === 'unknown' || record.continuation;
  return isAnybodys && isQuote(line, text) ? UNRECOGNISED : line;
}

function hasBlankAtSeam(before: string, after: string, { isIndented }: KernelRecord): boolean {
  return before.endsWith(' ') || after.startsWith(' ') || isIndented === true;
}

/** A way to read the line and what follows it as one. */
interface Reading {
  readonly line: OomLine;
  readonly text: string;
  /** The log shows what stood between the two. */
  readonly isSeamShown: boolean;
}

function differs(one: Reading, other: Reading): boolean {
  return JSON.stringify(one.line) !== JSON.stringify(other.line);
}

function joinedBy(separator: string | null, base: string, text: string): string {
  if (separator === null) return `${base}${text}`;
  return separator === '\n' ? `${base}\n${text}` : `${base.trimEnd()}${separator}${text.trim()}`;
}

/** The unrecognised text before this one with it put to its end, where that is a line. */
export function joinHead(stream: Stream, record: KernelRecord, text: string): RecognisedLine | null {
  const { head } = stream;
  if (head === null || !record.continuation || head.text.length + text.length > LONGEST_JOIN) return null;
  for (const separator of [' ', '']) {
    const joined = `${head.text.trimEnd()}${separator}${text.trim()}`;
    const line = recognise(joined, stream.columns);
    if (isQuote(line, joined) || !FROM_HEAD.has(line.kind) || (line.rest ?? '') !== '') continue;
    if (line.kind === 'trigger' && line.comm === null) continue;
    return { record: head.record, line, text: joined, lastLine: record.lastLine ?? record.line };
  }
  return null;
}

/** What a line may begin with, once this text came. */
export function nextHead(stream: Stream, record: KernelRecord, text: string): Stream['head'] {
  const { head } = stream;
  if (text.trim() === '' || text.length > LONGEST_JOIN || record.isCut === true) return null;
  if (!record.continuation || head === null || head.parts >= MOST_PARTS) return { record, text, parts: 1 };
  if (head.text.length + text.length > LONGEST_JOIN) return { record, text, parts: 1 };
  return { record: head.record, text: `${head.text.trimEnd()} ${text.trim()}`, parts: head.parts + 1 };
}

/**
 * Recognised, but only for want of its beginning: a trigger without a name on a wrapped line, a stray counter, the last
 * number of a limit's line, a frame whose question mark stands on the line before.
 */
export function isWeak(line: OomLine, { continuation }: KernelRecord, { held, head }: Stream): boolean {
  if (line.kind === 'trigger') return line.comm === null;
  if (!continuation) return false;
  switch (line.kind) {
    case 'totals':
      return Object.keys(line.counters).length === 1;
    case 'stat':
      return held?.line.kind === 'memcg-usage';
    case 'trace':
      return head?.text.trim() === '?';
    default:
      return false;
  }
}
