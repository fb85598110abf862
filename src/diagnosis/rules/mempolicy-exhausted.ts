/** The nodes that a NUMA policy binds to ran out, not the machine. */
import { constraintEvidence } from '../constraint-evidence.js';
import { advise, finding, type Rule } from '../finding.js';
import { leftThere, zoneEvidence } from '../zone-wording.js';

export const mempolicyExhausted: Rule = (facts) => {
  const { report } = facts;
  if (report.scope !== 'mempolicy') return null;
  const nodes = report.trigger?.nodemask ?? null;
  return finding('mempolicy-exhausted', {
    severity: 'critical',
    title: 'The nodes of a NUMA policy ran out, not the machine',
    detail:
      `The asking process bound its memory to ${nodes === null ? 'some nodes' : `node ${nodes}`} (numactl --membind, mbind ` +
      `or set_mempolicy). ${leftThere(facts)}; other nodes may well have had memory.`,
    confidence: 'high',
    evidence: [constraintEvidence(facts, 'MEMORY_POLICY'), ...zoneEvidence(facts.zones)],
    advice: [
      advise(
        'Prefer the nodes instead of binding to them',
        'numactl --preferred or --interleave falls back to other nodes where --membind kills. Costs some speed on far memory.',
        ['numactl --hardware', 'numastat -m | head -20'],
      ),
    ],
  });
};
