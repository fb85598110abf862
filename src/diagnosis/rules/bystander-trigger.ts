/** The process that "invoked" the killer only asked for memory at the wrong moment. */
import { formatBytes } from '../../base/units.js';
import { heldBytes } from '../badness.js';
import { finding, type Rule, says } from '../finding.js';
import { rowOf } from '../kernel-choice.js';
import { processName } from '../wording.js';

export const bystanderTrigger: Rule = (facts) => {
  const { trigger, victims, manual, tasks, source } = facts.report;
  if (trigger === null || trigger.comm === null || victims.length === 0 || manual) return null;
  const isVictim = victims.some((victim) => victim.pid === trigger.pid);
  const isSameProgram = trigger.pid === null && victims.some((victim) => victim.comm === trigger.comm);
  if (isVictim || isSameProgram) return null;
  const row = trigger.pid === null ? null : rowOf(tasks, trigger.pid);
  const held = row === null ? null : heldBytes(row);
  const name = trigger.pid === null ? trigger.comm : processName({ comm: trigger.comm, pid: trigger.pid });
  return finding('bystander-trigger', {
    severity: 'info',
    title: `${trigger.comm} invoked the killer, but was not killed`,
    detail:
      `${name} only asked for memory at the moment when nothing was left` +
      `${held === null ? '' : `; it held ${formatBytes(held)}`}. The line “${trigger.comm} invoked oom-killer” ` +
      'names who asked, not who used the memory.',
    confidence: 'high',
    evidence: [says(`${trigger.comm} invoked oom-killer`, source.firstLine)],
  });
};
