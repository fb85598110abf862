/** The machine panicked over the lack of memory. */
import { exemptAdvice } from '../exempt-tasks.js';
import { advise, finding, type Rule, says } from '../finding.js';

export const panicOnOom: Rule = (facts) => {
  const { outcome, source, extra } = facts.report;
  if (outcome !== 'panicked') return null;
  const reason =
    Object.values(extra).find((text) => /panic_on_oom|deadlocked|no killable/i.test(text)) ?? null;
  const isSetting = reason === null ? null : /panic_on_oom/i.test(reason);
  return finding('panic-on-oom', {
    severity: 'critical',
    title: 'The kernel panicked instead of killing',
    detail:
      isSetting === false
        ? 'Nothing was left that could be killed, so the kernel stopped the whole machine.'
        : `The whole machine stopped${isSetting ? ' because vm.panic_on_oom is set' : ''}. That setting is meant for clusters, where ` +
          'another node takes over; elsewhere a killed process is cheaper than a crashed machine.',
    confidence: isSetting === null ? 'medium' : 'high',
    unless: isSetting === null ? 'nothing was left to kill, which panics as well' : null,
    evidence: [says(reason ?? 'Kernel panic - not syncing', source.lastLine)],
    advice:
      isSetting === false
        ? exemptAdvice(facts)
        : [
            advise(
              'Choose killing over panicking',
              'Keep panic_on_oom only where failover is tested, together with kernel.panic=10 for an automatic restart.',
              [
                'sysctl -w vm.panic_on_oom=0',
                'sysctl vm.panic_on_oom kernel.panic',
                'grep -rs panic_on_oom /etc/sysctl.conf /etc/sysctl.d',
              ],
            ),
          ],
  });
};
