/** The kernel found nobody to kill. */
import { counted } from '../../base/text.js';
import { exemptAdvice } from '../exempt-tasks.js';
import type { Facts } from '../facts.js';
import { finding, type Rule, says } from '../finding.js';
import { mainVictim } from '../kernel-choice.js';
import { processName } from '../process-name.js';
import { couldRelieve } from '../relief.js';

export const noKillableTask: Rule = (facts) => {
  const { outcome, tasks, source } = facts.report;
  if (outcome !== 'no-killable-task') return null;
  const exempt = tasks.filter((task) => task.derived.eligible === false).length;
  const shown =
    tasks.length === 0
      ? 'The log shows no candidate.'
      : `The table has ${counted(tasks.length, 'task')}, ${exempt} of them exempt (oom_score_adj -1000 or init).`;
  const dying = tasks.length === 0 ? dyingBefore(facts) : null;
  return finding('no-killable-task', {
    severity: 'critical',
    title: 'Nothing was left that could be killed',
    detail:
      `${shown} The memory is held by something that is no candidate: ` +
      `${dying === null ? '' : `${dying}, killed just before, which may not have given all of it back yet, or `}` +
      'exempt processes, shared memory, or the kernel itself. In a cgroup the allocation then fails; on the machine the kernel panics.',
    confidence: 'high',
    evidence: [says('Out of memory and no killable processes...', source.lastLine)],
    advice: dying === null ? exemptAdvice(facts) : [],
  });
};

/** The victim of the run seconds before, where its memory counted against the same limit. */
function dyingBefore({ repeats, report }: Facts): string | null {
  const before = repeats.cascadeFrom;
  const victim = before === null || !couldRelieve(before, report) ? null : mainVictim(before);
  return victim === null ? null : processName(victim);
}
