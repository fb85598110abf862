/**
 * Finds in the history the earlier events that this one repeats or follows. Only the recent part of a long history is
 * looked at, so that diagnosing every event of a log stays linear.
 */
import type { OomReport } from '../report/event.js';
import { seriesOf } from './event-series.js';
import { elapsed, secondsOf } from './event-time.js';
import { mainVictim } from './kernel-choice.js';
import { repeatKey } from './place.js';
import type { Series } from './series.js';

export interface Repeats {
  /** Earlier events of the same program in the same place on the same host, and this one as the last. */
  readonly series: Series;
  readonly previous: OomReport | null;
  readonly secondsSincePrevious: number | null;
  /** Events of the same host in the minute before this one, whoever was killed; this one included. */
  readonly withinMinute: number;
  /** The event just before, on the same host, when it came within seconds and killed another program or place. */
  readonly cascadeFrom: OomReport | null;
  /** A userspace killer that acted on this host in the minutes before. */
  readonly userspaceBefore: OomReport | null;
}

const LOOKED_AT = 100;

const CASCADE_SECONDS = 30;

const USERSPACE_SECONDS = 300;

export function repeatsOf(report: OomReport, history: readonly OomReport[]): Repeats {
  const before = earlierOf(report, history);
  const key = repeatKey(report);
  const comm = mainVictim(report)?.comm;
  // The name is compared first, since most earlier events are of other programs and keys take longer to look up.
  const like =
    key === null
      ? []
      : before.filter(({ event }) => mainVictim(event)?.comm === comm && repeatKey(event) === key);
  const last = before.at(-1) ?? null;
  const isCascade = last !== null && isWithin(last, CASCADE_SECONDS) && repeatKey(last.event) !== key;
  const userspace = before.findLast(
    (other) => other.event.killer !== 'kernel' && isWithin(other, USERSPACE_SECONDS),
  );
  const previous = like.at(-1) ?? null;
  return {
    series: seriesOf([...like.map(({ event }) => event), report]),
    previous: previous?.event ?? null,
    secondsSincePrevious: previous?.ago ?? null,
    withinMinute: 1 + before.filter((other) => isWithin(other, 60)).length,
    cascadeFrom:
      isCascade && report.killer === 'kernel' && last.event.killer === 'kernel' ? last.event : null,
    userspaceBefore: report.killer === 'kernel' ? (userspace?.event ?? null) : null,
  };
}

interface Earlier {
  readonly event: OomReport;
  /** Seconds before the event in question; null without comparable times. */
  readonly ago: number | null;
}

/** Events of the same host in the recent history that were not after this one; without times, as they come. */
function earlierOf(report: OomReport, history: readonly OomReport[]): readonly Earlier[] {
  const at = secondsOf(report);
  const earlier: Earlier[] = [];
  for (let index = Math.max(0, history.length - LOOKED_AT); index < history.length; index++) {
    const event = history[index] as OomReport;
    if (event.id === report.id || event.host !== report.host) continue;
    const ago = elapsed(secondsOf(event), at);
    if (ago === null || ago >= 0) earlier.push({ event, ago });
  }
  return earlier;
}

function isWithin(other: Earlier, seconds: number): boolean {
  return other.ago !== null && other.ago <= seconds;
}
