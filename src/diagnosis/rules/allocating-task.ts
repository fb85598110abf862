/** vm.oom_kill_allocating_task: whoever asked for memory is killed, whatever others hold. */
import type { OomReport, Victim } from '../../report/event.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { isAllocatingTaskKill } from '../kernel-rule.js';
import { processName } from '../process-name.js';

export const allocatingTask: Rule = (facts) => {
  if (facts.victim === null || !isAllocatingTaskKill(facts.report)) return null;
  return finding('allocating-task', {
    severity: 'warning',
    title: 'The machine is set to kill whoever asks for memory last',
    detail:
      `vm.oom_kill_allocating_task is on: ${whoDied(facts.report, facts.victim)}. ` +
      'That is quick on machines with thousands of processes, and it mostly hits the innocent.',
    confidence: 'high',
    evidence: [says('kill message: (oom_kill_allocating_task)', facts.victim.line)],
    advice: [
      advise(
        'Let the kernel choose by size',
        'Switch the setting off unless scanning all tasks is known to be too slow here.',
        [
          'sysctl -w vm.oom_kill_allocating_task=0',
          'grep -rs oom_kill_allocating_task /etc/sysctl.conf /etc/sysctl.d /usr/lib/sysctl.d',
        ],
      ),
    ],
  });
};

/** Up to 5.0 a child of the asking process may have died for it. */
function whoDied({ selected }: OomReport, victim: Victim): string {
  const why = 'because it asked, not because of what it holds';
  if (selected === null || selected.pid === victim.pid) return `${processName(victim)} died ${why}`;
  return `${processName(selected)} was chosen ${why}, and ${processName(victim)} died in its place`;
}
