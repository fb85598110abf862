/**
 * The first lines of a log -> how the whole of it was laid out by what stored, exported or showed it: as a table, with
 * something behind every line or between the lines, cut at a screen's edge, as Markdown or like prose, the newest line first. Nothing of that shows in a single line.
 */
import { commonEndOf, withoutEnd } from './common-end.js';
import { delimitedHeaderOf, objectLine } from './delimited.js';
import { unfoldedLines } from './folded-strings.js';
import { frontMarksOf, withoutFrontMark } from './front-mark.js';
import { learnedFrameOf, withoutFrame } from './learned-frame.js';
import { isMarkdownText, withoutMarkdown } from './markdown-text.js';
import { isNewestFirst } from './newest-first.js';
import type { RawLine } from './record.js';
import { isRefrain, refrainsOf } from './refrain.js';
import { cutAtEdge, screenEdgeOf } from './screen-edge.js';
import { isTypesetText, withoutTypesetting } from './typeset-text.js';

export interface LogLayout {
  /** The lines are as they were written. */
  readonly isPlain: boolean;
  /** The last line was written first. */
  readonly isNewestFirst: boolean;
  /** The line as it was before it was laid out so. */
  clean(line: RawLine): RawLine;
}

export const PLAIN_LAYOUT: LogLayout = { isPlain: true, isNewestFirst: false, clean: (line) => line };

/** Nothing broke the lines that something was put around. */
const WHOLE = { isAlike: true, isFollowedAlike: true };

/** `text`: the beginning of the log, cut anywhere, or the whole of it. */
export function logLayoutOf(text: string, isWhole: boolean): LogLayout {
  const undoing = REWRITTEN.filter(({ isIn }) => isIn(text)).map(({ undone }) => undone);
  if (undoing.length === 0) return layoutOf(text, isWhole);
  const original = (written: string): string => undoing.reduce((before, undone) => undone(before), written);
  const { isNewestFirst, clean } = layoutOf(original(text), isWhole);
  return {
    isPlain: false,
    isNewestFirst,
    clean: (line) => clean({ ...line, text: original(line.text) }),
  };
}

/** What writes other signs in the place of the log's own. */
const REWRITTEN = [
  { isIn: isMarkdownText, undone: withoutMarkdown },
  { isIn: isTypesetText, undone: withoutTypesetting },
];

function layoutOf(text: string, isWhole: boolean): LogLayout {
  const lines = text.split('\n');
  const whole = unfoldedLines(lines.slice(0, -1));
  const last = isWhole ? (lines.at(-1) ?? '') : '';
  const refrains = refrainsOf(whole);
  const clean =
    refrains === null
      ? cleanerOf(whole, last)
      : withoutRefrains(
          cleanerOf(
            whole.filter((line) => !isRefrain(line, refrains)),
            last,
          ),
          refrains,
        );
  const isTurned = isNewestFirst(text);
  return {
    isPlain: clean === null && !isTurned,
    isNewestFirst: isTurned,
    clean: clean ?? PLAIN_LAYOUT.clean,
  };
}

function withoutRefrains(
  clean: LogLayout['clean'] | null,
  refrains: ReadonlySet<string>,
): LogLayout['clean'] {
  return (line) => (isRefrain(line.text, refrains) ? { ...line, text: '' } : (clean?.(line) ?? line));
}

/** `last`: the line without an end, where it is whole. */
function cleanerOf(firstLines: readonly string[], last: string): LogLayout['clean'] | null {
  const header = delimitedHeaderOf(firstLines);
  if (header !== null) return (line) => ({ ...line, text: objectLine(line.text, header) });
  const end = commonEndOf([...firstLines, last]);
  const clean = (text: string): string => (end === null ? text : withoutEnd(text, end));
  const frame = learnedFrameOf(firstLines.map(clean));
  if (frame !== null) return (line) => ({ ...line, ...WHOLE, text: withoutFrame(clean(line.text), frame) });
  const marks = frontMarksOf([...firstLines, last].map(clean));
  if (marks.length > 0) return (line) => withoutFrontMark({ ...line, text: clean(line.text) }, marks);
  if (end !== null) return (line) => ({ ...line, text: clean(line.text) });
  const edge = screenEdgeOf(firstLines);
  if (edge === null) return null;
  return (line) => {
    const cut = cutAtEdge(line.text, edge);
    return cut === null ? line : { ...line, text: cut, isCut: true };
  };
}
