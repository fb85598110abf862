/** Whether memory was asked for to bring back what was in swap, because somebody turns it off. */
import type { Trigger } from '../report/event.js';
import { isCalledThrough } from './call-trace.js';

/** mm/swapfile.c; the first is the system call, whose prefix depends on the version and the architecture. */
const SWAP_OFF = /^(?:(?:__\w+_)?(?:sys|SyS)_swapoff|try_to_unuse)\+/;

export function isSwapOff(trigger: Trigger | null): boolean {
  return isCalledThrough(SWAP_OFF, trigger);
}
