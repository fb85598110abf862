/** When events happened, as seconds that can be compared. */
import type { OomReport } from '../report/event.js';

interface Seconds {
  readonly wall: number | null;
  readonly uptime: number | null;
}

/** Reading a date is slow, and every event looks at those before it. */
const SECONDS = new WeakMap<OomReport, Seconds>();

export function secondsOf(report: OomReport): Seconds {
  const known = SECONDS.get(report);
  if (known !== undefined) return known;
  const seconds = readSeconds(report);
  SECONDS.set(report, seconds);
  return seconds;
}

function readSeconds(report: OomReport): Seconds {
  const wall = report.time.wall === null ? Number.NaN : Date.parse(report.time.wall) / 1000;
  return { wall: Number.isNaN(wall) ? null : wall, uptime: report.time.uptimeSeconds };
}

/** Seconds from one reading to the other; the boot clock is finer, but only means something within one boot. */
export function elapsed(from: Seconds, to: Seconds): number | null {
  const wall = from.wall !== null && to.wall !== null ? to.wall - from.wall : null;
  const uptime = from.uptime !== null && to.uptime !== null ? to.uptime - from.uptime : null;
  if (uptime !== null && uptime >= 0 && (wall === null || Math.abs(uptime - wall) <= 2)) return uptime;
  return wall;
}
