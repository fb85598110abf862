/** Exit codes, a promise to scripts. */
export const EXIT = {
  /** Everything was read, with events or without. */
  ok: 0,
  /** A failure of our own. */
  failure: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Some input could not be read or decoded whole; the rest was processed. */
  partialInput: 3,
  /** A delivery failed. */
  delivery: 4,
  /** With --fail-on-oom: at least one event was found. */
  oomFound: 10,
  interrupted: 130,
} as const;
