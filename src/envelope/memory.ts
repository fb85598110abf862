/** What the decoder remembers from line to line, for prefixes that only make sense after others. */

import type { YearClock } from './year-clock.js';
import { createYearClock } from './year-clock.js';

export interface Memory {
  readonly years: YearClock;
  /** Host of the `journalctl -o short-monotonic` lines seen, which look like dmesg lines. */
  monotonicHost: string | null;
  /** dmesg lines seen that were not short-monotonic. */
  plainStamps: number;
  /** Last `[Nov21 02:25]` of `dmesg --reltime`, as the wall time of the minute. */
  relativeMinute: string | null;
  relativeYearInferred: boolean;
  /** The stream's ISO stamps stand in front of whole log lines (`kubectl logs --timestamps`). */
  containerStamps: boolean;
  /** File name that `grep` put in front of the last line it was recognised on. */
  grepFile: string | null;
  /** Lines left during which HTML entities are expected. */
  htmlLines: number;
  /** Sequence number of the last kmsg record. */
  lastSequence: number | null;
}

export function newMemory(referenceTime: string | undefined): Memory {
  return {
    years: createYearClock(referenceTime),
    monotonicHost: null,
    plainStamps: 0,
    relativeMinute: null,
    relativeYearInferred: false,
    containerStamps: false,
    grepFile: null,
    htmlLines: 0,
    lastSequence: null,
  };
}
