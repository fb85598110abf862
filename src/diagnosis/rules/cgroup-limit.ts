/** A cgroup's limit was reached, and the log does not show by what. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { finding, type Rule } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { hasNoLimit, isBelowLimit } from '../limit.js';
import { limitName, limitPlace, usageEvidence } from '../limit-wording.js';

export const cgroupLimit: Rule = (facts) => {
  if (facts.report.scope !== 'memcg') return null;
  const hasUsage = facts.limit.totalBytes !== null;
  const isBelow = isBelowLimit(facts.limit);
  const isUnlimited = hasNoLimit(facts.report);
  return finding('cgroup-limit', {
    severity: 'critical',
    title: isUnlimited
      ? 'The killer was called for a cgroup without a memory limit'
      : 'A cgroup reached its memory limit',
    detail: isUnlimited ? unlimitedWords(facts) : reachedWords(facts, isBelow),
    confidence: hasUsage && !isBelow ? 'high' : 'medium',
    evidence: [...usageEvidence(facts), ...killEvidence(facts)],
  });
};

function unlimitedWords(facts: Facts): string {
  const used = facts.limit.usedBytes;
  return (
    `The log shows no memory limit on ${limitPlace(facts)}${used === null ? '' : `, which held ${formatBytes(used)}`}: it was lifted before ` +
    'the report was printed, or something else called the killer, as a BPF program may. The call trace names who did.'
  );
}

function reachedWords(facts: Facts, isBelow: boolean): string {
  const { totalBytes, usedBytes, which } = facts.limit;
  return (
    `The ${limitName(which)} of ${limitPlace(facts)} was reached; the machine as a whole need not have been short of memory.` +
    (totalBytes === null
      ? ` The log kept ${usedBytes === null ? 'neither the usage nor the limit' : 'only the usage, not the limit'}.`
      : '') +
    (isBelow
      ? ' By the time of the report less was in use: memory was freed in between, by a task that exited or was killed, or ' +
        'the task that asked came late with its failure. Earlier kills in the same cgroup tell more.'
      : '')
  );
}
