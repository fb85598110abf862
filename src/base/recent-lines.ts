/**
 * The lines of a log that were read last, within a bound of lines and characters: what is quoted beside an event once it
 * is known that there was one.
 */
import { decodeLossless } from './lossless-text.js';

interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Lines in a row that were never text: each ends in a newline but perhaps the last. */
interface LinesOfBytes {
  readonly number: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

type Kept = NumberedLine | LinesOfBytes;

/** Consecutive lines, copied out of the log. */
interface LineRun {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

export interface RecentLines {
  /** Numbers must ascend; they may leave gaps. */
  add(line: NumberedLine): void;
  /** The bytes of `count` lines from the number on, which are copied. */
  addBytes(number: number, count: number, bytes: Uint8Array): void;
  /** What is still kept of the lines that `ranges` name, from and to included: a run for each gapless stretch. */
  cut(ranges: readonly (readonly [from: number, to: number])[]): readonly LineRun[];
}

export interface RecentLinesLimits {
  readonly lines: number;
  readonly characters: number;
}

/** A report with ten thousand tasks, and what its parser waits for behind it. */
const DEFAULT_LIMITS: RecentLinesLimits = { lines: 32_768, characters: 16 * 1024 * 1024 };

export function createRecentLines(limits: RecentLinesLimits = DEFAULT_LIMITS): RecentLines {
  let kept: Kept[] = [];
  /** What stands before this index is let go of; the array is cut once that is half of it. */
  let start = 0;
  let lines = 0;
  let characters = 0;

  const letGo = (): void => {
    while (start < kept.length - 1 && (lines > limits.lines || characters > limits.characters)) {
      const oldest = kept[start] as Kept;
      lines -= countOf(oldest);
      characters -= lengthOf(oldest);
      start++;
    }
    if (start > kept.length / 2) {
      kept = kept.slice(start);
      start = 0;
    }
  };
  const add = (next: Kept): void => {
    kept.push(next);
    lines += countOf(next);
    characters += lengthOf(next);
    letGo();
  };

  return {
    add,
    addBytes: (number, count, bytes) => add({ number, count, bytes: bytes.slice() }),
    cut(ranges) {
      const wanted = mergeRanges(ranges);
      return wanted.flatMap(([from, to]) =>
        runsOf(kept, Math.max(start, placeOf(kept, start, from)), from, to),
      );
    },
  };
}

function countOf(kept: Kept): number {
  return 'bytes' in kept ? kept.count : 1;
}

function lengthOf(kept: Kept): number {
  return 'bytes' in kept ? kept.bytes.length : kept.text.length;
}

/** Index from `start` on of what the line with the number, or the first one behind it, stands in. */
function placeOf(all: readonly Kept[], start: number, number: number): number {
  let low = start;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const kept = all[middle] as Kept;
    if (kept.number + countOf(kept) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function runsOf(all: readonly Kept[], place: number, from: number, to: number): LineRun[] {
  const runs: { firstLine: number; readonly lines: string[] }[] = [];
  for (let at = place; at < all.length; at++) {
    const kept = all[at] as Kept;
    if (kept.number > to) break;
    const first = Math.max(from, kept.number);
    const lines = 'bytes' in kept ? linesIn(kept, first, to) : [kept.text];
    const last = runs.at(-1);
    if (last !== undefined && last.firstLine + last.lines.length === first) last.lines.push(...lines);
    else runs.push({ firstLine: first, lines });
  }
  return runs.map(({ firstLine, lines }) => ({ firstLine, lines: copyOf(lines) }));
}

function linesIn({ number, bytes, count }: LinesOfBytes, from: number, to: number): string[] {
  const lines = decodeLossless(bytes).split('\n', count);
  return lines.slice(from - number, to - number + 1);
}

/** Slices keep the piece of the log alive that they were cut from; joined text is new. */
function copyOf(texts: readonly string[]): readonly string[] {
  const separator = '\n';
  if (texts.some((text) => text.includes(separator))) return texts;
  return texts.join(separator).split(separator);
}

function mergeRanges(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
