/** The nodes that a cpuset allows ran out, not the machine. */
import { constraintEvidence } from '../constraint-evidence.js';
import { advise, finding, type Rule } from '../finding.js';
import { isOwnCpuset } from '../scope-questions.js';
import { leftThere, zoneEvidence } from '../zone-wording.js';

export const cpusetExhausted: Rule = (facts) => {
  const { report } = facts;
  if (report.scope !== 'cpuset') return null;
  const nodes = report.trigger?.memsAllowed ?? null;
  const name = report.trigger?.cpuset ?? null;
  return finding('cpuset-exhausted', {
    severity: 'critical',
    title: 'The memory nodes of a cpuset ran out, not the machine',
    detail:
      `The allocation may only use ${nodes === null ? 'some of the memory nodes' : `memory node ${nodes}`}` +
      `${isOwnCpuset(name) ? ` (cpuset ${name})` : ''}. ${leftThere(facts)}; nodes outside of the cpuset may well ` +
      'have had memory. Whatever may use one of these nodes was a candidate, inside of the cpuset or not.',
    confidence: 'high',
    evidence: [constraintEvidence(facts, 'CPUSET'), ...zoneEvidence(facts.zones)],
    advice: [
      advise(
        'Give the cpuset more nodes, or put less into it',
        'Widen cpuset.mems (AllowedMemoryNodes= of a unit, --cpuset-mems of a container), or move work elsewhere. ' +
          'Costs some speed: memory of a far node is slower.',
        ['numastat -m | head -20', 'grep . /sys/fs/cgroup/*/cpuset.mems.effective'],
      ),
    ],
  });
};
