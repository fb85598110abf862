/** Many events into a file: few writes, each event once, also after a crash in the middle of one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeliverer } from '../../src/delivery/deliver.js';
import { createNdjsonSink } from '../../src/delivery/ndjson/ndjson-sink.js';
import { openStore } from '../../src/store/store.js';
import { readLines } from '../kit/service.js';
import { sightingOf } from '../store/facts.js';
import { storedEvent } from './letters.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-ndjson-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const COUNT = 250;
const IDS = Array.from({ length: COUNT }, (_, index) => `e${index}`);

/** An outbox with a message for each event, of which so many were being sent when the process died. Returns the writes it took. */
async function deliverAll(path: string, inDoubt: number): Promise<number> {
  const store = await openStore(':memory:');
  const { event, facts } = storedEvent();
  for (const id of IDS) {
    store.events.record({ ...event, id }, { ...facts, words: id }, sightingOf({ place: id }), false);
    const body = JSON.stringify({ kind: 'event', event: id });
    store.outbox.add({ sink: 'f', key: id, thread: null, kind: 'event', body, dueMs: 1 }, 1);
  }
  store.outbox.lease('f', 1, 1, inDoubt);
  store.outbox.recover(1);
  const sink = createNdjsonSink({ name: 'f', path });
  let writes = 0;
  const deliverer = createDeliverer({
    sink: {
      ...sink,
      async sendMany(letters, signal) {
        writes++;
        return (await sink.sendMany?.(letters, signal)) ?? [];
      },
    },
    ...{ store, nowMs: () => 1, random: () => 0, onOutcome() {}, failpoint() {} },
    onStoreError(error) {
      throw error;
    },
  });
  expect(await deliverer.flush(new AbortController().signal)).toBe(0);
  const states = store.outbox.counts().map(({ state, count }) => `${count} ${state}`);
  expect(states).toEqual([`${COUNT} sent`]);
  store.close();
  return writes;
}

it('takes many events in few writes', async () => {
  const path = join(directory, 'events.ndjson');
  expect(await deliverAll(path, 0)).toBeLessThan(COUNT / 50);
  expect(readLines(path).map(({ id }) => id)).toEqual(IDS);
});

it.each([0, 30, 100])('after a crash that left %i whole lines and a part: each event once', async (whole) => {
  const path = join(directory, 'events.ndjson');
  await deliverAll(path, 0);
  const lines = readFileSync(path, 'utf8').split('\n');
  const next = lines[whole] ?? '';
  // Cut after a brace, so that it ends like a whole one.
  const part = next.slice(0, next.indexOf('}') + 1);
  const before = `${lines.slice(0, whole).join('\n')}${whole > 0 ? '\n' : ''}${part}`;
  writeFileSync(path, before);
  await deliverAll(path, 100);
  const after = readFileSync(path, 'utf8');
  expect(after.startsWith(`${before}\n`)).toBe(true);
  const all = after.split('\n').filter((line) => line !== '' && line !== part);
  expect(all.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(IDS);
});

it('does not take a part of a line for a whole one, though a later attempt ended it', async () => {
  const path = join(directory, 'events.ndjson');
  await deliverAll(path, 0);
  const [first = ''] = readFileSync(path, 'utf8').split('\n');
  const part = first.slice(0, first.indexOf('}') + 1);
  writeFileSync(path, `${part}\n`);
  await deliverAll(path, 100);
  const all = readFileSync(path, 'utf8').split('\n').slice(1, -1);
  expect(all.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(IDS);
});
