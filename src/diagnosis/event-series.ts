/** Like events as a series: when, and how large the victim was. */
import { remembered } from '../base/remembered.js';
import type { OomReport } from '../report/event.js';
import { goesForward, secondsOf } from './event-time.js';
import { mainVictim, rowOf } from './kernel-choice.js';
import { readSeries, type Series } from './series.js';

/**
 * Events of one program and place as a series: on the wall clock where all have one, else since boot. A clock that goes back
 * was set, or is another boot's, and tells no interval.
 */
export function seriesOf(reports: readonly OomReport[]): Series {
  const seconds = reports.map(secondsOf);
  const walls = seconds.map(({ wall }) => wall);
  const uptimes = seconds.map(({ uptime }) => uptime);
  const times = [walls, uptimes].find(goesForward);
  return readSeries(
    reports.map((report, index) => ({
      atSeconds: times?.[index] ?? null,
      sizeBytes: sizeOf(report),
      pid: mainVictim(report)?.pid ?? null,
    })),
  );
}

/** What the victim held: resident memory by its kill line or row. Events are part of the series of many after them. */
export const sizeOf = remembered((report: OomReport): number | null => {
  const victim = mainVictim(report);
  if (victim === null) return null;
  const parts = [victim.anonRssBytes, victim.fileRssBytes, victim.shmemRssBytes].filter(
    (part) => part !== null,
  );
  if (parts.length > 0) return parts.reduce((sum, part) => sum + part, 0);
  return rowOf(report.tasks, victim.pid)?.rssBytes ?? null;
});
