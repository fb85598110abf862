/** A program in user space did the killing, before the kernel had to. */
import { advise, finding, type Rule, says } from '../finding.js';
import { processName } from '../process-name.js';

const CONFIGURATION: Readonly<Record<string, readonly string[]>> = {
  'systemd-oomd': [
    'oomctl',
    'systemctl cat systemd-oomd',
    'systemctl show -p ManagedOOMSwap,ManagedOOMMemoryPressure -- "*.slice"',
  ],
  earlyoom: ['systemctl cat earlyoom', 'cat /etc/default/earlyoom'],
  nohang: ['cat /etc/nohang/nohang.conf'],
  oomd: ['cat /etc/oomd.json'],
  lowmemorykiller: ['cat /sys/module/lowmemorykiller/parameters/minfree'],
};

export const userspaceKiller: Rule = (facts) => {
  const { killer } = facts.report;
  if (killer === 'kernel') return null;
  const who = facts.victim === null ? 'a process or a whole cgroup' : processName(facts.victim);
  return finding('userspace-killer', {
    severity: 'warning',
    title: `${killer} did the killing, not the kernel`,
    detail:
      `${killer} killed ${who} by its own thresholds, before memory was used up to the last page. There is no kernel ` +
      'report for such a kill.',
    confidence: 'high',
    evidence: [says(`${killer} reports the kill`, facts.victim?.line ?? facts.report.source.firstLine)],
    advice: [
      advise(
        `Check the thresholds of ${killer}`,
        'If it acted too early, raise its thresholds; if the victim matters, exclude it (ManagedOOMPreference=avoid, --avoid) ' +
          'and let it take a less important one.',
        CONFIGURATION[killer] ?? [],
      ),
    ],
  });
};
