/** The process that "invoked" the killer only asked for memory at the wrong moment. */
import { formatBytes } from '../../base/units.js';
import { heldBytes } from '../badness.js';
import { finding, type Rule, says } from '../finding.js';
import { rowOf } from '../kernel-choice.js';
import { bystanderOf } from '../kernel-rule.js';
import { isLimitWrite } from '../limit-write.js';
import { isPageFault } from '../page-fault.js';
import { isMostlyPrivate } from '../process-memory.js';
import { askerName, programName } from '../process-name.js';
import { isSwapOff } from '../swap-off.js';

export const bystanderTrigger: Rule = (facts) => {
  const { trigger, tasks, source } = facts.report;
  const bystander = bystanderOf(facts.report);
  if (trigger === null || trigger.comm === null || bystander === 'no') return null;
  if (isLimitWrite(trigger) || isSwapOff(trigger)) return null;
  const row = trigger.pid === null ? null : rowOf(tasks, trigger.pid);
  const held = row === null ? null : heldBytes(row);
  const only = isMostlyPrivate(facts) ? 'only ' : '';
  const name = askerName(trigger.comm, trigger.pid);
  return finding('bystander-trigger', {
    severity: 'info',
    title: `${programName(trigger.comm)} invoked the killer, ${bystander === 'yes' ? 'but was not killed' : 'and has no kill line of its own'}`,
    detail:
      `${name} ${only}${isPageFault(trigger) ? 'had a page fault that failed' : 'asked for memory at the moment when nothing was left'}` +
      `${held === null ? '' : `; it held ${formatBytes(held)}`}. The line "${programName(trigger.comm)} invoked oom-killer" ` +
      `names who asked, not who used the memory${only === '' ? ': files that it wrote, or what the kernel keeps for it, are in no size of its own' : ''}.`,
    confidence: bystander === 'yes' ? 'high' : 'medium',
    unless:
      bystander === 'yes'
        ? null
        : 'it is a thread of the victim, which has an id and a name of its own, but no row in the table, or shares its memory',
    evidence: [says(`${programName(trigger.comm)} invoked oom-killer`, source.firstLine)],
  });
};
