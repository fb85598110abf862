/** Whether the killer was called on the way through a function, by the names in the call trace. */
import type { Trigger } from '../report/event.js';

/** `frame`: a function as the trace prints it, with the `+` behind its name. */
export function isCalledThrough(frame: RegExp, trigger: Trigger | null): boolean {
  return trigger?.callTrace.some((printed) => frame.test(printed)) === true;
}
