/** The labelled statements of an event, in the order in which a reader asks for them. */
import { visibleText } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { bystanderOf } from '../../diagnosis/kernel-rule.js';
import { isLimitWrite } from '../../diagnosis/limit-write.js';
import { isPageFault } from '../../diagnosis/page-fault.js';
import { isSwapOff } from '../../diagnosis/swap-off.js';
import type { OomEvent, Trigger } from '../../report/event.js';
import { type Fact, REPORT_LABEL, type SourceView, type WhenView } from '../view-model.js';
import { describeCompleteness } from './completeness.js';
import { nameFact, proseFact } from './fact.js';
import { placeFacts } from './place.js';
import { nameOf, victimFacts } from './victims.js';

export function factsOf(event: OomEvent, when: WhenView, source: SourceView): readonly Fact[] {
  return [
    ...victimFacts(event),
    ...placeFacts(event),
    ...(event.trigger ? [triggerFact(event, event.trigger)] : []),
    ...limitExtras(event),
    proseFact('When', whenWords(when), { isEssential: true }),
    ...originFacts(event),
    nameFact('Log', source.label),
    proseFact(REPORT_LABEL, describeCompleteness(event.completeness).join('; '), {
      isEssential: event.completeness.status === 'partial',
    }),
  ];
}

/** Without a pid, a task of the victim's name may be the victim or its sibling: then nothing is said. */
function triggerRole(event: OomEvent, { pid, comm }: Trigger): string {
  const { victims, manual } = event;
  if (victims.length === 0 || comm === null) return '';
  if (pid !== null && victims.some((victim) => victim.pid === pid)) return ', the victim itself';
  // A kernel thread carries out what was asked for by hand.
  if (manual) return ', not the victim';
  switch (bystanderOf(event)) {
    case 'yes':
      return ', not the victim';
    case 'perhaps':
      return ', perhaps a thread of the victim';
    case 'no':
      return '';
  }
}

function triggerFact(event: OomEvent, trigger: Trigger): Fact {
  const who =
    trigger.comm === null || trigger.pid === null
      ? visibleText(trigger.comm ?? 'a task that the log does not name')
      : nameOf({ comm: trigger.comm, pid: trigger.pid });
  const role = triggerRole(event, trigger);
  return proseFact('Triggered by', `${who}${role}${requestWords(event, trigger)}`, {
    exact: gfpWords(trigger),
    isEssential: true,
  });
}

function requestWords(event: OomEvent, trigger: Trigger): string {
  const { order } = trigger;
  if (isLimitWrite(trigger)) return ', by setting the limit';
  if (isSwapOff(trigger)) return ', by turning swap off';
  if (isPageFault(trigger)) return ', by a page fault that failed';
  if (order === null || order < 0) return '';
  const bytes = (event.memory?.pageSizeBytes ?? 4096) * 2 ** order;
  return order === 0
    ? ', asking for a single page'
    : `, asking for ${formatBytes(bytes)} in one piece (order ${order})`;
}

function gfpWords({ gfpMask, gfpFlags }: Trigger): string | null {
  const flags = gfpFlags.map(visibleText).join('|');
  return gfpMask === null ? null : `gfp_mask ${visibleText(gfpMask)}${flags ? ` (${flags})` : ''}`;
}

/** How often the limit was hit, and which limits there are not. */
function limitExtras({ memcg }: OomEvent): Fact[] {
  if (!memcg || memcg.unlimited.length === 0) return [];
  return [proseFact('No limit on', memcg.unlimited.join(', '))];
}

function whenWords(when: WhenView): string {
  const relative = when.relative === null ? '' : `, ${when.relative}`;
  return `${when.label}${relative}${when.note === null ? '' : ` (${when.note})`}`;
}

function originFacts({ host, kernel, killer }: OomEvent): Fact[] {
  const tainted = kernel.tainted === null ? '' : `, tainted ${visibleText(kernel.tainted)}`;
  return [
    ...(host === null ? [] : [nameFact('Host', host, { isEssential: true })]),
    ...(kernel.release === null ? [] : [nameFact('Kernel', `${kernel.release}${tainted}`)]),
    ...(kernel.hardware === null ? [] : [nameFact('Hardware', kernel.hardware)]),
    ...(killer === 'kernel' ? [] : [proseFact('Killed by', killer)]),
  ];
}
