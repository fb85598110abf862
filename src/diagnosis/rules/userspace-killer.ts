/** A program in user space did the killing, before the kernel had to. */
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { sparedIn } from '../kernel-rule.js';
import { placeName } from '../place-name.js';
import { processName } from '../process-name.js';

/** How each of them is made to spare a process, and where its thresholds are. */
const SETTINGS: Readonly<Record<string, { readonly spare: string; readonly commands: readonly string[] }>> = {
  'systemd-oomd': {
    spare: 'set ManagedOOMPreference=avoid for its unit',
    commands: [
      'oomctl',
      'systemctl cat systemd-oomd',
      'systemctl show -p ManagedOOMSwap,ManagedOOMMemoryPressure -- "*.slice"',
    ],
  },
  earlyoom: {
    spare: 'name it in --avoid',
    commands: ['systemctl cat earlyoom', 'cat /etc/default/earlyoom'],
  },
  nohang: {
    spare: 'lower its badness in the configuration',
    commands: ['cat /etc/nohang/nohang.conf'],
  },
  oomd: {
    spare: 'set the attribute trusted.oomd_avoid on its cgroup',
    commands: ['cat /etc/oomd.json'],
  },
  lowmemorykiller: {
    spare: 'keep it in the foreground, or give it a lower oom_score_adj',
    commands: ['cat /sys/module/lowmemorykiller/parameters/minfree', 'getprop | grep lmk'],
  },
};

export const userspaceKiller: Rule = (facts) => {
  const { killer } = facts.report;
  if (killer === 'kernel') return null;
  const spared = sparedIn(facts.report);
  const did =
    spared === null
      ? `killed ${facts.victim === null ? everythingIn(facts) : processName(facts.victim)}`
      : `chose ${spared}, and killed nothing,`;
  const settings = SETTINGS[killer];
  return finding('userspace-killer', {
    severity: 'warning',
    title:
      spared === null ? `${killer} did the killing, not the kernel` : `${killer} acted, and nothing died`,
    detail:
      `${killer} ${did} by its own thresholds, before memory was used up to the last page. There is no kernel ` +
      'report for such a kill.',
    confidence: 'high',
    evidence: [
      says(
        `${killer} reports ${spared === null ? 'the kill' : 'its choice'}`,
        facts.victim?.line ?? facts.report.source.firstLine,
      ),
    ],
    advice: [
      advise(
        `Check the thresholds of ${killer}`,
        `If it acted too early, raise its thresholds; if the victim matters, ${settings?.spare ?? 'exclude it'}, so that ` +
          'something less important goes first.',
        settings?.commands ?? [],
      ),
    ],
  });
};

function everythingIn({ identity }: Facts): string {
  const place = placeName(identity);
  return place === null ? 'a whole cgroup' : `everything in ${place}`;
}
