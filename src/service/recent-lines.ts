/** The last lines of a source, within a bounded memory, so that an event can be stored with its part of the log. */
import type { LogExcerpt } from '../store/records.js';

export interface RecentLines {
  /** Whole lines; copied. */
  push(bytes: Uint8Array, line: number): void;
  /** The lines that are still there, cut at the front where they are too many. */
  excerpt(path: string, firstLine: number, lastLine: number): LogExcerpt | null;
  clear(): void;
}

const KEPT_BYTES = 1024 * 1024;
const EXCERPT_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

interface Piece {
  readonly bytes: Uint8Array;
  readonly line: number;
  readonly lines: number;
}

export function createRecentLines(keptBytes: number = KEPT_BYTES): RecentLines {
  let pieces: Piece[] = [];
  let total = 0;
  return {
    push(bytes, line) {
      const kept = bytes.slice();
      let lines = 0;
      for (let at = kept.indexOf(NEWLINE); at >= 0; at = kept.indexOf(NEWLINE, at + 1)) lines++;
      pieces.push({ bytes: kept, line, lines });
      total += kept.length;
      while (total > keptBytes && pieces.length > 1) total -= pieces.shift()?.bytes.length ?? 0;
    },
    excerpt(path, firstLine, lastLine) {
      const touched = pieces.filter(
        (piece) => piece.line <= lastLine && piece.line + piece.lines > firstLine,
      );
      const [first] = touched;
      if (first === undefined) return null;
      const text = Buffer.concat(touched.map((piece) => piece.bytes)).toString('utf8');
      const all = text.split('\n');
      const from = Math.max(firstLine, first.line);
      const lines = all.slice(from - first.line, lastLine - first.line + 1);
      let bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
      let skipped = 0;
      while (bytes > EXCERPT_BYTES && skipped < lines.length) bytes -= (lines[skipped++]?.length ?? 0) + 1;
      return { path, firstLine: from + skipped, text: lines.slice(skipped).join('\n') };
    },
    clear() {
      pieces = [];
      total = 0;
    },
  };
}
