/**
 * The last step: what is left of a line when its prefixes are off -> the message. Undoes what loggers did to single
 * characters, and decides which leading blanks belong to the message.
 *
 * A line with a prefix of its own keeps every blank behind the one that ends the prefix: a stack frame begins with one.
 * A line without loses the indentation that lines it up under the message before it (`dmesg` and `journalctl` indent
 * the further lines of a record to the width of the prefix), or that a whole pasted block has.
 */

import { withoutColours } from './ansi.js';
import type { Draft } from './draft.js';
import { unescapeOctal, unescapeUnprintableHex } from './escapes.js';
import type { Memory } from './memory.js';
import { BLANK, TAB } from './scan.js';

export function textOf(draft: Draft, memory: Memory): string {
  if (draft.verbatim) return draft.text.slice(draft.at);
  const printed = draft.stamped || draft.closed ? draft.text.slice(draft.at) : bareText(draft, memory);
  const raw = draft.unseen > 0 ? printed.replace(OFF_FIRST, '') : printed;
  if (draft.stamped) memory.textColumn = draft.at - draft.bodyAt - draft.unseen;
  return unescaped(isColoured(draft) ? raw.replace(RESET, '') : raw, draft.bySyslog || !draft.stamped);
}

/** What switches the prefix's colour off stands in front of the message where the blank has that colour too. */
const OFF_FIRST = /^\x1b\[0?m(?!\x1b)/;
const RESET = /\x1b\[0?m$/;
const RESETS = /\x1b\[0?m/;

/** A colour switched on before the prefix and off nowhere but at the end: what switches it off is no part of a name. */
function isColoured({ text, unseen }: Draft): boolean {
  return unseen > 0 && text.charCodeAt(text.length - 1) === 0x6d && text.search(RESETS) >= text.length - 4;
}

function unescaped(raw: string, mayHaveOctal: boolean): string {
  let text = raw;
  if (text.charCodeAt(text.length - 1) <= 0x0d) text = text.replace(/[\r\0]{1,8}$/, '');
  if (text.indexOf('\x1b') >= 0) text = withoutColours(text);
  if (text.indexOf('\\x') >= 0) text = unescapeUnprintableHex(text);
  return mayHaveOctal && text.indexOf('#') >= 0 ? unescapeOctal(text) : text;
}

/** Deeper than any indentation of the kernel's own lines. */
const DEEP = 8;

function bareText(draft: Draft, memory: Memory): string {
  const { text, bodyAt } = draft;
  const column = firstInk(text, bodyAt) - bodyAt;
  if (bodyAt + column === text.length) return '';
  draft.isIndented = column > 0;
  if (memory.textColumn > 1 && column >= memory.textColumn) {
    draft.isAligned = true;
    return text.slice(bodyAt + memory.textColumn);
  }
  const indent = blockIndent(column, memory);
  return column - indent >= DEEP ? ` ${text.slice(bodyAt + column)}` : text.slice(bodyAt + indent);
}

function firstInk(text: string, at: number): number {
  let index = at;
  while (text.charCodeAt(index) === BLANK || text.charCodeAt(index) === TAB) index++;
  return index;
}

/** Indentation that all lines of a pasted block have so far. A single blank is the kernel's own. */
function blockIndent(column: number, memory: Memory): number {
  if (column < 2) memory.blockIndent = -1;
  else if (memory.blockIndent < 0 || column < memory.blockIndent) memory.blockIndent = column;
  return Math.max(memory.blockIndent, 0);
}
