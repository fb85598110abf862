import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OomEvent } from '../../src/report/event.js';
import { numberedId } from '../../src/report/id.js';
import { countByDay, groupEvents, listEvents } from '../../src/store/history.js';
import { applyRetention, usedBytes } from '../../src/store/retention.js';
import { isSafeForWal } from '../../src/store/sqlite.js';
import { openStore, type Store } from '../../src/store/store.js';
import { row, victim } from '../kit/build-report.js';
import { type Built, buildProgram } from '../kit/built.js';
import { bareKill, kubepodsKill, panicked } from '../kit/sample-events.js';
import { factsFor, sightingOf } from './facts.js';

const T0 = Date.parse('2026-11-20T12:00:00Z');
let directory = '';
let store: Store;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-store-'));
  store = await openStore(join(directory, 'store.db'));
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function sampleVictim(pid: number, comm: string, anonRssBytes: number) {
  return victim(row(pid, comm, {}), { anonRssBytes });
}

function record(event: OomEvent, more: Parameters<typeof sightingOf>[0] = {}) {
  return store.transaction(() => store.events.record(event, factsFor(event), sightingOf(more), false));
}

function at(
  event: OomEvent,
  wall: string | null,
  uptimeSeconds: number | null,
  host: string | null = event.host,
): OomEvent {
  return { ...event, host, time: { wall, wallSource: wall === null ? null : 'log', uptimeSeconds } };
}

describe('events', () => {
  it('gives back what it was given', () => {
    const event = kubepodsKill();
    const { stored, isNew } = record(event, { log: { path: 'kern.log', firstLine: 7, text: 'a\nb' } });
    expect(isNew).toBe(true);
    expect(store.events.byId(event.id)?.event).toEqual({ ...event, moment: null });
    expect(store.events.logOf(stored.seq)).toEqual({ path: 'kern.log', firstLine: 7, text: 'a\nb' });
  });

  it('keeps bytes that are not UTF-8', () => {
    const event = { ...bareKill(), victims: [sampleVictim(7, 'a\udcffb', 1024)] };
    record(event);
    expect(store.events.byId(event.id)?.event.victims[0]?.comm).toBe('a\udcffb');
  });

  it('takes one event seen through kmsg, the journal and a text log for one, whatever comes first', () => {
    const event = kubepodsKill();
    const text = record(at(event, '2026-11-20T13:00:00', 100.5, 'web1'), {
      source: 'file',
      place: 'f:9',
      trust: 'unverified',
    });
    const kmsg = record(at({ ...event, id: 'other' }, null, 100.500001, null), { bootId: 'b1' });
    const journal = record(at(event, '2026-11-20T13:00:00.2', 100.5, 'web1.example.org'), {
      source: 'journal',
      place: 'c',
      bootId: 'b1',
    });
    expect([text.isNew, kmsg.isNew, journal.isNew]).toEqual([true, false, false]);
    expect([kmsg.isNewlyVerified, journal.isNewlyVerified]).toEqual([true, false]);
    expect(journal.stored).toMatchObject({
      seq: text.stored.seq,
      trust: 'verified',
      event: { id: event.id },
    });
    expect(store.events.sightingsOf(text.stored.seq)).toHaveLength(3);
  });

  it('does not take another boot, another host or another time with the same words for the same event', () => {
    const event = { ...bareKill(), host: 'web1' };
    const first = record(at(event, '2026-11-20T12:00:00Z', 50), { bootId: 'b1', place: '1' });
    const boot = record(at(event, '2026-11-20T12:00:08Z', 50), { bootId: 'b2', place: '2' });
    const later = record(at(event, '2026-11-20T15:00:00Z', 50), { source: 'file', place: '3' });
    const host = record(at(event, '2026-11-20T12:00:00Z', 50, 'db1'), { source: 'file', place: '4' });
    expect([first, boot, later, host].map(({ isNew }) => isNew)).toEqual([true, true, true, true]);
    expect(new Set([first, boot, later, host].map(({ stored }) => stored.event.id)).size).toBe(4);
  });

  it('gives the n-th event with the same words the id that an archive gives it', () => {
    const seen = new Map<string, number>();
    const kill = (index: number) => at(bareKill(), new Date(T0 + index * 60_000).toISOString(), null);
    const ids = Array.from(
      { length: 40 },
      (_, index) => record(kill(index), { place: String(index) }).stored.event.id,
    );
    expect(ids).toEqual(ids.map(() => numberedId(bareKill().id, seen)));
  });

  it('gives no id twice, whichever of the events with the same words were let go', () => {
    const kill = (index: number) => at(bareKill(), new Date(T0 + index * 60_000).toISOString(), null);
    const idOf = (index: number) => record(kill(index), { place: String(index) }).stored.event.id;
    const ids = Array.from({ length: 12 }, (_, index) => idOf(index));
    store.database.exec('DELETE FROM event WHERE seq IN (1, 2, 5, 8, 9)');
    const left = ids.filter((_, index) => ![0, 1, 4, 7, 8].includes(index));
    const fresh = Array.from({ length: 12 }, (_, index) => idOf(100 + index));
    expect(new Set([...left, ...fresh]).size).toBe(left.length + fresh.length);
  });

  it('knows an event without any clock by its place in the source', () => {
    const event = at(bareKill(), null, null);
    const later = 1_900_000_000_000;
    expect(record(event, { source: 'file', place: 'f:1' }).isNew).toBe(true);
    expect(record(event, { source: 'file', place: 'f:1', seenMs: later }).isNew).toBe(false);
    expect(record(event, { source: 'file', place: 'f:2', seenMs: later }).isNew).toBe(true);
  });

  it('keeps the fuller reading, and takes what later lines add', () => {
    const full = kubepodsKill();
    const bare: OomEvent = {
      ...full,
      tasks: [],
      memory: null,
      trigger: null,
      completeness: { ...full.completeness, status: 'partial' },
    };
    record(bare, { source: 'file', place: 'a' });
    expect(record(full).stored).toMatchObject({
      version: 2,
      event: { completeness: { status: full.completeness.status } },
    });
    expect(record(bare, { source: 'file', place: 'a' }).stored.version).toBe(2);
    const [victim] = full.victims;
    const reaped = { ...full, victims: [{ ...(victim ?? sampleVictim(1, 'x', 1)), reaped: true }] };
    expect(record(reaped).stored.event.victims[0]?.reaped).toBe(true);
  });

  it('lets no text log overwrite what the kernel said', () => {
    const event = kubepodsKill();
    record({ ...event, completeness: { ...event.completeness, status: 'partial' } });
    const forged = {
      ...event,
      completeness: { ...event.completeness, status: 'complete' as const },
      extra: { forged: 'yes' },
    };
    expect(record(forged, { source: 'file', place: 'a', trust: 'unverified' }).stored.event.extra).toEqual(
      event.extra,
    );
  });
});

describe('the outbox', () => {
  const message = (key: string, more: object = {}) => ({
    sink: 's',
    key,
    thread: null,
    kind: 'root',
    body: '{}',
    dueMs: T0,
    ...more,
  });

  const lease = (nowMs: number) => store.outbox.lease('s', nowMs, 1000, 1)[0] ?? null;

  it('adds a key once per sink and hands out what is due', () => {
    store.outbox.add(message('a'), T0);
    store.outbox.add(message('a'), T0);
    store.outbox.add(message('b', { dueMs: T0 + 5 }), T0);
    expect(lease(T0)).toMatchObject({ key: 'a', attempts: 1, isInDoubt: false });
    expect(lease(T0)).toBeNull();
    expect(store.outbox.nextDue('s')).toBe(T0 + 5);
  });

  it('keeps the order within a thread and lets other threads pass', () => {
    store.outbox.add(message('a', { thread: 't' }), T0);
    store.outbox.add(message('b', { thread: 't' }), T0);
    store.outbox.add(message('c', { thread: 'u' }), T0);
    const first = lease(T0);
    store.outbox.retry(first?.seq ?? 0, T0 + 60_000, 'down', false);
    expect(lease(T0)?.key).toBe('c');
    expect(lease(T0)).toBeNull();
    store.outbox.dead(first?.seq ?? 0, 'refused', T0);
    expect(lease(T0)?.key).toBe('b');
  });

  it('hands out several at once, one of a thread, news before details, and takes back what was not tried', () => {
    store.outbox.add(message('details', { kind: 'details' }), T0);
    store.outbox.add(message('a', { thread: 't' }), T0);
    store.outbox.add(message('b', { thread: 't' }), T0);
    store.outbox.add(message('c'), T0);
    const leased = store.outbox.lease('s', T0, 1000, 3);
    expect(leased.map(({ key }) => key)).toEqual(['a', 'c', 'details']);
    for (const { seq } of leased.slice(1)) store.outbox.giveBack(seq);
    store.outbox.sent(leased[0]?.seq ?? 0, null, T0);
    expect(store.outbox.recover(T0)).toBe(0);
    expect(store.outbox.lease('s', T0, 1000, 9)).toMatchObject([
      { key: 'b', attempts: 1 },
      { key: 'c', attempts: 1, isInDoubt: false },
      { key: 'details', attempts: 1 },
    ]);
  });

  it('does not wait for a message that an earlier one of its thread holds back', () => {
    store.outbox.add(message('a', { thread: 't' }), T0);
    store.outbox.add(message('b', { thread: 't' }), T0);
    store.outbox.retry(lease(T0)?.seq ?? 0, T0 + 60_000, 'down', false);
    expect(store.outbox.nextDue('s')).toBe(T0 + 60_000);
  });

  it('marks what was being sent when the process died', () => {
    store.outbox.add(message('a'), T0);
    lease(T0);
    expect(store.outbox.recover(T0 + 1)).toBe(1);
    expect(lease(T0 + 1)).toMatchObject({ isInDoubt: true, attempts: 2 });
  });

  it('gives a thread the receipt of its first message', () => {
    store.outbox.add(message('a', { thread: 't' }), T0);
    store.outbox.sent(lease(T0)?.seq ?? 0, '{"ts":"1"}', T0);
    expect(store.outbox.receiptOf('s', 't')).toBe('{"ts":"1"}');
    expect(store.outbox.receiptOf('s', 'u')).toBeNull();
  });
});

describe('retention', () => {
  it('deletes the old and keeps what is still to be told', () => {
    const old = at(bareKill(), '2026-01-01T00:00:00Z', null);
    const told = { ...at(panicked(), '2026-01-01T00:00:00Z', null), id: 'still-open' };
    record(old, { seenMs: Date.parse('2026-01-01T00:00:00Z') });
    record(told, { place: '2', seenMs: Date.parse('2026-01-01T00:00:00Z') });
    record(kubepodsKill(), { place: '3', seenMs: T0 });
    store.outbox.add(
      { sink: 's', key: 'k', thread: null, kind: 'root', body: '{"event":"still-open"}', dueMs: T0 },
      T0,
    );
    expect(applyRetention(store, { keepMs: 90 * 86_400_000, maxBytes: 1e9 }, T0)).toBe(1);
    expect(listEvents(store, {}).map(({ event }) => event.id)).toEqual(['still-open', kubepodsKill().id]);
  });

  it('deletes the oldest while the file is too large', () => {
    const text = 'x'.repeat(40_000);
    for (let index = 0; index < 500; index++) {
      const event = {
        ...bareKill(),
        id: `e${index}`,
        extra: { text: `${text}${index}` },
        victims: [sampleVictim(index, 'x', 1)],
      };
      record(event, { place: String(index) });
    }
    expect(usedBytes(store)).toBeGreaterThan(10_000_000);
    expect(applyRetention(store, { keepMs: 1e13, maxBytes: 10_000_000 }, T0)).toBeGreaterThan(100);
    expect(usedBytes(store)).toBeLessThan(10_000_000);
    expect(listEvents(store, { limit: 1 })[0]?.event.id).toBe('e499');
  });
});

describe('history', () => {
  it('filters, groups and counts by day', () => {
    for (const [index, bytes] of [100, 100, 200, 400].entries()) {
      const event = {
        ...at(bareKill(), `2026-11-1${index}T12:00:00Z`, null),
        id: `e${index}`,
        victims: [sampleVictim(index, 'java', bytes)],
      };
      record(event, { place: String(index) });
    }
    expect(listEvents(store, { sinceMs: Date.parse('2026-11-12T00:00:00Z') })).toHaveLength(2);
    expect(listEvents(store, { program: 'nginx' })).toEqual([]);
    expect(groupEvents(store, 'program', {})[0]).toMatchObject({
      name: 'java',
      count: 4,
      largestBytes: 400,
      meanBetweenMs: 86_400_000,
      growth: 4,
    });
    expect(countByDay(store, {}).map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  });
});

describe('the database', () => {
  it('keeps what was written without waiting for the disk when the process dies', async () => {
    store.quickTransaction(() => store.saveFact('quick', 'yes'));
    expect(() =>
      store.quickTransaction(() => {
        store.saveFact('quick', 'no');
        throw new Error('half way');
      }),
    ).toThrow('half way');
    // Another connection sees it before this one has closed its files.
    const other = await openStore(join(directory, 'store.db'), { readOnly: true });
    expect(other.fact('quick')).toBe('yes');
    other.close();
    expect(store.database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  });

  it('uses write-ahead logging only where it is safe', () => {
    expect(['3.53.0', '3.51.3', '4.0.0', '3.51.2', '3.45.1'].map(isSafeForWal)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('refuses a newer layout and names the way out', async () => {
    store.database.exec('PRAGMA user_version = 99');
    await expect(openStore(join(directory, 'store.db'))).rejects.toThrow(/layout 99.*newer version/);
    await expect(openStore(directory)).rejects.toThrow(/cannot open the database/);
  });
});

describe('kill -9', () => {
  let built: Built;
  afterAll(() => built?.remove());

  it('leaves event, message and cursor agreeing, whenever it comes', async () => {
    built ??= buildProgram();
    const path = join(directory, 'killed.db');
    const writer = fileURLToPath(new URL('writer.mjs', import.meta.url));
    for (let round = 0; round < 5; round++) {
      const child = spawn(process.execPath, [writer, built.dist, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let acknowledged = 0;
      child.stdout.on('data', (data: Buffer) => {
        acknowledged = Number(data.toString().trim().split('\n').at(-1));
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 37 * (round + 1)));
      child.kill('SIGKILL');
      await once(child, 'close');
      const reopened = await openStore(path);
      const count = (table: string) =>
        (reopened.database.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number })
          .count;
      expect(count('event')).toBeGreaterThanOrEqual(acknowledged);
      expect(count('outbox')).toBe(count('event'));
      expect(Number(reopened.cursor('kmsg'))).toBe(count('event'));
      expect(reopened.database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      reopened.close();
    }
  });
});
