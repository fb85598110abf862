/** Texts that are alike but for their numbers and words -> one pattern for all of them. */

const TOKEN = /\d+|[A-Za-z]+|[ \t]+|[\s\S]/g;
const WORD = /^[A-Za-z]/;
const DIGITS = /^\d/;
const BLANKS = /^[ \t]/;
/** Words that differ from line to line although a few lines share them: months, days, levels. */
const CHANGING =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|emerg|alert|crit|critical|err|error|warn|warning|notice|info|debug|[A-Z])$/i;

export function tokensOf(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

/** Equal for texts that one pattern can stand for. */
export function shapeOf(text: string): string {
  return tokensOf(text)
    .map((token) => (DIGITS.test(token) ? '0' : WORD.test(token) ? 'a' : BLANKS.test(token) ? ' ' : token))
    .join('');
}

/** Which end of a text has something directly at it that is not to be matched too. */
export type Seam = 'first' | 'last' | 'none';

/** `texts`: of one shape. */
export function patternOf(texts: readonly string[], seam: Seam = 'none'): string {
  const rows = texts.map(tokensOf);
  const tokens = rows[0] ?? [];
  const atSeam = seam === 'none' ? -1 : seam === 'first' ? 0 : tokens.length - 1;
  return tokens
    .map((token, column) => {
      const isSame = rows.every((row) => row[column] === token);
      // `[A-Za-z]+` for the `m` of a colour would take the first letters of what stands behind it.
      return isSame && column === atSeam && WORD.test(token) ? token : tokenPattern(token, isSame);
    })
    .join('');
}

/** `isSame`: it is the same in all of the texts. */
export function tokenPattern(token: string, isSame: boolean): string {
  if (DIGITS.test(token)) return '\\d+';
  if (WORD.test(token)) return isSame && !CHANGING.test(token) ? token : '[A-Za-z]+';
  if (BLANKS.test(token)) return isSame ? token : '[ \\t]+';
  return escaped(token);
}

/** A pattern for this very text. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const OF_GREP = /^[A-Za-z_./][\w./-]{0,200}[:-]$/;
const PART_OF_GREP = /\d+(?=[:-]$)|[:-]$|[\\^$.*+?()[\]{}|/]/g;

/** A pattern for what `grep` puts in front of a line, which has a dash for the colon on lines of context; null for any other text. */
export function grepPattern(text: string): string | null {
  if (!OF_GREP.test(text)) return null;
  return text.replace(PART_OF_GREP, (token) => {
    if (DIGITS.test(token)) return '\\d+';
    return /^[:-]/.test(token) ? '[:-]' : `\\${token}`;
  });
}
