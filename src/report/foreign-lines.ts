/** Lines of other origin: they count as a report's only where they stand between two lines of it. */
import { isLeftOut } from '../base/left-out.js';
import type { RecognisedLine } from '../line/joiner.js';
import { type Draft, isDecided } from './draft.js';

/** Whether somebody put the line in the place of others: what has a prefix was logged. */
export function standsForOthers({ record, text }: RecognisedLine): boolean {
  return (record.continuation || record.envelope === 'marker') && isLeftOut(text);
}

export function countForeign(drafts: Iterable<Draft>, found: RecognisedLine): void {
  const { record } = found;
  const isMark = standsForOthers(found);
  for (const draft of drafts) {
    if (isMark && draft.leftOutLine <= draft.lastLine) draft.leftOutLine = record.line;
    draft.foreignSince++;
    draft.foreignLine = record.line;
  }
}

/** A line that was held until the next one came is told after it: what stands behind it is not between the report's lines. */
export function settleForeign(draft: Draft, line: number): void {
  const isBehind = draft.foreignLine > line;
  const between = isBehind
    ? Math.min(draft.foreignSince, Math.max(0, line - draft.lastLine - 1))
    : draft.foreignSince;
  draft.leavesOut ||= draft.leftOutLine > draft.lastLine && draft.leftOutLine < line;
  draft.foreignLines += between;
  draft.foreignSince -= between;
}

/** Stray lines that might be a report's do not count, but rows of a table whose header was lost do. */
export function isWithinReport(draft: Draft): boolean {
  return (draft.confirmed || draft.rows.length > 0) && !isDecided(draft);
}
