/**
 * Writes text as Markdown that shows exactly that text: no formatting, link, mention, issue reference or HTML comes to
 * life in it, neither in CommonMark nor on code hosts.
 */

/** Marks that act anywhere; those that act at the start of a line; those that make an address a link. */
const ANYWHERE = /[\\`*_[\]|~$]/g;
const AT_START = /^(\s*(?:\d+(?=[.)]))?)([#+\-=.)])/;
const ADDRESS = /:(?=\/\/)|\b(?<=www)\.|(?<=\b(?:mailto|xmpp)):/gi;
/** Code hosts look for mentions and issue numbers after parsing, where no backslash helps. */
const REFERENCES = /@|#(?=\d)|\bGH-(?=\d)/g;
const ZERO_WIDTH_SPACE = '\u200b';

/** For running text, headings, list items and table cells. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(REFERENCES, (mark) => mark + ZERO_WIDTH_SPACE)
    .replace(ANYWHERE, '\\$&')
    .replace(ADDRESS, '\\$&')
    .replace(AT_START, '$1\\$2')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A code span, whose content needs no escaping but a fence longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  if (text.trim() === '') return '(blank)';
  const fence = '`'.repeat(longestRun(text) + 1);
  const padded = /^`|`$|^ .* $/.test(text) ? ` ${text} ` : text;
  return fence + padded + fence;
}

/** A code span for a table cell; where a vertical bar would end the cell even inside of code, plain text. */
export function codeCell(text: string): string {
  return text.includes('|') ? escapeMarkdown(text) : codeSpan(text);
}

/** A fenced block, its lines indented by `indent` blanks. */
export function codeBlock(lines: readonly string[], indent = 0): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [fence, ...lines, fence].map((line) => ' '.repeat(indent) + line);
}

function longestRun(text: string): number {
  const runs = text.match(/`+/g) ?? [];
  return runs.reduce((longest, run) => Math.max(longest, run.length), 0);
}
