/**
 * The lines of a log that were read last, within a bound of lines and characters: what is quoted beside an event once it
 * is known that there was one.
 */

interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Consecutive lines, copied out of the log. */
interface LineRun {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

export interface RecentLines {
  /** Numbers must ascend; they may leave gaps. */
  add(line: NumberedLine): void;
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
  let kept: NumberedLine[] = [];
  /** Lines before this index are let go of; the array is cut once they are half of it. */
  let start = 0;
  let characters = 0;

  const letGo = (): void => {
    while (
      kept.length - start > limits.lines ||
      (characters > limits.characters && start < kept.length - 1)
    ) {
      characters -= kept[start]?.text.length ?? 0;
      start++;
    }
    if (start > kept.length / 2) {
      kept = kept.slice(start);
      start = 0;
    }
  };

  return {
    add(line) {
      kept.push(line);
      characters += line.text.length;
      letGo();
    },
    cut(ranges) {
      const wanted = mergeRanges(ranges);
      return wanted.flatMap(([from, to]) => runsOf(kept, Math.max(start, placeOf(kept, start, from)), to));
    },
  };
}

/** Index of the first line from `start` on whose number is at least `number`. */
function placeOf(lines: readonly NumberedLine[], start: number, number: number): number {
  let low = start;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function runsOf(lines: readonly NumberedLine[], from: number, to: number): LineRun[] {
  const runs: NumberedLine[][] = [];
  for (let at = from; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined || line.number > to) break;
    const last = runs.at(-1);
    if (last?.at(-1)?.number === line.number - 1) last.push(line);
    else runs.push([line]);
  }
  return runs.map((run) => ({ firstLine: run[0]?.number ?? 1, lines: copyOf(run.map(({ text }) => text)) }));
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
