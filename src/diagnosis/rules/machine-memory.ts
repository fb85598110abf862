/** The machine ran out of memory, and the log does not show where it went. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
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
      (facts.limit.totalBytes === null ? withoutTotal(facts) : ''),
    confidence: totalBytes === null || !isFull ? 'medium' : 'high',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};

function withoutTotal({ report }: Facts): string {
  if (report.memory === null) return ' The log kept no account of that memory.';
  const { unreclaimableSlab: caches, totals, nodes } = report.memory;
  const [largest] = caches.toSorted((a, b) => b.totalBytes - a.totalBytes);
  if (largest === undefined || Object.keys(totals).length + nodes.length > 0)
    return ' How much memory the machine has is not in the log.';
  const cache = `${largest.name} with ${formatBytes(largest.totalBytes)}`;
  return ` Of that memory the log shows only the kernel's own unreclaimable caches, the largest of them ${cache}.`;
}
