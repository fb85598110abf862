/** Page tables hold a noticeable part of the machine. */
import { formatBytes } from '../../base/units.js';
import type { Task } from '../../report/event.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { processName } from '../process-name.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.1;
const HALF = 0.5;

export const pageTables: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const tables = partBytes(facts.account, 'page-tables');
  if (facts.limit.kind !== 'machine' || ram === null || tables < MUCH * ram) return null;
  const owner = ownerWords(facts.report.tasks, tables);
  return finding('page-tables', {
    severity: tables >= 0.25 * ram ? 'critical' : 'warning',
    title: 'Page tables hold much of the memory',
    detail:
      `Page tables are ${ofRam(tables, ram)}.${owner} Many processes that each map the same large ` +
      'shared memory (a database without huge pages), or enormous sparse mappings, do that.',
    confidence: 'high',
    evidence: [says(`Mem-Info: pagetables ${formatBytes(tables)}`)],
    advice: [
      advise(
        'Map the shared memory with huge pages, or with fewer processes',
        'One huge page needs one entry instead of 512. For PostgreSQL set huge_pages = on and reserve vm.nr_hugepages for ' +
          'shared_buffers; with fewer connections there are fewer tables. Costs a restart and a fixed reservation.',
        [
          'grep -E "PageTables|HugePages" /proc/meminfo',
          'grep -H VmPTE /proc/[0-9]*/status | sort -k2 -n -r | head',
        ],
      ),
    ],
  });
};

/** The process with the largest tables, or that nobody in the task table has them. */
function ownerWords(tasks: readonly Task[], allBytes: number): string {
  const listed = tasks.filter((task) => task.pageTableBytes);
  const most = listed.toSorted((a, b) => (b.pageTableBytes ?? 0) - (a.pageTableBytes ?? 0))[0];
  if (most === undefined) return '';
  const together = listed.reduce((sum, task) => sum + (task.pageTableBytes ?? 0), 0);
  return together < HALF * allBytes
    ? ` The listed processes have ${formatBytes(together)} of them together: the rest is of processes that are not listed, as one that is exiting.`
    : ` The largest: ${processName(most)} with ${formatBytes(most.pageTableBytes ?? 0)}.`;
}
