/** The cgroup had swap, and used all of it. */
import { formatBytes } from '../../base/units.js';
import type { Memcg } from '../../report/event.js';
import { finding, type Rule, says } from '../finding.js';
import { shareOf } from '../share-wording.js';

const FULL = 0.95;

export const cgroupSwapFull: Rule = (facts) => {
  const { memcg, scope } = facts.report;
  const swap = memcg === null ? null : (swapOf(memcg) ?? legacySwapOf(memcg));
  if (scope !== 'memcg' || swap === null || swap.limit <= 0 || swap.used < FULL * swap.limit) return null;
  return finding('cgroup-swap-full', {
    severity: 'info',
    title: 'The cgroup had used up its swap as well',
    detail:
      `Swap use was ${shareOf(swap.used, swap.limit)}. The cgroup's real need is at least its memory limit plus ` +
      `${formatBytes(swap.used)}; more swap only delays the next kill unless most of it is cold.`,
    confidence: 'high',
    evidence: [says(swap.evidence)],
  });
};

interface Swap {
  readonly used: number;
  readonly limit: number;
  readonly evidence: string;
}

function swapOf({ swapUsageBytes: used, swapLimitBytes: limit }: Memcg): Swap | null {
  return used === null || limit === null
    ? null
    : { used, limit, evidence: `swap: ${shareOf(used, limit)} used` };
}

/** Version 1 limits memory and swap together: the swap is what that allows beyond the memory limit. */
function legacySwapOf({ usageBytes, limitBytes, memswUsageBytes, memswLimitBytes }: Memcg): Swap | null {
  if (usageBytes === null || limitBytes === null || memswUsageBytes === null || memswLimitBytes === null)
    return null;
  return {
    used: memswUsageBytes - usageBytes,
    limit: memswLimitBytes - limitBytes,
    evidence: `memory+swap: ${shareOf(memswUsageBytes, memswLimitBytes)} used`,
  };
}
