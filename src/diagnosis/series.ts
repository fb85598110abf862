/**
 * Reads a series of like events (same program, same place): how often, at which intervals, and whether size and
 * interval grow, stay or shrink. From that follows what kind of repetition it is. Times are seconds on one clock.
 */

export interface SeriesPoint {
  readonly atSeconds: number | null;
  readonly sizeBytes: number | null;
  /** Of the victim; absent or null where the log does not show it. */
  readonly pid?: number | null;
}

export type Trend = 'growing' | 'equal' | 'shrinking' | 'mixed' | 'unknown';

export interface Series {
  readonly count: number;
  readonly spanSeconds: number | null;
  readonly medianIntervalSeconds: number | null;
  readonly sizeTrend: Trend;
  readonly intervalTrend: Trend;
  readonly pattern: Pattern;
}

export type Pattern =
  /** Fewer than two events, or no times. */
  | { readonly kind: 'single' }
  /** Kills that followed one another faster than anything is restarted. */
  | { readonly kind: 'burst' }
  /** Many kills within moments. */
  | { readonly kind: 'storm' }
  /** Killed, restarted, killed: at least three, minutes apart. */
  | { readonly kind: 'crash-loop' }
  /** As close together as in a storm or a loop, but a later victim has a lower pid: it ran before, unless pids began anew. */
  | { readonly kind: 'overlapping' }
  /** At the same time of a period (hour, day, week). */
  | { readonly kind: 'schedule'; readonly periodSeconds: number }
  /** Even or shrinking time to death, not on a clock's period. */
  | { readonly kind: 'steady-growth' }
  | { readonly kind: 'repeated' };

/** Starting a program and filling its memory takes longer, even where a shell does it without pause. */
const RESTART_INTERVAL = 0.02;
const STORM_INTERVAL = 5;
const LOOP_INTERVAL = 900;
const SAME_SIZE = 0.1;
/** Restart policies and clocks are not exact: a quarter of the interval counts as even. */
const EVEN_INTERVAL = 0.25;
/** The longest that fits is the schedule: what runs daily also lies on the hour. */
const PERIODS = [7 * 86_400, 86_400, 12 * 3600, 6 * 3600, 2 * 3600, 3600];
const PERIOD_SLACK = 300;

/** `points` in the order of time. */
export function readSeries(points: readonly SeriesPoint[]): Series {
  const times = points.map((point) => point.atSeconds).filter((at) => at !== null);
  const isTimed = points.length >= 2 && times.length === points.length;
  const intervals = isTimed ? differences(times) : [];
  const sizes = points.map((point) => point.sizeBytes).filter((size) => size !== null);
  const sizeTrend = sizes.length >= 2 ? trendOf(sizes, SAME_SIZE) : 'unknown';
  const intervalTrend = intervals.length >= 2 ? trendOf(intervals, EVEN_INTERVAL) : 'unknown';
  const middle = median(intervals);
  return {
    count: points.length,
    spanSeconds: isTimed ? (times.at(-1) ?? 0) - (times[0] ?? 0) : null,
    medianIntervalSeconds: middle,
    sizeTrend,
    intervalTrend,
    pattern: isBurst(times, middle)
      ? { kind: 'burst' }
      : inOrderOfPids(patternOf(intervals, middle, intervalTrend), points),
  };
}

/** What is restarted has a higher pid than what was killed before. */
function inOrderOfPids(pattern: Pattern, points: readonly SeriesPoint[]): Pattern {
  if (pattern.kind !== 'storm' && pattern.kind !== 'crash-loop') return pattern;
  const pids = points.map(({ pid }) => pid ?? null).filter((pid) => pid !== null);
  return differences(pids).some((step) => step < 0) ? { kind: 'overlapping' } : pattern;
}

/** A clock of whole seconds cannot tell. */
function isBurst(times: readonly number[], middle: number | null): boolean {
  return middle !== null && middle < RESTART_INTERVAL && times.some((at) => !Number.isInteger(at));
}

function patternOf(intervals: readonly number[], middle: number | null, trend: Trend): Pattern {
  if (middle === null) return { kind: 'single' };
  if (intervals.length >= 3 && middle <= STORM_INTERVAL) return { kind: 'storm' };
  if (intervals.length < 2) return { kind: 'repeated' };
  if (middle <= LOOP_INTERVAL) return { kind: 'crash-loop' };
  const period = PERIODS.find((candidate) => intervals.every((interval) => isOnPeriod(interval, candidate)));
  if (period !== undefined) return { kind: 'schedule', periodSeconds: period };
  return trend === 'equal' || trend === 'shrinking' ? { kind: 'steady-growth' } : { kind: 'repeated' };
}

/** Whole multiples, so that a run that survived does not hide the schedule. */
function isOnPeriod(interval: number, period: number): boolean {
  const runs = Math.round(interval / period);
  return runs >= 1 && runs <= 14 && Math.abs(interval - runs * period) <= PERIOD_SLACK;
}

function trendOf(values: readonly number[], tolerance: number): Trend {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  if (high - low <= tolerance * high) return 'equal';
  const steps = differences(values);
  if (steps.every((step) => step >= 0)) return 'growing';
  if (steps.every((step) => step <= 0)) return 'shrinking';
  return 'mixed';
}

function differences(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? value));
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
