/** The machine ran out of memory, and the log does not show where it went. */
import { finding, type Rule } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { usageEvidence } from '../limit-wording.js';

export const machineMemory: Rule = (facts) => {
  if (facts.limit.kind !== 'machine' || facts.report.manual || facts.report.killer !== 'kernel') return null;
  return finding('machine-memory', {
    severity: 'critical',
    title: 'The machine ran out of memory',
    detail:
      'No cgroup limit is involved: an allocation could not be served from the memory of the machine itself.' +
      (facts.limit.totalBytes === null ? ' The log kept no account of that memory.' : ''),
    confidence: facts.limit.totalBytes === null ? 'medium' : 'high',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};
