/**
 * Some lines of a log -> how they were broken, where that is certain: at a column, as terminals do, or at blanks, as mailers
 * do, which lose that blank or keep it at the end of the line. All leave lines that nearly reach a limit, each followed by one without a prefix, and none that goes beyond it.
 */

import { markOf } from './line-start.js';

/** A line of the log, by how it begins. */
export interface SampleLine {
  readonly text: string;
  /** Begins a record: has a log's prefix, or in a log without any, begins like a line of the kernel's. */
  readonly isStart: boolean;
}

/**
 * How lines were broken. `first`: limit of a line that begins a record, `rest`: of those that go on; in characters. `whole`: of
 * a line that is not broken, where a mailer leaves lines alone that are somewhat longer than what it breaks others to.
 */
export interface Wrap {
  readonly at: 'column' | 'blank' | 'behind-blank';
  readonly first: number;
  readonly rest: number;
  readonly whole?: number;
}

/** Nobody reads in a narrower window. */
const NARROWEST = 48;
const FEWEST_PIECES = 3;
/** Without any prefix, a line of other origin is taken for the rest of the one before too. */
const FEWEST_BARE_PIECES = 6;
/** Blanks at the end of a piece are lost where it is copied from a screen: the longest run of them in a table. */
const MOST_LOST_BLANKS = 12;
/** Lines of the kernel's with runs of blanks: the table's header and rows, the letters of what tainted it. */
const HAS_BLANK_RUNS = /\[ *pid *\] |\[ *\d+\] +-?\d+ |Tainted: |\bUsed +Total|KB +\d+/;

const FILLED_UP = new RegExp(` {${MOST_LOST_BLANKS + 1}}$`);

/** Whether the piece is one cut at the limit, of which only blanks were lost. */
export function isFull(text: string, next: string, limit: number): boolean {
  const lost = limit - text.length;
  // A terminal fills its lines up with blanks, and breaks none of those.
  if (lost === 0) return !FILLED_UP.test(text);
  if (lost < 0 || text.endsWith(' ')) return false;
  if (lost === 1 && !next.startsWith(' ')) return true;
  return lost <= MOST_LOST_BLANKS && (next.startsWith(' ') || HAS_BLANK_RUNS.test(text));
}

/** How the lines were broken, or null where nothing shows it for certain. */
export function wrapOf(lines: readonly SampleLine[], havePrefix: boolean): Wrap | null {
  const pieces = brokenPieces(lines);
  if (pieces.length < (havePrefix ? FEWEST_PIECES : FEWEST_BARE_PIECES)) return null;
  return (
    columnWrap(lines, pieces) ??
    foldedWrap(lines, pieces) ??
    blankWrap(lines, pieces) ??
    filledWrap(lines, pieces)
  );
}

interface Piece extends SampleLine {
  /** The line that goes on. */
  readonly next: string;
}

function brokenPieces(lines: readonly SampleLine[]): Piece[] {
  // What comes again and again is one piece of evidence.
  const shapes = new Set<string>();
  return lines.flatMap((line, index) => {
    const next = lines[index + 1];
    if (next === undefined || next.isStart || isOfSameRecord(next.text)) return [];
    const shape = shapeOf(line.text);
    if (shapes.has(shape)) return [];
    shapes.add(shape);
    return [{ ...line, next: withoutMark(next.text, line.text) }];
  });
}

/** The rest of a line without the quote marks that stand before both. */
function withoutMark(rest: string, before: string): string {
  const mark = markOf(before);
  return mark !== '' && rest.startsWith(mark) ? rest.slice(mark.length) : rest;
}

/**
 * A further line of the totals or of the statistics, which is a line of its own: no unit stands behind its numbers; or another
 * field of an object of YAML.
 */
const OF_SAME_RECORD =
  /^ {2,}[a-z_]{1,20}: \w+$|(?:^|[^\w:])(?:[a-z_]+:\d+ ?)+[\\"',}\])]{0,6} *$|(?:^| {2})[a-z_]+ \d+[\\"',}\])]{0,6} *$|^\s*$/;

/** Whether the line is one of a record's own, as it stands under the first. */
export function isOfSameRecord(text: string): boolean {
  return OF_SAME_RECORD.test(text);
}

function longest(lines: readonly SampleLine[], isStart: boolean): number {
  return lines.reduce(
    (most, line) => (line.isStart === isStart ? Math.max(most, line.text.length) : most),
    0,
  );
}

/** All pieces are as long as the longest line, but for lost blanks. */
function columnWrap(lines: readonly SampleLine[], pieces: readonly Piece[]): Wrap | null {
  const first = longest(lines, true);
  const rest = longest(lines, false);
  if (first < NARROWEST || rest > first) return null;
  const limitOf = ({ isStart }: Piece) => (isStart ? first : restLimit(pieces, first, rest));
  // The rows of a table are alike: a mailer breaks all of them at one column.
  const plain = pieces.filter(({ text }) => !HAS_BLANK_RUNS.test(text));
  const cut = plain.filter((piece) => !isCutBetweenWords(piece));
  const full = cut.filter((piece) => piece.text.length === limitOf(piece));
  const plainFull = cut.filter((piece) => isFull(piece.text, piece.next, limitOf(piece)));
  return isCutAnywhere(full) && isMost(plainFull, plain)
    ? { at: 'column', first, rest: restLimit(pieces, first, rest) }
    : null;
}

/** The last word of a line that a blank must follow: registers, which stand in lines of one length, and the CPU line's. */
const WORD_END = /(?:\b[A-Z][A-Z\d]+:|\bNot)$/;

/** Whether the blank between two words was lost, as where a mailer broke the line at it. */
function isCutBetweenWords({ text, next }: Piece): boolean {
  return WORD_END.test(text) && !next.startsWith(' ');
}

const FEWEST_SHAPES = 4;

/**
 * Whether the pieces are not full by chance: many that are not alike, or fewer of which one was cut at a blank that is still
 * there.
 */
function isCutAnywhere(full: readonly Piece[]): boolean {
  const shapes = new Set(full.map(({ text }) => shapeOf(text)));
  const keepsBlank = full.some(({ text, next }) => next.startsWith(' ') || text.endsWith(' '));
  return shapes.size >= FEWEST_SHAPES || (shapes.size > 1 && keepsBlank);
}

function shapeOf(text: string): string {
  return text.replace(/\d+/g, '0');
}

/** Others may be there: further lines of a record, and names with a line end. */
function isMost(some: readonly Piece[], all: readonly Piece[]): boolean {
  return some.length * 3 >= all.length * 2;
}

/** Where the width does not count the prefix, further pieces are shorter than first ones; else they are as long. */
function restLimit(pieces: readonly Piece[], first: number, rest: number): number {
  return pieces.some(({ isStart }) => !isStart) ? rest : first;
}

/** Every piece ends in a blank, or is full with a word too long. */
function foldedWrap(lines: readonly SampleLine[], pieces: readonly Piece[]): Wrap | null {
  const breakable = lines.filter(({ text }) => !hasLongWord(text));
  const rest = longest(breakable, false);
  const first = Math.max(longest(breakable, true), rest);
  const wrap: Wrap = { at: 'behind-blank', first, rest: restLimit(pieces, first, rest) };
  const isFolded = ({ text, next, isStart }: Piece): boolean => {
    if (text.endsWith(' ') && isWithinWord(text, next)) return true;
    const limit = isStart ? wrap.first : wrap.rest;
    return text.endsWith(' ') ? couldNotHold(text, next, limit - 1) : text.length === limit;
  };
  return first >= NARROWEST && keepBlanks(pieces, wrap) && isMost(pieces.filter(isFolded), pieces)
    ? wrap
    : null;
}

/** Whether pieces that are not full end in the blank that they were broken at, as nearly all or hardly any do. */
function keepBlanks(pieces: readonly Piece[], wrap: Wrap): boolean {
  const early = pieces.filter(({ text, isStart }) => text.length < (isStart ? wrap.first : wrap.rest));
  const kept = early.filter(({ text }) => text.endsWith(' '));
  return kept.length > 1 && isMost(kept, early);
}

/** Gmail breaks lines of more than 80 characters, but those at 70 to 72. */
const MOST_LEFT_ALONE = 10;

/** Only the pieces tell where lines are broken: others may be longer, but hardly. */
function filledWrap(lines: readonly SampleLine[], pieces: readonly Piece[]): Wrap | null {
  const wrap = blankWrap(pieces, pieces);
  const whole = longest(lines.filter(isBreakable), true);
  return wrap !== null && whole > wrap.first && whole <= wrap.first + MOST_LEFT_ALONE
    ? { ...wrap, whole }
    : null;
}

function isBreakable({ text }: SampleLine): boolean {
  return text.trimEnd().indexOf(' ', firstInk(text)) > 0 && !hasLongWord(text);
}

/** No piece could have held the next word. `lines`: those that show the limit. */
function blankWrap(lines: readonly SampleLine[], pieces: readonly Piece[]): Wrap | null {
  const breakable = lines.filter(isBreakable);
  const rest = longest(breakable, false);
  const first = Math.max(longest(breakable, true), rest);
  if (first < NARROWEST) return null;
  const wrap: Wrap = { at: 'blank', first, rest: restLimit(pieces, first, Math.max(rest, NARROWEST)) };
  const atBlanks = pieces.filter(({ text, next }) => !isWithinWord(text, next));
  const broken = atBlanks.filter(({ text, next, isStart }) =>
    couldNotHold(text, next, isStart ? wrap.first : wrap.rest),
  );
  // Pieces that are full but for one lost blank may have been cut anywhere: these must be of more lengths than two.
  const gaps = new Set(
    broken.flatMap(({ text, isStart }) =>
      HAS_BLANK_RUNS.test(text) ? [] : [(isStart ? wrap.first : wrap.rest) - text.length],
    ),
  );
  const early = [...gaps].filter((gap) => gap > 1);
  return gaps.size >= FEWEST_PIECES &&
    early.length > 1 &&
    !keepBlanks(pieces, wrap) &&
    isMost(broken, atBlanks)
    ? wrap
    : null;
}

function firstInk(text: string): number {
  return text.length - text.trimStart().length;
}

/** Longer words are cut where they are too long for a line, or stand alone. */
const LONGEST_WORD = 48;

/** Whether a word is in it that may have made it longer than the limit. */
export function hasLongWord(text: string): boolean {
  return LONG_WORD.test(text);
}

const LONG_WORD = new RegExp(`\\S{${LONGEST_WORD + 1}}`);

/** Whether the piece ends in, or the next one begins with, a word that no line may be broken behind or before. */
export function isWithinWord(text: string, next: string): boolean {
  const last = text.length - text.lastIndexOf(' ') - 1;
  const first = /^\s*(\S*)/.exec(next)?.[1]?.length ?? 0;
  return last > LONGEST_WORD || first > LONGEST_WORD;
}

/** Whether the first word of the next line would have gone beyond the limit. */
export function couldNotHold(text: string, next: string, limit: number): boolean {
  const word = /^\s*(\S*)/.exec(next)?.[1] ?? '';
  return text.length + 1 + word.length > limit || /\S *$/.test(text.slice(limit - 1));
}
