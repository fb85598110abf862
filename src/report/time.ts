/** A record's clock readings as the event's time. */
import type { RecordTime } from '../envelope/record.js';
import type { EventTime } from './event.js';

export function eventTime(time: RecordTime): EventTime {
  const wallSource = time.wall === null ? null : time.yearInferred ? 'inferred-year' : 'log';
  return { wall: time.wall, wallSource, uptimeSeconds: time.uptimeSeconds };
}
