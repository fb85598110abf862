/** The machine ran out of memory, and the log does not show where it went. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { finding, type Rule, says } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { isFull } from '../limit.js';
import { usageEvidence } from '../limit-wording.js';
import { isUnexplainedFault } from '../page-fault.js';

export const machineMemory: Rule = (facts) => {
  if (facts.limit.kind !== 'machine' || facts.report.manual || facts.report.killer !== 'kernel') return null;
  if (isUnexplainedFault(facts)) return unexplainedFault(facts);
  return finding('machine-memory', {
    severity: 'critical',
    title: isFull(facts.limit)
      ? 'The machine ran out of memory'
      : 'The machine could not serve an allocation',
    detail:
      'No cgroup limit is involved: an allocation could not be served from the memory of the machine itself.' +
      (facts.limit.totalBytes === null ? withoutTotal(facts) : ''),
    confidence: facts.limit.usedBytes === null || !isFull(facts.limit) ? 'medium' : 'high',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};

function unexplainedFault(facts: Facts): ReturnType<Rule> {
  return finding('machine-memory', {
    severity: 'critical',
    title: 'A page fault failed for want of memory',
    detail:
      'No allocation called the killer (gfp_mask=0x0): a page fault ended with "out of memory", and how much the machine had free is not ' +
      'in the log. If that was plenty, the fault was short of something else: of what the kernel memory limit of a cgroup allows, or a driver has.',
    confidence: 'low',
    evidence: [says('gfp_mask=0x0, order=0'), ...killEvidence(facts)],
  });
}

function withoutTotal({ report }: Facts): string {
  if (report.memory === null) return ' The log kept no account of that memory.';
  const { unreclaimableSlab: caches, totals, nodes } = report.memory;
  const [largest] = caches.toSorted((a, b) => b.totalBytes - a.totalBytes);
  if (largest === undefined || Object.keys(totals).length + nodes.length > 0)
    return ' How much memory the machine has is not in the log.';
  const cache = `${largest.name} with ${formatBytes(largest.totalBytes)}`;
  return ` Of that memory the log shows only the kernel's own unreclaimable caches, the largest of them ${cache}.`;
}
