/** Pauses that end early when something is to be done, or when everything ends. */
export function createSleeper() {
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
    sleep: (ms: number, signal: AbortSignal) => wait(ms, signal, true),
    sleepFully: (ms: number, signal: AbortSignal) => wait(ms, signal, false),
    wake(): void {
      isWoken = true;
      wake?.();
    },
  };
}
