/**
 * Tells senders that wait for it what became of what they sent. Handled means: read, and every event that it decides stored. A
 * report whose end has not come is not waited for longer than the parser waits for more lines.
 */
export interface Acknowledgements {
  add(onHandled: (isStored: boolean) => void, nowMs: number): void;
  /** `isSettled`: nothing read is undecided. `isStored`: everything decided is stored. */
  settle(isSettled: () => boolean, isStored: boolean, nowMs: number): void;
  /** Nothing more is read. */
  end(isStored: boolean): void;
}

/** The parser decides after a quarter of a second of silence, which it notices within a tenth. */
const DECIDED_MS = 600;

export function createAcknowledgements(): Acknowledgements {
  let waiting: { readonly onHandled: (isStored: boolean) => void; readonly sinceMs: number }[] = [];
  return {
    add(onHandled, nowMs) {
      waiting.push({ onHandled, sinceMs: nowMs });
    },
    settle(isSettled, isStored, nowMs) {
      if (waiting.length === 0) return;
      const isReady = isStored && isSettled();
      const isDone = ({ sinceMs }: { readonly sinceMs: number }): boolean =>
        isReady || nowMs - sinceMs >= DECIDED_MS || nowMs < sinceMs;
      const done = waiting.filter(isDone);
      waiting = waiting.filter((one) => !done.includes(one));
      for (const { onHandled } of done) onHandled(isStored);
    },
    end(isStored) {
      for (const { onHandled } of waiting) onHandled(isStored);
      waiting = [];
    },
  };
}
