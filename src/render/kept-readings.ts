/**
 * Keeps the readings of events until all inputs are read, for the formats that show events together: the newest whole, with
 * their lines of the log, the others as outlines. So memory does not grow with the tables of a year.
 */
import type { OomEvent } from '../report/event.js';
import { inTime, type MergedEvents, mergeEvents } from '../report/merge-events.js';
import { MOST_IN_FULL, outlineOf } from '../report/outline.js';
import type { LogText } from './log-text.js';

export interface KeptReadings {
  readonly count: () => number;
  add(event: OomEvent, excerpt: readonly LogText[]): void;
  /** After the last one. */
  merged(): MergedEvents & { readonly log: readonly LogText[] };
}

interface Reading {
  event: OomEvent;
  excerpt: readonly LogText[];
}

/** Rows of candidate tables that are kept, whatever the number of events: some 10 MB. */
const MOST_ROWS = 10_000;
const NO_LINES: readonly LogText[] = [];

export function createKeptReadings(): KeptReadings {
  const readings: Reading[] = [];
  let whole: Reading[] = [];
  let rows = 0;
  const trim = (): void => {
    const [kept, old] = newest(whole);
    for (const reading of old) {
      reading.event = outlineOf(reading.event);
      reading.excerpt = NO_LINES;
    }
    whole = kept;
    rows = rowsOf(whole);
  };
  return {
    count: () => readings.length,
    add(event, excerpt) {
      const reading: Reading = { event, excerpt };
      readings.push(reading);
      whole.push(reading);
      rows += event.tasks.length;
      // Twice as many may wait, so that they are not put in order for each event.
      if (whole.length > 2 * MOST_IN_FULL || (rows > 2 * MOST_ROWS && whole.length > 1)) trim();
    },
    merged() {
      trim();
      return {
        ...mergeEvents(readings.map(({ event }) => event)),
        log: readings.flatMap(({ excerpt }) => excerpt),
      };
    },
  };
}

/** The newest that are kept whole, one at least, and the others; where not all have a date, in the order they were read. */
function newest(whole: readonly Reading[]): [Reading[], Reading[]] {
  const order = inTime(whole, ({ event }) => event);
  let from = Math.max(0, order.length - MOST_IN_FULL);
  let rows = rowsOf(order.slice(from));
  for (; from < order.length - 1 && rows > MOST_ROWS; from++) rows -= order[from]?.event.tasks.length ?? 0;
  return [order.slice(from), order.slice(0, from)];
}

function rowsOf(readings: readonly Reading[]): number {
  return readings.reduce((sum, { event }) => sum + event.tasks.length, 0);
}
