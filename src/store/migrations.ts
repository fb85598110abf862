/** The database's layout, as numbered steps that only go forward; `user_version` says which were done. */
import { type Database, StoreError } from './sqlite.js';

const STEPS: readonly string[] = [
  `
  -- One row per run of an OOM killer, whichever sources saw it.
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- The kernel's own words without host and time: events with the same words may be the same one.
    words TEXT NOT NULL,
    host TEXT,
    boot_id TEXT,
    uptime_seconds REAL,
    wall_ms INTEGER,
    -- When it happened as far as is known, else when it was read.
    at_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    killer TEXT NOT NULL,
    outcome TEXT NOT NULL,
    scope TEXT NOT NULL,
    severity TEXT NOT NULL,
    cause TEXT NOT NULL,
    program TEXT,
    place TEXT NOT NULL,
    place_key TEXT NOT NULL,
    runtime TEXT,
    resident_bytes INTEGER,
    trust TEXT NOT NULL,
    is_partial INTEGER NOT NULL,
    -- Read long after it happened: told in a digest, not as news.
    is_late INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    -- Its part of the log, gzip.
    log BLOB
  ) STRICT;
  CREATE INDEX event_words ON event (words);
  CREATE INDEX event_at ON event (at_ms);

  CREATE TABLE sighting (
    event_seq INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    trust TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    PRIMARY KEY (source, place, event_seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sighting_event ON sighting (event_seq);

  CREATE TABLE cursor (
    source TEXT PRIMARY KEY,
    position TEXT NOT NULL,
    saved_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What is to be told to whom. A row is the only record of it until it is sent or dead.
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    sink TEXT NOT NULL,
    key TEXT NOT NULL,
    thread TEXT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'dead')),
    due_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    lease_ms INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    in_doubt INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    receipt TEXT,
    done_ms INTEGER,
    UNIQUE (sink, key)
  ) STRICT;
  CREATE INDEX outbox_open ON outbox (sink, due_ms) WHERE state IN ('pending', 'sending');
  CREATE INDEX outbox_thread ON outbox (sink, thread);

  -- Groups of like events that are open, as the grouping keeps them.
  CREATE TABLE incident (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tally (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was sampled on the machine around the kill, as JSON: never part of what the log said.
  ALTER TABLE event ADD COLUMN moment TEXT;
  `,
  `
  -- What may be sent next is found without looking at what waits longer or was sent. SQLite uses a partial index only where
  -- the question repeats its condition.
  DROP INDEX outbox_open;
  CREATE INDEX outbox_pending ON outbox (sink, kind IN ('details', 'update'), due_ms, seq) WHERE state = 'pending';
  CREATE INDEX outbox_unsent ON outbox (state) WHERE state IN ('pending', 'sending');
  `,
];

export function migrate(database: Database): void {
  const version = schemaVersion(database);
  if (version > STEPS.length) throw newerDatabase(version);
  for (const [index, step] of STEPS.entries()) {
    if (index < version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      // Another process may have done it while this one waited for the lock.
      if (schemaVersion(database) === index) {
        database.exec(step);
        database.exec(`PRAGMA user_version = ${index + 1}`);
      }
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** For readers, which change nothing. */
export function checkVersion(database: Database): void {
  const version = schemaVersion(database);
  if (version > STEPS.length) throw newerDatabase(version);
  if (version < STEPS.length)
    throw new StoreError('the database is of an older version: start the service once, which updates it');
}

function schemaVersion(database: Database): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function newerDatabase(version: number): StoreError {
  return new StoreError(
    `the database has layout ${version}, written by a newer oomscope; this one knows ${STEPS.length}. Install the newer version again, or move the database away`,
  );
}
