/** When events happened, as seconds that can be compared. */
import { remembered } from '../base/remembered.js';
import type { OomReport } from '../report/event.js';

interface Seconds {
  readonly wall: number | null;
  readonly uptime: number | null;
}

/** Reading a date is slow, and every event looks at those before it. */
export const secondsOf = remembered((report: OomReport): Seconds => {
  const wall = report.time.wall === null ? Number.NaN : Date.parse(report.time.wall) / 1000;
  return { wall: Number.isNaN(wall) ? null : wall, uptime: report.time.uptimeSeconds };
});

/** Clocks of a log are read apart from the boot clock, and rounded to seconds. */
const ROUNDING_SECONDS = 2;
/** klogd stamped what it read, on a machine without memory that much later; a machine that slept did so for longer. */
const LATE_SECONDS = 60;

/**
 * Seconds from one reading of a host to the other. The boot clock is finer, but only means something within one boot; after
 * another boot the wall clock shows more. Where it shows less, all lines were written at once, long after.
 */
export function elapsed(from: Seconds, to: Seconds): number | null {
  const wall = from.wall !== null && to.wall !== null ? to.wall - from.wall : null;
  const uptime = from.uptime !== null && to.uptime !== null ? to.uptime - from.uptime : null;
  if (uptime === null || uptime < 0) return wall;
  if (wall === null) return uptime;
  const isWallMore = uptime < wall - ROUNDING_SECONDS;
  // No other boot got so far in that time.
  const isLate = to.uptime !== null && to.uptime > wall && wall - uptime <= LATE_SECONDS;
  return wall >= 0 && (!isWallMore || isLate) ? uptime : wall;
}

/** Whether every event has a time, none before that of the event in front of it: a clock that goes back was set, or is another boot's. */
export function goesForward(times: readonly (number | null)[]): boolean {
  return times.every((at, index) => at !== null && at >= (times[index - 1] ?? at));
}
