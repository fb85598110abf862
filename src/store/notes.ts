/** The small tables: how far sources were read, open incidents, tallies that outlive a restart, single facts. */
import type { Database } from './sqlite.js';

export interface Notes {
  cursor(source: string): string | null;
  saveCursor(source: string, position: string, nowMs: number): void;
  cursors(): readonly { readonly source: string; readonly position: string; readonly savedMs: number }[];
  /** Open incidents by key, as they were saved. */
  incidents(): ReadonlyMap<string, string>;
  /** Null closes it. */
  saveIncident(key: string, body: string | null): void;
  /** Adds to a tally, e.g. `suppressed/repeat`. */
  count(name: string, by?: number): void;
  tallies(): ReadonlyMap<string, number>;
  fact(name: string): string | null;
  saveFact(name: string, value: string): void;
}

export function createNotes(database: Database): Notes {
  const cursor = database.prepare('SELECT position FROM cursor WHERE source = ?');
  const cursors = database.prepare(
    'SELECT source, position, saved_ms AS savedMs FROM cursor ORDER BY source',
  );
  const saveCursor = database.prepare(
    'INSERT OR REPLACE INTO cursor (source, position, saved_ms) VALUES (?, ?, ?)',
  );
  const incidents = database.prepare('SELECT key, body FROM incident');
  const saveIncident = database.prepare('INSERT OR REPLACE INTO incident (key, body) VALUES (?, ?)');
  const dropIncident = database.prepare('DELETE FROM incident WHERE key = ?');
  const count = database.prepare(
    'INSERT INTO tally (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
  );
  const tallies = database.prepare('SELECT name, value FROM tally');
  const fact = database.prepare('SELECT value FROM fact WHERE name = ?');
  const saveFact = database.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)');
  return {
    cursor: (source) => (cursor.get(source) as { position: string } | undefined)?.position ?? null,
    saveCursor: (source, position, nowMs) => void saveCursor.run(source, position, nowMs),
    cursors: () => cursors.all() as unknown as ReturnType<Notes['cursors']>,
    incidents: () =>
      new Map(
        (incidents.all() as unknown as { key: string; body: string }[]).map(({ key, body }) => [key, body]),
      ),
    saveIncident(key, body) {
      if (body === null) dropIncident.run(key);
      else saveIncident.run(key, body);
    },
    count: (name, by = 1) => void count.run(name, by),
    tallies: () =>
      new Map(
        (tallies.all() as unknown as { name: string; value: number }[]).map(({ name, value }) => [
          name,
          value,
        ]),
      ),
    fact: (name) => (fact.get(name) as { value: string } | undefined)?.value ?? null,
    saveFact: (name, value) => void saveFact.run(name, value),
  };
}
