/** The table of events: adds readings to the events they are of, and gives events back. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { visibleText } from '../base/text.js';
import type { OomEvent } from '../report/event.js';
import { reportId } from '../report/id.js';
import type { Moment } from '../report/moment.js';
import { fullnessOf, isSameOccasion } from '../report/same-event.js';
import { type EventRow, storedFrom } from './event-row.js';
import type { EventFacts, LogExcerpt, Sighting, StoredEvent, Trust } from './records.js';
import type { Database } from './sqlite.js';

export interface Recorded {
  readonly stored: StoredEvent;
  readonly isNew: boolean;
  /** Only an unverified source had shown it before. */
  readonly isNewlyVerified: boolean;
}

export interface Events {
  /** Adds the reading. Call it inside a transaction. */
  record(event: OomEvent, facts: EventFacts, sighting: Sighting, isLate: boolean): Recorded;
  /** Puts what was sampled beside the event, in place of what was there. */
  addMoment(seq: number, moment: Moment): StoredEvent;
  byId(id: string): StoredEvent | null;
  bySeq(seq: number): StoredEvent | null;
  logOf(seq: number): LogExcerpt | null;
  sightingsOf(seq: number): readonly Pick<Sighting, 'source' | 'trust'>[];
  /** Oldest first. */
  latest(count: number): readonly StoredEvent[];
}

const COLUMNS =
  'seq, id, words, host, boot_id, uptime_seconds, wall_ms, at_ms, seen_ms, severity, program, place, place_key, resident_bytes, trust, is_late, version, body, moment';
const OCCASION = 'seq, host, boot_id, uptime_seconds, wall_ms, seen_ms';
/** Events with the same words that are looked at for being the same one. */
const MOST_ALIKE = 200;

export function createEvents(database: Database): Events {
  const find = database.prepare(
    `SELECT ${OCCASION} FROM event WHERE words = ? ORDER BY seq DESC LIMIT ${MOST_ALIKE}`,
  );
  const seenAt = database.prepare('SELECT event_seq FROM sighting WHERE source = ? AND place = ?');
  const get = database.prepare(`SELECT ${COLUMNS} FROM event WHERE seq = ?`);
  const getById = database.prepare(`SELECT ${COLUMNS} FROM event WHERE id = ?`);
  const latest = database.prepare(
    `SELECT ${COLUMNS} FROM (SELECT * FROM event ORDER BY seq DESC LIMIT ?) ORDER BY seq`,
  );
  const log = database.prepare('SELECT log FROM event WHERE seq = ?');
  const sightings = database.prepare(
    'SELECT source, trust FROM sighting WHERE event_seq = ? ORDER BY seen_ms',
  );
  const bySeq = (seq: number): StoredEvent | null => {
    const row = get.get(seq) as EventRow | undefined;
    return row === undefined ? null : storedFrom(row);
  };
  const alike = (facts: EventFacts, event: OomEvent, sighting: Sighting): EventRow | null => {
    const known = seenAt.get(sighting.source, sighting.place) as { event_seq: number } | undefined;
    const rows = find.all(facts.words) as unknown as OccasionRow[];
    const occasion = { ...timesOf(event, facts), bootId: sighting.bootId, seenMs: sighting.seenMs };
    const found =
      rows.find((row) => row.seq === known?.event_seq) ??
      rows.find((row) => isSameOccasion(occasionOf(row), occasion));
    return found === undefined ? null : (get.get(found.seq) as unknown as EventRow);
  };
  const writer = createWriter(database);
  const setMoment = database.prepare('UPDATE event SET moment = ?, version = version + 1 WHERE seq = ?');
  const stored = (seq: number): StoredEvent => {
    const found = bySeq(seq);
    if (found === null) throw new Error(`event ${seq} vanished inside its transaction`);
    return found;
  };
  return {
    record(event, facts, sighting, isLate) {
      const row = alike(facts, event, sighting);
      const seq = row === null ? writer.add(event, facts, sighting, isLate) : row.seq;
      if (row !== null) writer.merge(row, event, facts, sighting);
      writer.sight(seq, sighting);
      const isNewlyVerified = row !== null && row.trust === 'unverified' && sighting.trust === 'verified';
      return { stored: stored(seq), isNew: row === null, isNewlyVerified };
    },
    addMoment(seq, moment) {
      setMoment.run(JSON.stringify(moment), seq);
      return stored(seq);
    },
    byId(id) {
      const row = getById.get(id) as EventRow | undefined;
      return row === undefined ? null : storedFrom(row);
    },
    bySeq,
    logOf(seq) {
      const row = log.get(seq) as { log: Uint8Array | null } | undefined;
      return row?.log == null ? null : unpackLog(row.log);
    },
    sightingsOf: (seq) => sightings.all(seq) as unknown as Pick<Sighting, 'source' | 'trust'>[],
    latest: (count) => (latest.all(count) as unknown as EventRow[]).map(storedFrom),
  };
}

interface Writer {
  add(event: OomEvent, facts: EventFacts, sighting: Sighting, isLate: boolean): number;
  merge(row: EventRow, event: OomEvent, facts: EventFacts, sighting: Sighting): void;
  sight(seq: number, sighting: Sighting): void;
}

function createWriter(database: Database): Writer {
  const insert =
    database.prepare(`INSERT INTO event (id, words, host, boot_id, uptime_seconds, wall_ms, at_ms, seen_ms,
    killer, outcome, scope, severity, cause, program, place, place_key, runtime, resident_bytes, trust, is_partial, is_late,
    version, body, log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`);
  const update =
    database.prepare(`UPDATE event SET outcome = ?, scope = ?, severity = ?, cause = ?, program = ?, place = ?,
    place_key = ?, runtime = ?, resident_bytes = ?, is_partial = ?, version = version + 1, body = ?, log = coalesce(?, log) WHERE seq = ?`);
  const know =
    database.prepare(`UPDATE event SET trust = ?, boot_id = coalesce(boot_id, ?), wall_ms = coalesce(wall_ms, ?),
    uptime_seconds = coalesce(uptime_seconds, ?), host = coalesce(host, ?) WHERE seq = ?`);
  const sight = database.prepare(
    'INSERT OR IGNORE INTO sighting (source, place, event_seq, trust, seen_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const exists = database.prepare('SELECT 1 FROM event WHERE id = ?');
  const freeId = (base: string): string => {
    const id = (number: number): string => (number === 1 ? base : reportId(base, [String(number)]));
    return id(firstFree((number) => exists.get(id(number)) !== undefined));
  };
  return {
    add(event, facts, sighting, isLate) {
      const id = freeId(event.id);
      const { host, uptimeSeconds, wallMs } = timesOf(event, facts);
      const { lastInsertRowid } = insert.run(
        ...[
          id,
          facts.words,
          host,
          sighting.bootId,
          uptimeSeconds,
          wallMs,
          wallMs ?? sighting.seenMs,
          sighting.seenMs,
        ],
        ...[
          event.killer,
          event.outcome,
          event.scope,
          facts.severity,
          event.diagnosis.cause,
          facts.program,
          facts.place,
        ],
        ...[facts.placeKey, event.identity?.runtime ?? null, facts.residentBytes, sighting.trust],
        ...[
          Number(event.completeness.status === 'partial'),
          Number(isLate),
          JSON.stringify({ ...event, id }),
          packLog(sighting.log),
        ],
      );
      return Number(lastInsertRowid);
    },
    merge(row, event, facts, sighting) {
      const isVerified = row.trust === 'verified' || sighting.trust === 'verified';
      const { host, uptimeSeconds, wallMs } = timesOf(event, facts);
      know.run(isVerified ? 'verified' : 'unverified', sighting.bootId, wallMs, uptimeSeconds, host, row.seq);
      const body = JSON.stringify({ ...event, id: row.id });
      if (body === row.body || !isBetter(JSON.parse(row.body) as OomEvent, row.trust, event, sighting.trust))
        return;
      update.run(
        ...[
          event.outcome,
          event.scope,
          facts.severity,
          event.diagnosis.cause,
          facts.program,
          facts.place,
          facts.placeKey,
        ],
        ...[
          event.identity?.runtime ?? null,
          facts.residentBytes,
          Number(event.completeness.status === 'partial'),
        ],
        ...[body, packLog(sighting.log), row.seq],
      );
    },
    sight(seq, { source, place, trust, seenMs }) {
      sight.run(source, place, seq, trust, seenMs);
    },
  };
}

/** The first number from 1 on that is not taken, where all those before it are; one that is not taken in any case. */
function firstFree(isTaken: (number: number) => boolean): number {
  let free = 1;
  while (isTaken(free)) free *= 2;
  let taken = Math.floor(free / 2);
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isTaken(middle)) taken = middle;
    else free = middle;
  }
  return free;
}

/** A source that can be forged never replaces what a trusted one said; else the fuller reading wins, the later of equals. */
function isBetter(known: OomEvent, knownTrust: Trust, fresh: OomEvent, trust: Trust): boolean {
  if (knownTrust !== trust) return trust === 'verified';
  const [before, after] = [fullnessOf(known), fullnessOf(fresh)];
  return after > before || (after === before && fresh.source.path === known.source.path);
}

function timesOf(event: OomEvent, facts: EventFacts) {
  const host = event.host === null ? null : visibleText(event.host);
  return { host, uptimeSeconds: event.time.uptimeSeconds, wallMs: facts.wallMs };
}

/** What tells events with the same words apart. */
type OccasionRow = Pick<EventRow, 'seq' | 'host' | 'boot_id' | 'uptime_seconds' | 'wall_ms' | 'seen_ms'>;

function occasionOf(row: OccasionRow) {
  return {
    host: row.host,
    bootId: row.boot_id,
    uptimeSeconds: row.uptime_seconds,
    wallMs: row.wall_ms,
    seenMs: row.seen_ms,
  };
}

function packLog(log: LogExcerpt | null): Uint8Array | null {
  return log === null ? null : gzipSync(JSON.stringify(log));
}

function unpackLog(packed: Uint8Array): LogExcerpt {
  return JSON.parse(gunzipSync(packed).toString('utf8')) as LogExcerpt;
}
