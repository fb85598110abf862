/** Learns from lines with a log's prefix which mark stands in front of every line, and takes it off those without one. */

import type { Draft } from './draft.js';
import { anchorAt, LONGEST_MARK, lineNumberOf, markEnd, NO_NUMBER } from './learned-mark.js';
import type { Memory } from './memory.js';

/** The mark in front of a line that has a log's prefix is that of its neighbours too. */
export function learnMark(draft: Draft, text: string, memory: Memory): void {
  if (draft.bodyAt === 0) memory.mark = '';
  else if (draft.bodyAt <= LONGEST_MARK && draft.text === text) memory.mark = text.slice(0, draft.bodyAt);
}

/** A line without a prefix loses what stands in front of its neighbours too. */
export function takeMark(draft: Draft, memory: Memory): void {
  const { text, bodyAt } = draft;
  if (bodyAt > 0) return;
  const anchor = memory.mark === '' ? anchorAt(text) : 0;
  if (anchor > 0) memory.mark = text.slice(0, anchor);
  const marked = memory.mark === '' ? -1 : markEnd(text, memory.mark);
  const numbered = memory.mark === '' ? lineNumberOf(text) : null;
  if (marked >= 0) memory.mark = text.slice(0, marked);
  memory.numbersInRow =
    numbered !== null && numbered.number === memory.lineNumber + 1 ? memory.numbersInRow + 1 : 0;
  memory.lineNumber = numbered?.number ?? NO_NUMBER;
  const isNumbered = numbered !== null && memory.numbersInRow > (numbered.isBare ? 1 : 0);
  if (!isNumbered && marked < 0) return;
  draft.bodyAt = isNumbered ? numbered.end : marked;
  draft.at = draft.bodyAt;
}
