/**
 * A whole report on one physical line, its lines parted by something that no format knows: the rows of an INSERT, the strings
 * of a list in any language, frames that a network sent -> its lines. What parts them is learned from lines that are known from
 * their first to their last character and stand one behind the other.
 */
import { escaped, patternOf, shapeOf, tokensOf } from './frame-shape.js';
import { unescaped, WHOLE_LINES } from './learned-frame.js';
import { startsPrefix } from './prefix-start.js';

const SHORTEST = 800;
const LONGEST_SEAM = 400;
const FEWEST_ALIKE = 2;
const EACH_WHOLE = new RegExp(WHOLE_LINES.source, 'g');
/** Of an object, which is read as a whole. */
const MEMBER = /[[{] ?"[^"]{1,60}" ?:/;
const QUOTE = /["'`]/;

/** Null where nothing shows for certain what parts them. */
export function linesBySeam(text: string): readonly string[] | null {
  if (text.length < SHORTEST || !text.includes('oom-killer: ') || isObject(text)) return null;
  const found = commonSeams(text);
  if (found === null) return null;
  const { seams, prefixes } = found;
  const isAlways = new Set(seams).size === 1;
  const seam = isAlways ? escaped(seams[0] ?? '') : patternOf(seams);
  const [first = '', ...rest] = text.split(new RegExp(`${seam}(?=${patternOf(prefixes)})`));
  const quote = QUOTE.exec(seams[0]?.charAt(0) ?? '')?.[0];
  const lines = [withoutOpening(first, seams.slice(0, FEWEST_ALIKE * 4)), ...rest];
  const last = lines.pop() ?? '';
  return [...lines, withoutClosing(last, seams[0] ?? '')].map((line) =>
    quote === undefined ? line : unescaped(line, quote),
  );
}

function isObject(text: string): boolean {
  return /[\]}]$/.test(text.slice(-40).trimEnd()) && MEMBER.test(text);
}

interface Seams {
  readonly seams: readonly string[];
  /** What stands behind each, in front of the line. */
  readonly prefixes: readonly string[];
}

/** What stands between two lines most often, up to the prefix that belongs to the second; null where that is nothing. */
function commonSeams(text: string): Seams | null {
  const byShape = new Map<string, string[]>();
  let before = -1;
  for (const { 0: line, index } of text.matchAll(EACH_WHOLE)) {
    const seam = before < 0 ? '' : text.slice(before, index);
    before = index + line.length;
    if (seam === '' || seam.length > LONGEST_SEAM) continue;
    const shape = shapeOf(seam);
    const alike = byShape.get(shape);
    if (alike === undefined) byShape.set(shape, [seam]);
    else alike.push(seam);
  }
  const [most = []] = [...byShape.values()].sort((one, other) => other.length - one.length);
  if (most.length < FEWEST_ALIKE) return null;
  const ends = most.map(prefixAt);
  const seams = most.map((seam, index) => seam.slice(0, ends[index]));
  // Blanks alone part what was run together, see run-together.ts.
  const isOne = new Set(seams.map(shapeOf)).size === 1;
  const prefixes = most.map((seam, index) => seam.slice(ends[index]));
  return isOne && seams.every((seam) => /[^\s\w]/.test(seam)) ? { seams, prefixes } : null;
}

/** Where the prefix of the next line begins: no quote stands between it and its line. */
function prefixAt(seam: string): number {
  for (let at = 0; at < seam.length; at++)
    if (!/[\w.]/.test(seam.charAt(at - 1)) && startsPrefix(seam, at) && !QUOTE.test(seam.slice(at)))
      return at;
  return seam.length;
}

/** What opens the list, and the end of a seam behind that. */
function withoutOpening(first: string, seams: readonly string[]): string {
  const tokens = tokensOf(seams[0] ?? '');
  for (let from = 0; from < tokens.length; from++) {
    const ends = seams.map((seam) => tokensOf(seam).slice(from).join(''));
    if (!/[^\s\w]/.test(ends[0] ?? '')) break;
    const found = new RegExp(patternOf(ends)).exec(first.slice(0, LONGEST_SEAM));
    if (found !== null) return first.slice(found.index + found[0].length);
  }
  return first;
}

const LONGEST_CLOSING = 40;

/** The beginning of a seam, and what closes the list. */
function withoutClosing(last: string, seam: string): string {
  const sign = seam.charAt(0);
  const at = /[\w\s]/.test(sign) ? -1 : last.lastIndexOf(sign);
  return at < 0 || last.length - at > LONGEST_CLOSING ? last : last.slice(0, at);
}
