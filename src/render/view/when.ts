/** Words a point in time: in the log's own zone first, then how long ago that was. */
import { formatDuration } from '../../base/units.js';
import type { EventTime } from '../../report/event.js';
import type { WhenView } from '../view-model.js';

const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** `now` is an ISO time with offset; without it nothing relative is said. */
export function describeWhen(time: EventTime, now: string | undefined): WhenView {
  const parts = time.wall === null ? null : ISO.exec(time.wall);
  if (!parts) return sinceBoot(time.uptimeSeconds);
  const [, date, clock, zone] = parts;
  return {
    label: `${date} ${clock}${zone ? ` ${zone === 'Z' ? 'UTC' : zone}` : ''}`,
    relative: now === undefined ? null : relativeTo(time.wall ?? '', zone, now),
    iso: time.wall,
    note: noteOn(time, zone),
  };
}

function sinceBoot(uptime: number | null): WhenView {
  const label = uptime === null ? 'the log does not say' : `${formatDuration(uptime)} after boot`;
  return { label, relative: null, iso: null, note: null };
}

/** Local time without an offset is taken to be in the zone of `now`: true for logs read where they were written. */
function relativeTo(wall: string, zone: string | undefined, now: string): string | null {
  const nowZone = ISO.exec(now)?.[3];
  const then = Date.parse(zone ? wall : wall + (nowZone ?? ''));
  const seconds = Math.round((Date.parse(now) - then) / 1000);
  if (!Number.isFinite(seconds)) return null;
  const about = zone ? '' : 'about ';
  if (seconds < 0) return `${about}${formatDuration(-seconds)} ahead of the clock here`;
  return `${about}${formatDuration(seconds)} ago`;
}

function noteOn(time: EventTime, zone: string | undefined): string | null {
  const notes: string[] = [];
  if (!zone) notes.push('local time of the host');
  if (time.wallSource === 'inferred-year') notes.push('the log prints no year');
  if (time.wallSource === 'boot-anchored') notes.push('computed from the time of boot');
  if (time.uptimeSeconds !== null) notes.push(`${formatDuration(time.uptimeSeconds)} after boot`);
  return notes.length > 0 ? notes.join('; ') : null;
}
