/** Two clock readings -> the seconds between them, where both come from one clock. */

/** A record's, of which either part may be missing. */
interface Reading {
  readonly wall: string | null;
  readonly yearInferred: boolean;
  readonly uptimeSeconds: number | null;
}

/** Seconds from `a` to `b` by the clock that both have, the kernel's first. */
export function secondsBetween(a: Reading, b: Reading): number | null {
  if (a.uptimeSeconds !== null && b.uptimeSeconds !== null) return b.uptimeSeconds - a.uptimeSeconds;
  if (a.wall === null || b.wall === null) return null;
  if (a.wall === b.wall) return 0;
  const seconds = (Date.parse(b.wall) - Date.parse(a.wall)) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}

/** Whether the same clock printed both: a line without a stamp of its own may have that of a wrapping. */
export function areOfOneClock(a: Reading, b: Reading): boolean {
  if (a.uptimeSeconds !== null && b.uptimeSeconds !== null) return true;
  return a.wall?.length === b.wall?.length && a.yearInferred === b.yearInferred;
}
