/** Sends something, and when everything is to end meanwhile, gives it a moment to finish before it is cut off. */

const GRACE_MS = 1000;
/** Longer than any sink waits for its other side. */
const FINISH_MS = 30_000;
/** As the reason of the signal: nobody is in a hurry, so that nothing need be in doubt. */
export const FINISH = 'finish';

/** Null where it was cut off: nothing is known of it. */
export async function withGrace<T>(
  send: (cut: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T | null> {
  const cutting = new AbortController();
  let stop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<null>((resolve) => {
    stop = () => {
      const graceMs = signal.reason === FINISH ? FINISH_MS : GRACE_MS;
      timer = setTimeout(() => {
        resolve(null);
        cutting.abort();
      }, graceMs);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([send(cutting.signal), cut]);
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
