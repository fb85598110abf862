/** Words what several events say together: who died most often and in which pattern, what else failed. */
import { counted, visibleName, visibleText } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { type Overview, type OverviewGroup, overview } from '../../diagnosis/overview.js';
import type { OomEvent } from '../../report/event.js';

const MAX_GROUPS = 5;
const MAX_CASCADES = 3;
const MAX_FAILED = 8;

export interface Together {
  readonly summary: string | null;
  readonly notes: readonly string[];
}

/** Nothing for a single event, which speaks for itself. */
export function togetherOf(events: readonly OomEvent[]): Together {
  if (events.length < 2) return { summary: null, notes: [] };
  const found = overview(events);
  const repeated = found.groups.filter((group) => group.count > 1).slice(0, MAX_GROUPS);
  return {
    summary: visibleText(found.headline),
    // The headline already tells of the most frequent one.
    notes: [
      ...repeated.slice(1).map(groupNote),
      ...cascadeNotes(found),
      ...bareNotes(found),
      ...failedNotes(found),
    ],
  };
}

function groupNote({ comm, place, host, count, largestBytes, reading }: OverviewGroup): string {
  const where = `${place === null ? '' : ` in ${visibleText(place)}`}${host === null ? '' : ` on ${visibleText(host)}`}`;
  const size = largestBytes === null ? '' : `, up to ${formatBytes(largestBytes)}`;
  const pattern = reading === null ? '' : `, ${visibleText(reading)}`;
  return `${visibleName(comm)}${where}: ${counted(count, 'time')}${size}${pattern}`;
}

function cascadeNotes({ cascades }: Overview): string[] {
  return cascades.slice(0, MAX_CASCADES).map((cascade) => visibleText(cascade.sentence));
}

function bareNotes({ bareKills }: Overview): string[] {
  return bareKills === 0 ? [] : [`${counted(bareKills, 'event')} left only the kill line in the log`];
}

function failedNotes({ failed }: Overview): string[] {
  if (failed.length === 0) return [];
  const rest = failed.length - MAX_FAILED;
  const names = failed.slice(0, MAX_FAILED).map(visibleName).join(', ');
  return [`Failed afterwards: ${names}${rest > 0 ? ` and ${rest} more` : ''}`];
}
