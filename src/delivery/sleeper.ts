/** Pauses that end early when something is to be done, or when everything ends. */
export interface Sleeper {
  /** Ends early by `wake`, also by one since the last sleep. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  sleepFully(ms: number, signal: AbortSignal): Promise<void>;
  wake(): void;
}

export function createSleeper(): Sleeper {
  let wake: (() => void) | null = null;
  let isWoken = false;
  const wait = (ms: number, signal: AbortSignal, canWake: boolean): Promise<void> =>
    new Promise((resolve) => {
      if (ms <= 0 || signal.aborted || (canWake && isWoken)) {
        if (canWake) isWoken = false;
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        if (canWake) wake = null;
        if (canWake) isWoken = false;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      if (canWake) wake = done;
    });
  return {
    sleep: (ms, signal) => wait(ms, signal, true),
    sleepFully: (ms, signal) => wait(ms, signal, false),
    wake(): void {
      isWoken = true;
      wake?.();
    },
  };
}
