/**
 * Strings that a serialiser broke at a width -> the line in each: YAML folds a quoted value (`- '[ 1.2] java invoked` and an
 * indented rest; a value that has a name keeps its quotes, for formats/yaml-entries.ts), Python's pprint prints one as several
 * literals in quotes of their own, with a comma behind the last.
 */

import { pythonText } from './formats/python-literal.js';
import { indentOf, isClosedScalar, joinedPieces, yamlScalar } from './formats/yaml-scalar.js';
import type { RawLine } from './record.js';

export interface FoldedStrings {
  /** Hands on the line, once what may go on is whole. */
  push(line: RawLine, emit: Emit): void;
  /** Hands on what is held back, as it stands. */
  flush(emit: Emit): void;
  isHolding(): boolean;
}

type Emit = (line: RawLine) => void;

/** A style of folding: the pieces so far, the text once they are whole, null while it goes on; `refused` where it does not. */
type Style = (pieces: readonly string[]) => string | null | 'refused';

/** No line of the kernel's is so long. */
const MOST_PIECES = 64;
const YAML_BEGIN = /^ {0,40}- ([\w@./-]{1,80}: +)?(?=["'])/;
/** What either begins with, as nearly no line of a log does. */
const FIRST = [...' -[('].map((sign) => sign.charCodeAt(0));
/** pprint breaks behind a blank. */
const LITERAL = /^[ [(]{1,40}b?(["'])(.*)\1([\])},]{0,3})$/s;

/** All of a log's lines together. */
export function unfoldedLines(texts: readonly string[]): readonly string[] {
  const whole: string[] = [];
  const folded = createFoldedStrings();
  const keep = ({ text }: RawLine): void => void whole.push(text);
  for (const text of texts) folded.push({ text, number: 0 }, keep);
  folded.flush(keep);
  return whole;
}

export function createFoldedStrings(): FoldedStrings {
  let held: RawLine[] = [];
  let style: Style | null = null;

  const release = (emit: Emit): void => {
    for (const line of held) emit(line);
    held = [];
    style = null;
  };
  const takeNext = (line: RawLine, emit: Emit): void => {
    const texts = [...held, line].map(({ text }) => text);
    const whole = style === null || texts.length > MOST_PIECES ? 'refused' : style(texts);
    if (whole === 'refused') {
      release(emit);
      begin(line, emit);
    } else if (whole === null) held.push(line);
    else {
      const number = held[0]?.number ?? line.number;
      held = [];
      style = null;
      emit({ text: whole, number, lastNumber: line.number });
    }
  };
  const begin = (line: RawLine, emit: Emit): void => {
    style = FIRST.includes(line.text.charCodeAt(0)) ? styleOf(line.text) : null;
    if (style === null) emit(line);
    else held = [line];
  };
  return {
    push: (line, emit) => (style === null ? begin(line, emit) : takeNext(line, emit)),
    flush: release,
    isHolding: () => held.length > 0,
  };
}

/** How the text that begins in this line goes on in the next; null where it is whole, or something else. */
function styleOf(text: string): Style | null {
  const start = YAML_BEGIN.exec(text);
  const style = start === null ? literalsText : (pieces: readonly string[]) => yamlText(pieces, start);
  return style([text]) === null ? style : null;
}

function yamlText(pieces: readonly string[], [start, name]: RegExpExecArray): string | null | 'refused' {
  const isInside = pieces
    .slice(1)
    .every((piece) => /^ +(?!- |\s)/.test(piece) && indentOf(piece) > indentOf(start));
  if (!isInside) return 'refused';
  const scalar = [(pieces[0] ?? '').slice(start.length), ...pieces.slice(1)];
  if (!isClosedScalar(scalar.join('\n'))) return null;
  return name === undefined ? yamlScalar(scalar) : start + joinedPieces(scalar);
}

function literalsText(pieces: readonly string[]): string | null | 'refused' {
  const literals = pieces.map((piece) => (mayBeLiteral(piece) ? LITERAL.exec(piece) : null));
  if (literals.some((literal) => literal === null)) return 'refused';
  const isOpen = literals.at(-1)?.[3] === '';
  if (literals.length === 1) return isOpen && literals[0]?.[2]?.endsWith(' ') === true ? null : 'refused';
  return isOpen
    ? null
    : literals
        .map((literal) => pythonText(literal?.[2] ?? ''))
        .join('')
        .replace(/\n$/, '');
}

/** A cheap look: nearly no line of a log ends so. */
function mayBeLiteral(text: string): boolean {
  return LASTS.includes(text.charCodeAt(text.length - 1));
}

/** The signs that end a literal: quotes, a comma, closing brackets. */
const LASTS = [...`"',])}`].map((sign) => sign.charCodeAt(0));
