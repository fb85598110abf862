/** The cgroup had swap, and used all of it. */
import { formatBytes } from '../../base/units.js';
import { finding, type Rule, says } from '../finding.js';
import { shareOf } from '../share-wording.js';

export const cgroupSwapFull: Rule = (facts) => {
  const memcg = facts.report.memcg;
  const used = memcg?.swapUsageBytes ?? null;
  const limit = memcg?.swapLimitBytes ?? null;
  if (facts.report.scope !== 'memcg' || used === null || limit === null || limit <= 0 || used < 0.95 * limit)
    return null;
  return finding('cgroup-swap-full', {
    severity: 'info',
    title: 'The cgroup had used up its swap as well',
    detail:
      `Swap use was ${shareOf(used, limit)}. The cgroup's real need is at least its memory limit plus ` +
      `${formatBytes(used)}; more swap only delays the next kill unless most of it is cold.`,
    confidence: 'high',
    evidence: [says(`swap: ${shareOf(used, limit)} used`)],
  });
};
