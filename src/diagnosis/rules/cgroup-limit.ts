/** A cgroup's limit was reached, and the log does not show by what. */
import { finding, type Rule } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { isBelowLimit } from '../limit.js';
import { limitName, limitPlace, usageEvidence } from '../limit-wording.js';

export const cgroupLimit: Rule = (facts) => {
  if (facts.report.scope !== 'memcg') return null;
  const hasUsage = facts.limit.totalBytes !== null;
  const isBelow = isBelowLimit(facts.limit);
  return finding('cgroup-limit', {
    severity: 'critical',
    title: 'A cgroup reached its memory limit',
    detail:
      `The ${limitName(facts.limit.which)} of ${limitPlace(facts)} was reached; the machine as a whole need not ` +
      `have been short of memory.${hasUsage ? '' : ' The log kept neither the usage nor the limit.'}` +
      (isBelow
        ? ' By the time of the report less was in use: memory was freed in between, by a task that exited or was killed, or ' +
          'the task that asked came late with its failure. Earlier kills in the same cgroup tell more.'
        : ''),
    confidence: hasUsage && !isBelow ? 'high' : 'medium',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};
