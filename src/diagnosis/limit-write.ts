/** Whether the killer was called by somebody who set a cgroup's limit, and not by an allocation. */
import type { Trigger } from '../report/event.js';
import { isCalledThrough } from './call-trace.js';

/**
 * A write to memory.max below what the cgroup holds reclaims what it can and then kills until the rest fits (mm/memcontrol.c,
 * memory_max_write()). Version 1 refuses such a limit instead.
 */
const WRITE = /^memory_max_write\+/;

export function isLimitWrite(trigger: Trigger | null): boolean {
  return isCalledThrough(WRITE, trigger);
}
