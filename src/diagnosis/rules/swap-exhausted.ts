/** There was swap, and it was used up. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';

const LEFT = 0.05;

export const swapExhausted: Rule = (facts) => {
  const total = facts.report.memory?.swapTotalBytes ?? null;
  const free = facts.report.memory?.swapFreeBytes ?? null;
  if (facts.limit.kind !== 'machine' || total === null || free === null || total <= 0 || free > LEFT * total)
    return null;
  return finding('swap-exhausted', {
    severity: 'warning',
    title: 'Swap was used up as well',
    detail:
      `Of ${formatBytes(total)} of swap ${formatBytes(Math.max(0, free))} were left. RAM and swap together were not enough ` +
      'for what ran; before the kill the machine was most likely slow from swapping.',
    confidence: 'high',
    evidence: [says(`Free swap ${formatBytes(free)}, Total swap ${formatBytes(total)}`)],
    advice: [
      advise(
        'Find out what was in swap before adding more of it',
        'More swap helps when what it holds is cold. When it is in use, it only makes the machine slow before the same ' +
          'kill: then lower the demand or add RAM.',
        ['swapon --show', 'grep -H VmSwap /proc/[0-9]*/status | sort -k2 -n -r | head', 'vmstat 1 5'],
      ),
    ],
  });
};
