/** The last lines of a source, within a bounded memory, so that an event can be stored with its part of the log. */
import type { LogExcerpt } from '../store/records.js';

export interface RecentLines {
  /** Whole lines; copied. */
  push(bytes: Uint8Array, line: number): void;
  /** The lines that are still there, cut at the front where they are too many. */
  excerpt(path: string, firstLine: number, lastLine: number): LogExcerpt | null;
  clear(): void;
  /** How many are kept. */
  bytes(): number;
}

const KEPT_BYTES = 1024 * 1024;
const EXCERPT_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

interface Piece {
  readonly bytes: Uint8Array;
  /** Number of its first line. */
  readonly line: number;
  /** Where each line ends, its newline included. */
  readonly ends: readonly number[];
}

export function createRecentLines(keptBytes: number = KEPT_BYTES): RecentLines {
  let pieces: Piece[] = [];
  let total = 0;
  return {
    push(bytes, line) {
      const kept = bytes.slice();
      pieces.push({ bytes: kept, line, ends: lineEnds(kept) });
      total += kept.length;
      while (total > keptBytes && pieces.length > 1) total -= pieces.shift()?.bytes.length ?? 0;
    },
    excerpt(path, firstLine, lastLine) {
      const lines: Uint8Array[] = [];
      let first = lastLine;
      let bytes = 0;
      // From the end, since the beginning is what is left out of too long a report.
      for (const piece of pieces.toReversed())
        for (let line = Math.min(lastLine, lastOf(piece)); line >= Math.max(firstLine, piece.line); line--) {
          const text = lineOf(piece, line);
          bytes += text.length;
          if (bytes > EXCERPT_BYTES) return excerptOf(path, first, lines);
          lines.push(text);
          first = line;
        }
      return excerptOf(path, first, lines);
    },
    clear() {
      pieces = [];
      total = 0;
    },
    bytes: () => total,
  };
}

function excerptOf(path: string, firstLine: number, lastFirst: readonly Uint8Array[]): LogExcerpt | null {
  if (lastFirst.length === 0) return null;
  const text = Buffer.concat(lastFirst.toReversed()).toString('utf8');
  return { path, firstLine, text: text.endsWith('\n') ? text.slice(0, -1) : text };
}

function lastOf({ line, ends }: Piece): number {
  return line + ends.length - 1;
}

function lineOf({ bytes, line, ends }: Piece, number: number): Uint8Array {
  const index = number - line;
  return bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

function lineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) ends.push(at + 1);
  return ends;
}
