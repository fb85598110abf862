/**
 * A log that an editor, a page or an input method set like prose -> its lines as they were: dashes and minus signs stand for
 * hyphens, curved quotes for straight ones, and signs may be as wide as a Chinese letter.
 */

const DASH = String.raw`[\u2010-\u2015\u2212]`;
const WIDE_COLON = String.raw`\uff1a`;
/** Words and numbers of a report that were set so: a name alone may have such signs. */
const TYPESET = new RegExp(
  [
    `oom${DASH}kill`,
    `(?:total${DASH}vm|(?:anon|file|shmem)${DASH}rss)`,
    `oom_(?:score_)?adj[=:]${DASH}\\d`,
    `\\] +\\d+ +\\d[\\d ]{10,120} ${DASH}\\d{1,4} \\S`,
    `ainted.{0,60} \\d+\\.\\d[\\w.]{0,20}${DASH}`,
    `Kernel panic ${DASH} not syncing`,
    `oom-kill(?:er)?${WIDE_COLON}`,
    `[Oo]ut of [Mm]emory${WIDE_COLON} ?(?:Kill|kill)`,
  ].join('|'),
);
/** An em dash between blanks stands for two hyphens, as in ` -- low protection`, but for the one of a panic. */
const TWO_HYPHENS = /(?<= )(?<!Kernel panic )\u2014(?= )/g;
const HYPHEN = new RegExp(DASH, 'g');
const WIDE = /[\uff01-\uff5e]/g;
const FROM_WIDE = 0xfee0;

/** `text`: the beginning of the log. */
export function isTypesetText(text: string): boolean {
  return TYPESET.test(text);
}

/** One line or several. */
export function withoutTypesetting(text: string): string {
  return text
    .replace(TWO_HYPHENS, '--')
    .replace(HYPHEN, '-')
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - FROM_WIDE));
}
