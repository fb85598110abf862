/** memory.oom.group: the whole cgroup died, not one process. */
import { counted } from '../../base/text.js';
import type { Advice } from '../../report/event.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { processName } from '../process-name.js';
import { shellArgument } from '../shell-argument.js';

const SHOWN = 8;

export const groupKilled: Rule = (facts) => {
  const members = facts.report.victims.filter((victim) => victim.role === 'group-member');
  if (members.length === 0) return null;
  const names = members.slice(0, SHOWN).map(processName).join(', ');
  const more = members.length > SHOWN ? ` and ${members.length - SHOWN} more` : '';
  const path = facts.report.extra.oomGroup ?? null;
  const group = path === null ? '' : ` for ${path}`;
  const { setBy, advice } = settingOf(facts, path);
  return finding('group-killed', {
    severity: 'warning',
    title: `The processes of a cgroup were killed together: ${counted(facts.report.victims.length, 'process', 'processes')}`,
    detail: `memory.oom.group is set${group}, so with the chosen process died ${names}${more}; only processes with oom_score_adj -1000 are spared. ${setBy}`,
    confidence: 'high',
    evidence: members.slice(0, SHOWN).map((victim) => says(`killed ${processName(victim)}`, victim.line)),
    advice: [advice],
  });
};

const KEEP_FOR_SERVICE = 'Keep the group kill unless the service survives single kills';

/** Who sets memory.oom.group there, and how it is changed. */
function settingOf(facts: Facts, path: string | null): { readonly setBy: string; readonly advice: Advice } {
  if (facts.identity?.runtime === 'kubernetes')
    return {
      setBy: 'Kubelet sets it for containers on cgroup v2 since 1.28.',
      advice: advise(
        'Keep the group kill unless the container survives single kills',
        'A half-dead container is usually worse. Where its parent process handles the death of a child (PostgreSQL, worker pools), ' +
          "kubelet's singleProcessOOMKill: true (1.32 and later) kills one process only.",
        [],
      ),
    };
  if (path === null || /\.(?:service|scope)$/.test(path))
    return {
      setBy: 'systemd sets it for units with OOMPolicy=kill.',
      advice: advise(
        KEEP_FOR_SERVICE,
        'Where the parent handles the death of a child, OOMPolicy=continue lets it go on.',
        ['systemctl show -p OOMPolicy UNIT'],
      ),
    };
  const folder = shellArgument(`/sys/fs/cgroup${path}`, 'CGROUP');
  return {
    setBy: 'systemd sets it for services and scopes only: somebody else did here.',
    advice: advise(
      KEEP_FOR_SERVICE,
      'Where the parent handles the death of a child, 0 in that file lets it go on.',
      [`cat ${folder}/memory.oom.group`],
    ),
  };
}
