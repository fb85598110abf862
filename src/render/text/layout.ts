/**
 * Measures, wraps, pads and cuts text by the cells it takes on a terminal, where a character may take none, one or
 * two. Expects display text: no escape sequences, no control characters.
 */
import stringWidth from 'string-width';

/** ASCII and the characters that we draw with: one cell each, no need to measure. */
const PLAIN = /^[\x20-\x7e\u00b7\u00d7\u2026\u2500-\u259f\u25ba]*$/;

export function cellsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** Lines of at most `width` cells, broken at blanks, within words only where a word alone is too long. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => breakWord(part, width))) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (cellsOf(joined) <= width) line = joined;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Exactly `width` cells: padded, or cut with an ellipsis. */
export function fitCells(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cellsOf(text) <= width ? text : `${takeCells(text, width - 1)}…`;
  const padding = ' '.repeat(Math.max(0, width - cellsOf(shown)));
  return align === 'left' ? shown + padding : padding + shown;
}

/** At most `rows` lines of at most `width` cells, the last ending in an ellipsis where text was left out. */
export function wrapAtMost(text: string, width: number, rows: number): string[] {
  const lines = wrap(text, width);
  const last = lines[rows - 1];
  if (lines.length <= rows || last === undefined) return lines;
  return [...lines.slice(0, rows - 1), `${takeCells(last, width - 1)}…`];
}

/** A long path breaks after a separator where one stands in the second half of the line. */
function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (cellsOf(rest) > width) {
    const head = takeCells(rest, width);
    const separator = Math.max(head.lastIndexOf('/'), head.lastIndexOf('-'), head.lastIndexOf(','));
    const piece = separator >= head.length / 2 ? head.slice(0, separator + 1) : head;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

/** The longest start of `text` within `cells`, whole characters only; at least one, so that breaking always ends. */
function takeCells(text: string, cells: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(1, cells));
  let taken = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > cells && taken !== '') break;
    taken += segment;
  }
  return taken;
}
