/**
 * Whether a failed page fault called the killer and no allocation did: then it is called without flags (mm/oom_kill.c,
 * pagefault_out_of_memory(), until 5.15), and nothing tells what the fault was short of.
 */
import type { Trigger } from '../report/event.js';

const FAULT = /page_?fault|mm_fault_error|abort/i;

export function isPageFault(trigger: Trigger | null): boolean {
  if (trigger === null || !/^0x0+$/.test(trigger.gfpMask ?? '') || (trigger.order ?? 0) !== 0) return false;
  return trigger.callTrace.length === 0 || trigger.callTrace.some((frame) => FAULT.test(frame));
}
