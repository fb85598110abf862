/** Whether a line of a section is let into a draft by the report's grammar, and what it changes there. */
import type { RecognisedLine } from '../line/joiner.js';
import type { OomLine } from '../line/oom-line.js';
import { applyLine } from './apply.js';
import type { Draft, SectionToken } from './draft.js';
import { noteCut } from './followups.js';
import { settleForeign } from './foreign-lines.js';
import { confirmsReport } from './sections.js';

/** Tokens that may come any number of times in a row and are fed to the grammar once. */
const RUNS: ReadonlySet<SectionToken> = new Set([
  'DUMP',
  'CPUSET',
  'MEMCG',
  'MEMORY',
  'SLAB',
  'TASKS',
  'MEMBER',
  'AGAIN',
  'LATE',
  'SHARING',
  'EXITING',
]);

/** Whether the report's grammar, and what the report already holds, let the line in. */
export function takes(draft: Draft, token: SectionToken, line: OomLine): boolean {
  if (line.kind === 'task-header' && draft.rows.length > 0) return false;
  if (RUNS.has(token) && draft.lastToken === token) return true;
  return draft.structure.accepts(token);
}

export function accept(draft: Draft, token: SectionToken, found: RecognisedLine): void {
  if (!(RUNS.has(token) && draft.lastToken === token)) {
    draft.structure.feed(token);
    draft.lastToken = token;
  }
  const isCommented = found.record.envelope === 'commented';
  const isQuoted = found.record.envelope === 'quoted' || isCommented;
  const fromKernel = found.record.origin === 'kernel' && !isQuoted;
  draft.confirmed ||= confirmsReport(found.line, fromKernel && !found.record.continuation, isQuoted);
  draft.fromKernel ||= fromKernel;
  settleForeign(draft, found.record.line);
  draft.lastLine = found.lastLine;
  if (found.record.isAligned !== true) draft.lastTime = found.record.time;
  if (draft.time.wall === null && draft.time.uptimeSeconds === null) draft.time = found.record.time;
  if (found.isCut === true) noteCut(draft);
  applyLine(draft, found);
  // An example is of one line or the other, a report has both.
  draft.confirmed ||= isCommented && draft.trigger !== null && draft.kills.length > 0;
}
