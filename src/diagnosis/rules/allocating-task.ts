/** vm.oom_kill_allocating_task: whoever asked for memory is killed, whatever others hold. */
import { advise, finding, type Rule, says } from '../finding.js';
import { isAllocatingTaskKill } from '../kernel-rule.js';
import { processName } from '../process-name.js';

export const allocatingTask: Rule = (facts) => {
  if (facts.victim === null || !isAllocatingTaskKill(facts.report)) return null;
  return finding('allocating-task', {
    severity: 'warning',
    title: 'The machine is set to kill whoever asks for memory last',
    detail:
      `vm.oom_kill_allocating_task is on: ${processName(facts.victim)} died because it asked, not because of what it holds. ` +
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
