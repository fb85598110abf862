/** A record's clock readings as the event's time. */
import type { RecordTime } from '../envelope/record.js';
import type { EventTime } from './event.js';

/** No killer runs before the clock does: 0 stands where the kernel printed no time. */
export function eventTime(time: RecordTime): EventTime {
  const wallSource = time.wall === null ? null : time.yearInferred ? 'inferred-year' : 'log';
  return { wall: time.wall, wallSource, uptimeSeconds: time.uptimeSeconds === 0 ? null : time.uptimeSeconds };
}
