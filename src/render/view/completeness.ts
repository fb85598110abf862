/** Says in words how much of the report the log kept. */
import { counted, visibleText } from '../../base/text.js';
import type { Completeness, Section } from '../../report/event.js';

const SECTION_WORDS: Readonly<Record<Section, string>> = {
  trigger: 'who asked for memory (the "invoked oom-killer" line)',
  identity: 'CPU, process and kernel version',
  'call-trace': 'the call trace',
  memcg: "the cgroup's usage and limit",
  memory: 'the state of memory (Mem-Info)',
  tasks: 'the table of candidate tasks',
  constraint: 'the "oom-kill:" summary line',
  kill: 'who was killed',
};

/** One statement each; the first says whether the report is whole. */
export function describeCompleteness(completeness: Completeness): readonly string[] {
  const { foreignLines, lostRecords, notes } = completeness;
  const foreign = `${counted(foreignLines, 'line')} of other origin between its lines`;
  return [
    headline(completeness),
    ...(lostRecords === null ? [] : [`the log lost ${counted(lostRecords, 'record')} here`]),
    ...(foreignLines > 0 ? [foreign] : []),
    ...notes.map(visibleText),
  ];
}

function headline({ status, missing }: Completeness): string {
  if (status === 'complete') return 'complete';
  if (missing.length === 0) return 'partial';
  return `partial; the log does not show ${listOf(missing.map((section) => SECTION_WORDS[section]))}`;
}

function listOf(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length > 1 ? `${items.slice(0, -1).join(', ')} or ${last}` : last;
}
