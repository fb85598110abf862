/**
 * The lines of an archive as a running service would have come to see them: one after another by the log's own clock, with the
 * pauses in between in which a live reader tells what it has. Readings come out with the time at which that was.
 */
import type { Followed } from '../source/follow/followed.js';
import type { Reading, SourceReader } from './source-reader.js';

export interface TimedReading {
  /** By the log's clock; by the boot clock where it has no other. */
  readonly atMs: number;
  readonly reading: Reading;
}

export interface ArchiveFeed {
  /** The log's clock goes on to `atMs`; null: the next lines do not say. Gives what the reader tells meanwhile. */
  pass(atMs: number | null): readonly TimedReading[];
  /** Gives the reader the next lines at the time that was passed to. */
  give(item: Followed): readonly TimedReading[];
  end(): readonly TimedReading[];
}

/** Lines closer together than this come in one go. */
export const ONE_GO_MS = 300;
/** When a live source tells that nothing more came: soon, when a report is given up, when the year is reckoned anew. */
const WORDS_MS = [ONE_GO_MS, 120_300, 600_300];
/** Lines of several programs are a little out of order in any log; more means that it goes on elsewhere, or the clock was set. */
const DISORDER_MS = 10_000;
/** Events of a log without any time follow each other by this. */
const STEP_MS = 1000;

/** `startMs`: the reader's clock at its beginning, from which it reckons years. */
export function createArchiveFeed(reader: SourceReader, startMs: number): ArchiveFeed {
  /** The log's clock, null before the first time. */
  let logMs: number | null = null;
  /** The reader's clock, which never goes back. */
  let readerMs = startMs;
  let untimed = 0;
  const timed = (readings: readonly Reading[], atMs: number | null): TimedReading[] =>
    readings.map((reading) => ({ atMs: atMs ?? untimed++ * STEP_MS, reading }));
  const silence = (gapMs: number): TimedReading[] => {
    const from = logMs;
    return WORDS_MS.filter((word) => word <= gapMs).flatMap((word) =>
      timed(reader.take({ kind: 'caught-up' }, readerMs + word), from === null ? null : from + word),
    );
  };
  return {
    pass(atMs) {
      if (atMs === null || (logMs !== null && atMs <= logMs && logMs - atMs < DISORDER_MS)) return [];
      const gap = logMs === null ? 0 : atMs < logMs ? Number.POSITIVE_INFINITY : atMs - logMs;
      const told = silence(gap);
      readerMs += gap === Number.POSITIVE_INFINITY ? Math.max(...WORDS_MS) : gap;
      logMs = atMs;
      return told;
    },
    give: (item) => [
      ...timed(reader.take(item, readerMs), logMs),
      ...timed(reader.take({ kind: 'caught-up' }, readerMs), logMs),
    ],
    end: () => [...silence(Number.POSITIVE_INFINITY), ...timed(reader.end(), logMs)],
  };
}
