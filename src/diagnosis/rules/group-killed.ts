/** memory.oom.group: the whole cgroup died, not one process. */
import { counted } from '../../base/text.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { processName } from '../process-name.js';

const SHOWN = 8;

export const groupKilled: Rule = (facts) => {
  const members = facts.report.victims.filter((victim) => victim.role === 'group-member');
  if (members.length === 0) return null;
  const names = members.slice(0, SHOWN).map(processName).join(', ');
  const more = members.length > SHOWN ? ` and ${members.length - SHOWN} more` : '';
  const group = facts.report.extra.oomGroup === undefined ? '' : ` for ${facts.report.extra.oomGroup}`;
  const isPod = facts.identity?.runtime === 'kubernetes';
  return finding('group-killed', {
    severity: 'warning',
    title: `The processes of a cgroup were killed together: ${counted(facts.report.victims.length, 'process', 'processes')}`,
    detail:
      `memory.oom.group is set${group}, so with the chosen process died ${names}${more}; only processes with oom_score_adj -1000 are spared. ` +
      (isPod
        ? 'Kubelet sets it for containers on cgroup v2 since 1.28.'
        : 'systemd sets it for units with OOMPolicy=kill.'),
    confidence: 'high',
    evidence: members.slice(0, SHOWN).map((victim) => says(`killed ${processName(victim)}`, victim.line)),
    advice: [
      isPod
        ? advise(
            'Keep the group kill unless the container survives single kills',
            'A half-dead container is usually worse. Where its parent process handles the death of a child (PostgreSQL, worker pools), ' +
              "kubelet's singleProcessOOMKill: true (1.32 and later) kills one process only.",
            [],
          )
        : advise(
            'Keep the group kill unless the service survives single kills',
            'Where the parent handles the death of a child, OOMPolicy=continue lets it go on.',
            ['systemctl show -p OOMPolicy UNIT'],
          ),
    ],
  });
};
