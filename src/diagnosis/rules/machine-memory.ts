/** The machine ran out of memory, and the log does not show where it went. */
import { finding, type Rule } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { usageEvidence } from '../limit-wording.js';

/** Below this share in use, the machine has not simply run out. */
const FULL = 0.8;

export const machineMemory: Rule = (facts) => {
  if (facts.limit.kind !== 'machine' || facts.report.manual || facts.report.killer !== 'kernel') return null;
  const { usedBytes, totalBytes } = facts.limit;
  const isFull = usedBytes === null || totalBytes === null || usedBytes >= FULL * totalBytes;
  return finding('machine-memory', {
    severity: 'critical',
    title: isFull ? 'The machine ran out of memory' : 'The machine could not serve an allocation',
    detail:
      'No cgroup limit is involved: an allocation could not be served from the memory of the machine itself.' +
      (facts.limit.totalBytes === null ? ' The log kept no account of that memory.' : ''),
    confidence: totalBytes === null || !isFull ? 'medium' : 'high',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};
