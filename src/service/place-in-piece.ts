/** Where lines of a piece begin, and the positions by which they are found again. */
import type { RecordPiece, TextPiece } from '../source/follow/followed.js';

const NEWLINE = 0x0a;

/** Byte offsets of those of `lines` that begin in the piece. */
export function lineStarts(piece: TextPiece, lines: readonly number[]): Map<number, number> {
  const wanted = new Set(lines.filter((line) => line >= piece.line));
  const found = new Map<number, number>();
  let offset = 0;
  for (let line = piece.line; found.size < wanted.size && offset < piece.bytes.length; line++) {
    if (wanted.has(line)) found.set(line, offset);
    const end = piece.bytes.indexOf(NEWLINE, offset);
    offset = end < 0 ? piece.bytes.length : end + 1;
  }
  return found;
}

/** Null where the line is not of the piece. */
export function placeIn(piece: TextPiece | RecordPiece | null, line: number): string | null {
  if (piece === null) return null;
  if (piece.kind === 'records')
    return line < (piece.records[0]?.line ?? Number.POSITIVE_INFINITY) ? null : piece.positionAt(line);
  const offset = line < piece.line ? undefined : lineStarts(piece, [line]).get(line);
  return offset === undefined ? null : piece.positionAt(offset, line);
}
