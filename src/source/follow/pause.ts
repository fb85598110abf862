/** Time that passes, unless something ends it early. */

/** Resolves early when aborted or when `arm`'s callback is called. */
export function pause(
  ms: number,
  signal: AbortSignal,
  arm: (done: () => void) => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', done);
    arm(done);
  });
}
