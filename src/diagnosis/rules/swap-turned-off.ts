/** Somebody turned swap off, and what a cgroup had there did not fit under its limit. */
import { advise, finding, type Rule, says } from '../finding.js';
import { limitDirectory } from '../limit-directory.js';
import { limitPlace, usageEvidence } from '../limit-wording.js';
import { doerName } from '../process-name.js';
import { isSwapOff } from '../swap-off.js';

export const swapTurnedOff: Rule = (facts) => {
  const { report } = facts;
  const { trigger } = report;
  if (trigger === null || report.scope !== 'memcg' || !isSwapOff(trigger)) return null;
  const { directory } = limitDirectory(report);
  return finding('swap-turned-off', {
    severity: 'critical',
    title: 'Swap was being turned off, and what the cgroup had there did not fit',
    detail:
      `${doerName(trigger)} was turning swap off. What is brought back into RAM counts against the memory limit of ${limitPlace(facts)} ` +
      'again, and the kernel kills until it fits, however much memory the machine has. No program had to grow for that.',
    confidence: 'high',
    evidence: [says('call trace: swapoff', report.source.firstLine), ...usageEvidence(facts)],
    advice: [
      advise(
        'Make room before swap is turned off',
        'Where swap has to go, stop the programs that have much of it first, or raise their limit by what they have there ' +
          'and lower it again later. A limit that was fine with swap may be too small without.',
        [
          `cat ${directory}/memory.swap.current`,
          'grep -H VmSwap /proc/[0-9]*/status | sort -k2 -n -r | head',
          'swapon --show',
        ],
      ),
    ],
  });
};
