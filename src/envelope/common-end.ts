/**
 * What a tool or a page put behind every line of a log: the bar or cell of a table, further columns, a terminal's "erase the rest".
 * The first lines tell: hardly any of the kernel's own end alike, and none in such a mark.
 */

const FEWEST_LINES = 8;
const LONGEST = 80;
/** A bar; the end that `cat -A` shows; tags of HTML; columns of words (a value of the kernel's has a colon or an equals sign); sequences of a terminal. */
const MARK =
  /(?: ?[|│┃║]|(?:\^M)?\$| \\|(?:<\/?[a-z]{1,8}(?: ?\/)?>)+|(?:[,;]"?[A-Za-z][\w.-]{0,60}"?)+|(?:\u001b\[[0-9;]*[mK])+| {1,16})$/;

/** The mark behind nearly all of the lines, or null. */
export function commonEndOf(lines: readonly string[]): string | null {
  const inked = lines.map((line) => line.replace(/\r$/, '')).filter((line) => line.trim() !== '');
  if (inked.length < FEWEST_LINES) return sureEndOf(inked);
  const counts = new Map<string, number>();
  for (const line of inked) {
    const mark = MARK.exec(line.slice(-LONGEST))?.[0];
    for (const end of mark === undefined ? [] : endsOf(mark)) counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const common = [...counts].filter(([, count]) => count * 10 >= inked.length * 9).map(([end]) => end);
  return common.sort((one, other) => other.length - one.length)[0] ?? null;
}

/** Of a few lines all must have it, but for those of a frame: the bar that also opens the line; the dollar sign of `cat -A`. */
const SURE = /(?<=^\s*[|│┃║].*?) ?[|│┃║]$|(?:\^M)?\$$/;
const FRAME = /^[-+|=:\s\u2500-\u257f]+$/;

function sureEndOf(inked: readonly string[]): string | null {
  const ends = inked.filter((line) => !FRAME.test(line)).map((line) => SURE.exec(line)?.[0]);
  const [end] = ends;
  return end !== undefined && ends.length > 1 && ends.every((other) => other === end) ? end : null;
}

/** Of several columns the first may be the line's own. */
function endsOf(mark: string): string[] {
  const columns = mark.split(/(?=[,;])/);
  return columns.map((_, index) => columns.slice(index).join(''));
}

export function withoutEnd(line: string, end: string): string {
  const returned = line.endsWith('\r') ? line.slice(0, -1) : line;
  return returned.endsWith(end) ? returned.slice(0, -end.length) : line;
}
