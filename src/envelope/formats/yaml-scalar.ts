/** A value of YAML's, over one line or folded over several -> its text. */

import { doubleQuoted } from './double-quoted.js';

/** Whether the quote that the text begins with is closed at its end. */
export function isClosedScalar(text: string): boolean {
  const body = text.slice(1);
  return text.startsWith("'")
    ? /(?:^|[^'])(?:'')*'$/.test(body) && (body.match(/'/g)?.length ?? 0) % 2 === 1
    : /(?:^|[^\\])(?:\\\\)*"$/.test(body);
}

/** Blanks in front of a line, by which YAML tells what belongs to what. */
export function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** `pieces`: what stands behind the name, then the lines below it. */
export function yamlScalar(pieces: readonly string[]): string {
  const [first = '', ...more] = pieces[0] === '' ? pieces.slice(1).map((piece) => piece.trimStart()) : pieces;
  if (/^[|>][+-]?\d?$/.test(first)) return blockOf(more, first.startsWith('|') ? '\n' : ' ');
  const text = joinedPieces([first, ...more]);
  if (text.startsWith("'") && isClosedScalar(text)) return text.slice(1, -1).replaceAll("''", "'");
  return text.startsWith('"') && isClosedScalar(text) ? doubleQuoted(text) : text;
}

/** The value in one line, its quotes and escapes as they stand. */
export function joinedPieces(pieces: readonly string[]): string {
  return pieces.map((piece, index) => (index === 0 ? piece : piece.trimStart())).reduce(folded);
}

/** A blank stands for the fold; none where a backslash hides it, an empty line for a line end. */
function folded(before: string, piece: string): string {
  if (before.startsWith('"') && before.endsWith('\\')) return before.slice(0, -1) + piece;
  return piece === '' || before.endsWith('\n')
    ? `${before}${piece === '' ? '\n' : piece}`
    : `${before.trimEnd()} ${piece}`;
}

function blockOf(lines: readonly string[], joint: string): string {
  const indent = lines.reduce((least, line) => Math.min(least, indentOf(line)), Infinity);
  return lines.map((line) => line.slice(indent)).join(joint);
}
