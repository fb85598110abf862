/**
 * A cgroup's limit was reached by many like processes, none of which holds most of it. That they may hold it, since resident
 * sizes count shared pages in each, says nothing where another process is known to.
 */
import { counted } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { finding, type Rule, says } from '../finding.js';
import { holdOf, holdWords } from '../group-hold.js';
import { limitPlace, usageEvidence } from '../limit-wording.js';
import { biggestPrivate } from '../shares.js';

const FEWEST = 3;
const MOST = 0.5;

export const cgroupManyWorkers: Rule = (facts) => {
  const total = facts.limit.totalBytes;
  const group = facts.groups[0];
  if (facts.report.scope !== 'memcg' || total === null || total <= 0 || group === undefined) return null;
  const hold = holdOf(facts, group);
  if (group.count < FEWEST || hold.bytes < MOST * total || group.largestBytes >= MOST * total) return null;
  if (hold.basis === 'bound' && (biggestPrivate(facts)?.privateBytes ?? 0) >= MOST * total) return null;
  const mean = hold.bytes / group.count;
  return finding('cgroup-many-workers', {
    severity: 'critical',
    title: `${counted(group.count, `${group.name} process`, `${group.name} processes`)} fill the cgroup's limit`,
    detail:
      `${counted(group.count, 'process', 'processes')} named ${group.name} hold ${holdWords(hold, formatBytes)}, ` +
      `${formatBytes(mean)} each on average; the limit of ${limitPlace(facts)} is ${formatBytes(total)}. ` +
      'None of them is too large by itself; there are too many of them for this limit.',
    confidence: hold.confidence,
    evidence: [
      ...usageEvidence(facts),
      says(
        `task table: ${group.count} × ${group.name}, mean ${formatBytes(mean)}, ` +
          `largest ${formatBytes(group.largestBytes)}${group.measure === 'private' ? '' : ' (resident)'}`,
      ),
    ],
  });
};
