/**
 * Lines copied off a screen that cut them: `journalctl` and `less -S` chop what is wider than the terminal and mark it with
 * `>`, editors with `$`, `cut -c` and terminal multiplexers leave no mark, ellipses stand for what a column had no room for. The first
 * lines of a log tell at which column; what stands at a cut end is then no fact, only the beginning of one.
 */
import { withoutLastValue } from '../base/last-word.js';

/** Where a log's lines are cut. */
export interface ScreenEdge {
  /** Width of the widest lines, in characters; null where somebody shortened lines as it suited, each with `…` at its end. */
  readonly column: number | null;
  /** Cut lines, and only those, say so: by `>` at the end, `$` or `…`. */
  readonly isMarked: boolean;
  /** The mark is an editor's `$`. */
  readonly isDollar?: true;
}

/** Terminals are wider; narrower than this no line of a report says anything. */
const NARROWEST = 40;
/** No screen is wider; the kernel's own lines end at about this length. */
const WIDEST = 600;
/** Lines that have to end at the very same column, cut. */
const FEWEST_CUT = 2;
/** How many of the lines behind cut ones may look like the rest of them, before it is wrapping and no cutting. */
const MOST_CONTINUED = 0.1;

/** A log's or the kernel's stamp, or a line of a report without one: no rest of a line before. */
const BEGINS =
  /^\s*(?:\[|<\d|[a-z]+ *:[a-z]+ *: |\d{4}-\d\d-|\d\d:\d\d|\d+,\d+,|[A-Z][a-z]{2} +\d|Node \d|lowmem_reserve|[A-Z][A-Za-z-]+[: ]|[\w.]+\+0x|oom-kill:)/;
const COUNTERS = /:\d+kB\b.*:\d+kB\b/;
/** Ends of lists of counters that are cut neither within a number nor within a name. */
const WHOLE_COUNTERS = /(?:kB|KB|yes|no)\s*$/;
/** Shapes of the kernel whose end is known; the signs of a list may follow it. */
const KNOWN_ENDS: readonly (readonly [begins: string, ends: RegExp])[] = [
  [' invoked oom-killer: ', /oom_(?:score_)?adj=-?\d+[\s"'`,)\]}]*$/],
  ['oom-kill:constraint=', /uid=\d+[\s"'`,)\]}]*$/],
  ['Killed process ', /(?:kB|oom_score_adj:-?\d+)[\s"'`,)\]}]*$/],
  [' uid  tgid total_vm', /name[\s"'`,)\]}]*$/],
];

const SHORTENED = /(?<=\S) {0,2}…\s*$/;

/** The edge, by the first lines of a log; null where they are whole, or wrapped. */
export function screenEdgeOf(lines: readonly string[]): ScreenEdge | null {
  let column = 0;
  for (const line of lines) column = Math.max(column, widthOf(line));
  if (column < NARROWEST || column > WIDEST) return null;
  const atEdge = lines.flatMap((line, index) => (widthOf(line) === column ? [{ line, index }] : []));
  // `cat -A` puts one behind shorter lines too.
  const mayBeDollar = lines.every((line) => !line.endsWith('$') || widthOf(line) === column);
  const marked = atEdge.filter(({ line }) => markAt(line, mayBeDollar) >= 0);
  const isDollar = marked.some(({ line }) => line.endsWith('$'));
  if (marked.length >= FEWEST_CUT) return { column, isMarked: true, ...(isDollar ? { isDollar } : {}) };
  const shortened = lines.filter((line) => SHORTENED.test(line) && BEGINS.test(line));
  if (shortened.length >= FEWEST_CUT) return { column: null, isMarked: true };
  const cut = atEdge.filter(({ line }) => isCutShort(line));
  const continued = cut.filter(({ index }) => !BEGINS.test(lines[index + 1] ?? '['));
  if (cut.length < FEWEST_CUT || continued.length > cut.length * MOST_CONTINUED) return null;
  return { column, isMarked: false };
}

/** What of the line can be trusted, or null where it is whole. */
export function cutAtEdge(line: string, edge: ScreenEdge): string | null {
  if (edge.column === null)
    return SHORTENED.test(line) ? withoutLastValue(line.replace(SHORTENED, '')) : null;
  // Characters beyond the basic plane are two in a string, never less than one.
  if (line.length < edge.column || widthOf(line) !== edge.column) return null;
  if (!edge.isMarked) return withoutLastValue(line);
  const mark = markAt(line, edge.isDollar === true);
  return mark < 0 ? null : withoutLastValue(line.slice(0, mark));
}

/** Place of the mark that a pager left, -1 where there is none. */
function markAt(line: string, isDollar: boolean): number {
  const ellipsis = line.indexOf('…');
  if (ellipsis >= 0) return ellipsis;
  const isClosing = /<\/?[\w-]*>$/.test(line);
  const isMark = (line.endsWith('>') && !isClosing) || (isDollar && line.endsWith('$'));
  return isMark ? line.length - 1 : -1;
}

function isCutShort(line: string): boolean {
  const known = KNOWN_ENDS.find(([begins]) => line.includes(begins));
  return known === undefined ? COUNTERS.test(line) && !WHOLE_COUNTERS.test(line) : !known[1].test(line);
}

/** In characters, without what a terminal does not show. */
function widthOf(line: string): number {
  const shown = line.includes('\u001b') || line.endsWith('\r') ? line.replace(UNSEEN, '') : line;
  let width = shown.length;
  for (let at = 0; at < shown.length; at++) {
    const code = shown.charCodeAt(at);
    if (code >= 0xd800 && code < 0xdc00) width--;
  }
  return width;
}

const UNSEEN = /\u001b\[[0-9;]*[A-Za-z]|\r+$/g;
