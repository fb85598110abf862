/**
 * Takes off a physical line what its transport left on it, before any format looks: byte order marks, carriage returns
 * and zero bytes of consoles, no-break spaces and entities of web pages.
 */

import { isClearlyHtml, unescapeEntities } from './escapes.js';
import type { Memory } from './memory.js';

/** Lines after an escaped one that are taken to be escaped too. */
const HTML_LINES = 200;

export function cleanLine(raw: string, memory: Memory): string {
  let text = raw;
  const first = text.charCodeAt(0);
  if (first === 0xfeff || first <= 0x0d) text = text.replace(/^[\ufeff\0\r]+/, '');
  if (text.charCodeAt(text.length - 1) === 0x0d) text = text.replace(/\r{1,8}$/, '');
  if (text.indexOf('&') >= 0) text = withoutEntities(text, memory);
  return text.indexOf('\u00a0') >= 0 ? withoutHiddenBlanks(text) : text;
}

function withoutEntities(text: string, memory: Memory): string {
  if (isClearlyHtml(text)) memory.htmlLines = HTML_LINES;
  else if (memory.htmlLines === 0) return text;
  else memory.htmlLines--;
  return unescapeEntities(text);
}

/** A no-break space beside a blank, or where a prefix needs a blank, stood for a blank. */
function withoutHiddenBlanks(text: string): string {
  let before = ' ';
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const stands = character === '\u00a0' && (/[\]:> ]/.test(before) || text.charAt(at + 1) === ' ');
    before = stands ? ' ' : character;
    plain += before;
  }
  return plain;
}
