/** A cgroup's limit was reached, and the log does not show by what. */
import { finding, type Rule } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { limitName, limitPlace, usageEvidence } from '../limit-wording.js';

export const cgroupLimit: Rule = (facts) => {
  if (facts.report.scope !== 'memcg') return null;
  const hasUsage = facts.limit.totalBytes !== null;
  return finding('cgroup-limit', {
    severity: 'critical',
    title: 'A cgroup reached its memory limit',
    detail:
      `The ${limitName(facts.limit.which)} of ${limitPlace(facts)} was reached; the machine as a whole need not ` +
      `have been short of memory.${hasUsage ? '' : ' The log kept neither the usage nor the limit.'}`,
    confidence: hasUsage ? 'high' : 'medium',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};
