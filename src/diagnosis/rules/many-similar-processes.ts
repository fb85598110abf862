/** The machine ran out of memory because of many processes of one program. */
import { counted } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { finding, type Rule, says } from '../finding.js';
import { holdOf, holdWords } from '../group-hold.js';

const FEWEST = 5;
const MOST = 0.4;
const ONE_TOO_LARGE = 0.5;

export const manySimilarProcesses: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const group = facts.groups[0];
  if (facts.limit.kind !== 'machine' || ram === null || group === undefined || group.count < FEWEST)
    return null;
  const hold = holdOf(facts, group);
  if (hold.bytes < MOST * ram || group.largestBytes >= ONE_TOO_LARGE * hold.bytes) return null;
  const mean = hold.bytes / group.count;
  return finding('many-similar-processes', {
    severity: 'critical',
    title: `${counted(group.count, `${group.name} process`, `${group.name} processes`)} hold most of the machine's memory`,
    detail:
      `${counted(group.count, 'process', 'processes')} named ${group.name} hold ${holdWords(hold, formatBytes)}, ` +
      `of ${formatBytes(ram)} usable RAM: ${formatBytes(mean)} each on average. Each one alone is modest; ` +
      'the number of them is what the machine cannot hold.',
    confidence: hold.confidence,
    evidence: [
      says(`usable RAM: ${formatBytes(ram)}`),
      says(
        `task table: ${group.count} × ${group.name}, mean ${formatBytes(mean)}, ` +
          `largest ${formatBytes(group.largestBytes)}${group.measure === 'private' ? '' : ' (resident)'}`,
      ),
    ],
  });
};
