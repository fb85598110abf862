/** Whether a line of a section is let into a draft by the report's grammar, and what it changes there. */
import type { RecognisedLine } from '../line/joiner.js';
import type { OomLine } from '../line/oom-line.js';
import { applyLine } from './apply.js';
import type { Draft } from './draft.js';
import { noteCut } from './followups.js';
import { settleForeign, standsForOthers } from './foreign-lines.js';
import type { SectionToken } from './section-token.js';
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

/** What stands right before the table, and right behind it. */
const BEFORE_TABLE: ReadonlySet<SectionToken | null> = new Set(['MEMCG', 'MEMORY', 'SLAB']);
const BEHIND_TABLE: ReadonlySet<SectionToken> = new Set(['CONSTRAINT', 'SELECT', 'KILLED']);

/** The kernel's own numbers: those of a journal leave out what it was told not to keep, as it can be for the table's level. */
const NUMBERED_BY_KERNEL = /^(?:kmsg|netconsole)/;

/** With vm.oom_dump_tasks=0 there is no table: the numbers of the records show that none was lost there. */
function noteSequence(draft: Draft, token: SectionToken, record: RecognisedLine['record']): void {
  const { lastSequence, lastToken, columns, rows } = draft;
  const sequence = NUMBERED_BY_KERNEL.test(record.envelope) ? record.sequence : null;
  const isNext = sequence !== null && lastSequence !== null && sequence === lastSequence + 1;
  if (isNext && BEHIND_TABLE.has(token) && BEFORE_TABLE.has(lastToken))
    draft.isWithoutTable = columns === null && rows.length === 0;
  draft.lastSequence = sequence;
}

export function accept(draft: Draft, token: SectionToken, found: RecognisedLine): void {
  noteSequence(draft, token, found.record);
  // `...` is also how some dumps of a stack end.
  draft.leavesOut ||= token === 'DUMP' && draft.lastToken !== 'DUMP' && standsForOthers(found);
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
