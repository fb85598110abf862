/** A row of the table of events, and the event that it is. */
import type { OomEvent } from '../report/event.js';
import type { Moment } from '../report/moment.js';
import type { EventFacts, StoredEvent, Trust } from './records.js';

export interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly words: string;
  readonly host: string | null;
  readonly boot_id: string | null;
  readonly uptime_seconds: number | null;
  readonly wall_ms: number | null;
  readonly at_ms: number;
  readonly seen_ms: number;
  readonly severity: EventFacts['severity'];
  readonly program: string | null;
  readonly place: string;
  readonly place_key: string;
  readonly resident_bytes: number | null;
  readonly trust: Trust;
  readonly is_late: number;
  readonly version: number;
  readonly body: string;
  readonly moment: string | null;
}

export function storedFrom(row: EventRow): StoredEvent {
  const { seq, words, severity, program, place } = row;
  const facts = {
    words,
    wallMs: row.wall_ms,
    severity,
    program,
    place,
    placeKey: row.place_key,
    residentBytes: row.resident_bytes,
  };
  const moment = row.moment === null ? null : (JSON.parse(row.moment) as Moment);
  const event = { ...(JSON.parse(row.body) as OomEvent), moment };
  return {
    ...{ seq, event, facts, atMs: row.at_ms, seenMs: row.seen_ms },
    ...{ trust: row.trust, isLate: row.is_late !== 0, version: row.version },
  };
}
