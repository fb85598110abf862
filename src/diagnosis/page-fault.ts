/**
 * Whether a failed page fault called the killer and no allocation did: then it is called without flags (mm/oom_kill.c,
 * pagefault_out_of_memory(), until 5.15), and nothing tells what the fault was short of.
 */
import type { Trigger } from '../report/event.js';
import { isCalledThrough } from './call-trace.js';
import type { Facts } from './facts.js';

const FAULT = /page_?fault|mm_fault_error|abort/i;

export function isPageFault(trigger: Trigger | null): boolean {
  if (trigger === null || !/^0x0+$/.test(trigger.gfpMask ?? '') || (trigger.order ?? 0) !== 0) return false;
  return trigger.callTrace.length === 0 || isCalledThrough(FAULT, trigger);
}

/** The log does not tell whether the machine had memory left. */
export function isUnexplainedFault({ report, limit }: Facts): boolean {
  return limit.kind === 'machine' && limit.usedBytes === null && isPageFault(report.trigger);
}
