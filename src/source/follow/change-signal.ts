/**
 * "Something changed" as a thing to wait for, at most so long: changes between two waits count, and a busy source wakes
 * no more often than told.
 */
import { pause } from './pause.js';

export interface ChangeSignal {
  /** Something happened. */
  readonly change: () => void;
  /** Until something happened since the last wait, the time is over, or the signal aborts. */
  readonly wait: (mostMs: number, signal: AbortSignal) => Promise<void>;
}

/** `leastMs`: after a wait that a change ended the next one takes so long at least. */
export function createChangeSignal(leastMs: number): ChangeSignal {
  let hasChanged = false;
  let wasWoken = false;
  let wake: (() => void) | null = null;
  return {
    change() {
      hasChanged = true;
      wake?.();
    },
    async wait(mostMs, signal) {
      if (wasWoken) await pause(leastMs, signal);
      if (!hasChanged)
        await pause(wasWoken ? mostMs - leastMs : mostMs, signal, (done) => {
          wake = done;
        });
      wake = null;
      wasWoken = hasChanged;
      hasChanged = false;
    },
  };
}
