/**
 * Takes off a line what a forum, a wiki or a page puts around the lines that somebody stressed: `[B]...[/B]`, `<b>...</b>`,
 * `{color:red}...{color}`, `**...**`. Only what the same line closes at its end, so that no name of a process is taken for it.
 */

const GREATER = 0x3e;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
const STAR = 0x2a;

/** BBCode, HTML, Jira, Markdown: the name of what is closed, where it has one. */
const CLOSING =
  /(?:\[\/(?<bb>b|i|u|color|size|font|highlight|mark|bgcolor)\]|<\/(?<html>b|strong|i|em|u|span|font|mark)>|\{(?<jira>color)\}|(?<stars>\*{1,3}))\s*$/i;
/** Where a line begins, or its text behind a prefix: nothing, quote marks, the sign of a list, a bracket, a colon. */
const BEFORE = /^[\s>|]*$|^\s*(?:[-+•]|\d{1,4}[.)])\s+$|[\]:]\s{0,2}$/;
/** One in another. */
const MOST_PAIRS = 4;

export function withoutEmphasis(text: string): string {
  let rest = text;
  for (let pairs = 0; pairs < MOST_PAIRS && mayEnd(rest); pairs++) {
    const inner = withoutPair(rest);
    if (inner === null) break;
    rest = inner;
  }
  return rest;
}

/** A cheap look, since every line comes here. */
function mayEnd(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last === GREATER || last === CLOSE_BRACKET || last === CLOSE_BRACE || last === STAR;
}

function withoutPair(text: string): string | null {
  const closing = CLOSING.exec(text);
  if (closing === null) return null;
  for (const { 0: tag, index } of text.slice(0, closing.index).matchAll(openingOf(closing.groups ?? {})))
    if (BEFORE.test(text.slice(0, index)))
      return text.slice(0, index) + text.slice(index + tag.length, closing.index);
  return null;
}

function openingOf({ bb, html, jira, stars }: Readonly<Record<string, string | undefined>>): RegExp {
  if (bb !== undefined) return new RegExp(`\\[${bb}(?:=[^\\]]{1,60})?\\]`, 'gi');
  if (html !== undefined) return new RegExp(`<${html}(?: [^<>]{0,200})?>`, 'gi');
  if (jira !== undefined) return /\{color:[^}]{1,30}\}/gi;
  return new RegExp(`(?<!\\*)\\*{${stars?.length ?? 1}}(?=[^\\s*])`, 'g');
}
