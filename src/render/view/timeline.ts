/** Counts events over time in equal steps, for the overview of several events. */
import { formatDuration } from '../../base/units.js';
import { goesForward } from '../../diagnosis/event-time.js';
import type { OomEvent } from '../../report/event.js';
import type { EventRow, Timeline } from '../view-model.js';

const STEPS = 48;
const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;

/** Null with fewer than two dated events, when all fall within a second, and where boots have no clock in common. */
export function timelineOf(
  events: readonly OomEvent[],
  rows: readonly Pick<EventRow, 'when'>[],
): Timeline | null {
  const zone = events.map((event) => OFFSET.exec(event.time.wall ?? '')?.[0]).find(Boolean) ?? 'Z';
  const isDated = events.some((event) => event.time.wall !== null);
  const clock = isDated ? wallSeconds : uptimeSeconds;
  const points = events.flatMap((event, index) => {
    const at = clock(event, zone);
    return at === null ? [] : [{ at, label: rows[index]?.when ?? '' }];
  });
  if (!isDated && !goesForward(points.map(({ at }) => at))) return null;
  points.sort((a, b) => a.at - b.at);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || last.at - first.at < 1) return null;
  const span = last.at - first.at;
  const counts = new Array<number>(STEPS).fill(0);
  for (const { at } of points) {
    const step = Math.min(STEPS - 1, Math.floor(((at - first.at) / span) * STEPS));
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return { fromLabel: first.label, toLabel: last.label, stepLabel: formatDuration(span / STEPS), counts };
}

/** A time without offset counts as in the zone of those that print one: all stand in logs read together. */
function wallSeconds({ time }: OomEvent, zone: string): number | null {
  const wall = time.wall ?? '';
  const parsed = Date.parse(OFFSET.test(wall) ? wall : wall + zone);
  return Number.isNaN(parsed) ? null : parsed / 1000;
}

function uptimeSeconds({ time }: OomEvent): number | null {
  return time.uptimeSeconds;
}
