/** Writes event, message and cursor in one transaction after another, and prints how many were acknowledged, until it is killed. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, path] = process.argv.slice(2);
const { openStore } = await import(pathToFileURL(join(dist, 'store/store.js')).href);
const store = await openStore(path);
let done = Number(store.cursor('kmsg') ?? 0);
const nothing = { wall: null, wallSource: null, uptimeSeconds: null };
for (;;) {
  const number = done + 1;
  const event = {
    id: `event-${number}`,
    killer: 'kernel',
    outcome: 'killed',
    scope: 'system',
    completeness: { status: 'partial', missing: [], foreignLines: 0, lostRecords: null, notes: [] },
    source: { path: 'kmsg', firstLine: number, lastLine: number },
    host: null,
    time: nothing,
    victims: [],
    tasks: [],
    memory: null,
    trigger: null,
    aftermath: [],
    identity: null,
    diagnosis: { cause: 'unknown' },
  };
  const facts = {
    words: `words ${number}`,
    wallMs: null,
    severity: 'info',
    program: null,
    place: '',
    placeKey: '',
    residentBytes: null,
  };
  const sighting = {
    source: 'kmsg',
    place: String(number),
    trust: 'verified',
    bootId: null,
    seenMs: Date.now(),
    log: null,
  };
  store.transaction(() => {
    store.events.record(event, facts, sighting, false);
    store.outbox.add({ sink: 's', key: event.id, thread: null, kind: 'event', body: '{}', dueMs: 0 }, 0);
    store.saveCursor('kmsg', String(number), 0);
  });
  done = number;
  process.stdout.write(`${done}\n`);
}
