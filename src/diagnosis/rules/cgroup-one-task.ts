/** A cgroup's limit was reached and one process holds most of it. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { finding, type Rule, says } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { usageEvidence } from '../limit-wording.js';
import { processName, programName } from '../process-name.js';
import { ofLimit } from '../share-wording.js';
import { biggestPrivate, zswapBytesOf } from '../shares.js';

const MOST = 0.5;
/** Nobody holds that much more than the limit: the log contradicts itself. */
const TOO_MUCH = 1.2;
/** It was moved here from a cgroup that is still charged for nearly all of it: it says nothing of this one. */
const ELSEWHERE = 3;

export const cgroupOneTask: Rule = (facts) => {
  const total = facts.limit.totalBytes;
  const biggest = biggestPrivate(facts);
  if (facts.report.scope !== 'memcg' || total === null || total <= 0 || biggest === null) return null;
  const compressed = zswapBytesOf(facts, biggest.row);
  const held = biggest.privateBytes + compressed;
  if (held < MOST * total || held > ELSEWHERE * total) return null;
  const isTooLarge = held > TOO_MUCH * total;
  const who = biggest.isVictim ? '' : ' It is not the process that was killed.';
  return finding('cgroup-one-task', {
    severity: 'critical',
    title: `${programName(biggest.comm)} alone holds most of the cgroup's limit`,
    detail:
      `${processName(biggest)} holds ${ofLimit(facts, held, total)} as private memory` +
      `${compressed === 0 ? '' : `, about ${formatBytes(compressed)} of it swapped pages that zswap keeps compressed`}.${who} Either the limit is below what it needs, or it grows without bound: ` +
      'its size over time tells which.',
    confidence: isTooLarge ? 'low' : held >= 0.7 * total ? 'high' : 'medium',
    unless: isTooLarge
      ? 'most of its memory is charged to another cgroup: it holds more than this one may'
      : null,
    evidence: [
      ...usageEvidence(facts),
      ...(biggest.isVictim
        ? killEvidence(facts)
        : [says(`task table: ${processName(biggest)} with ${formatBytes(biggest.privateBytes)} anonymous`)]),
      ...(compressed === 0 ? [] : [zswapEvidence(facts)]),
    ],
  });
};

function zswapEvidence({ report }: Facts) {
  const { zswap = 0, zswapped = 0 } = report.memcg?.stats ?? {};
  return says(`zswap ${formatBytes(zswap)}, zswapped ${formatBytes(zswapped)}`);
}
