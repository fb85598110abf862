/**
 * Log lines behind the sign of a comment: examples in configuration, source code and documents, unless a report's first line
 * and its kill are among them, as in a log that somebody put into a ticket.
 */
import type { Draft } from './draft.js';
import type { Memory } from './memory.js';

const SIGN = /^\s{0,40}(#|\/\/|\/\*|;|--|<!|REM )/;
/** Characters that a log's own prefix does not begin with, or seldom. */
const FIRST = ' \t#/;-<R';

/** A line whose log prefix stands behind such a sign is of the wrapping `commented`, which makes no event by itself. */
export function noteComment(draft: Draft, text: string, memory: Memory): void {
  if (!FIRST.includes(text.charAt(0))) return;
  const sign = SIGN.exec(text)?.[1];
  if (sign === undefined) return;
  const isNext = memory.lastComment === draft.line - 1;
  memory.lastComment = draft.line;
  if (!draft.stamped || draft.bodyAt === 0 || draft.text !== text) return;
  // A console prints behind the prompt of root: `# [   12.345678] text`.
  if (sign !== '#' || draft.envelope !== 'dmesg' || isNext) draft.envelope = 'commented';
}
