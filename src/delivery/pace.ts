/** How fast one sink may be sent to: tokens that are used up and fill up again by the clock. */
import type { Pace } from './sink.js';

/** Tokens that fill up again: `burst` at once, then one every `gapMs`. */
export function createPace({ burst, gapMs }: Pace) {
  let tokens = burst;
  let countedMs = Number.NEGATIVE_INFINITY;
  const refill = (nowMs: number): void => {
    if (gapMs === 0) return;
    tokens = Math.min(burst, tokens + Math.max(0, nowMs - countedMs) / gapMs);
    countedMs = nowMs;
  };
  return {
    sent(nowMs: number): void {
      refill(nowMs);
      tokens -= 1;
    },
    /** Until the next may go. */
    wait(nowMs: number): number {
      refill(nowMs);
      return gapMs === 0 || tokens >= 1 ? 0 : (1 - tokens) * gapMs;
    },
  };
}
