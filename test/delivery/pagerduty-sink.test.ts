/** PagerDuty: alerts that begin, get worse and end, within the limits of its API; and what its answers mean. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeBody } from '../../src/delivery/notice.js';
import { createPagerdutySink } from '../../src/delivery/pagerduty/pagerduty-sink.js';
import { type PagerdutyServer, ROUTING_KEY, startPagerduty } from '../kit/pagerduty-server.js';
import { hostileEvents } from './hostile-letters.js';
import { FIGURES, letter, never, storedEvent } from './letters.js';

let server: PagerdutyServer;
const servers: PagerdutyServer[] = [];
beforeEach(async () => {
  server = await startPagerduty();
  servers.push(server);
});
afterAll(() => Promise.all(servers.map((one) => one.close())));

const LINKS = [{ text: 'Dashboard', href: 'https://grafana.example/d/node?var-host={host}' }];

function sink(more: object = {}) {
  return createPagerdutySink({
    ...{ name: 'pd', routingKey: ROUTING_KEY, links: LINKS, host: 'web9' },
    ...{ url: new URL(server.url), timeoutMs: 300, ...more },
  });
}

describe('an incident', () => {
  it('opens one alert, which gets worse, and is resolved', async () => {
    const one = sink();
    expect(await one.send(letter({ kind: 'incident' }), never)).toMatchObject({ kind: 'delivered' });
    const [[key, alert] = ['', undefined]] = server.alerts;
    expect(key).toBe('oomscope/incident-1');
    expect(alert).toMatchObject({
      isOpen: true,
      links: [{ href: 'https://grafana.example/d/node?var-host=web1' }],
    });
    expect(alert?.payload).toMatchObject({
      ...{
        severity: 'warning',
        source: 'web1',
        class: 'oom memcg',
        timestamp: expect.stringMatching(/^2026-/),
      },
      summary: expect.stringMatching(/ killed on web1 \(12 kills\): /),
      custom_details: { event: storedEvent().event.id, victim: expect.stringContaining('(pid ') },
    });
    const figures = { ...FIGURES, severity: 'critical' } as const;
    await one.send(letter({ kind: 'repeat', why: 'escalation', figures }), never);
    expect(server.alerts.get(key)).toMatchObject({ events: 2, payload: { severity: 'critical' } });
    await one.send(letter({ kind: 'closing' }), never);
    expect([...server.alerts.values()].map(({ isOpen }) => isOpen)).toEqual([false]);
    expect(server.complaints).toEqual([]);
  });

  it('is not told of changes that wake nobody', async () => {
    await sink().send(letter({ kind: 'update' }), never);
    await sink().send(letter({ kind: 'details' }), never);
    expect(server.requests).toEqual([]);
  });

  it('resolves even where the event is no longer kept', async () => {
    await sink().send(letter({ kind: 'incident' }), never);
    await sink().send(letter({ kind: 'closing' }, { event: null }), never);
    expect([...server.alerts.values()].map(({ isOpen }) => isOpen)).toEqual([false]);
  });
});

describe('other letters', () => {
  it('a test opens an alert of no weight and resolves it', async () => {
    expect(await sink().send(letter({ kind: 'sample' }, { thread: null }), never)).toMatchObject({
      kind: 'delivered',
    });
    const [alert] = server.alerts.values();
    expect(alert).toMatchObject({ isOpen: false, payload: { severity: 'info' } });
    expect(alert?.payload.summary).toMatch(/^Test: /);
  });

  it('a storm is one alert, which ends with it', async () => {
    const entries = Array.from({ length: 200 }, (_, index) => ({
      ...{ atMs: index, host: 'web1', headline: `java (pid ${index}) killed`, place: 'pod', count: 1 },
    }));
    const storm = { kind: 'digest', reason: 'storm', host: 'web1', entries } as const;
    await sink().send(letter(storm, { thread: null, key: 'digest/1' }), never);
    await sink().send(letter(storm, { thread: null, key: 'digest/2' }), never);
    expect([...server.alerts.entries()].map(([key, { isOpen, events }]) => [key, isOpen, events])).toEqual([
      ['oomscope/storm/web1', true, 2],
    ]);
    await sink().send(letter({ ...storm, isLast: true }, { thread: null, key: 'digest/3' }), never);
    expect([...server.alerts.values()].map(({ isOpen }) => isOpen)).toEqual([false]);
    expect(server.complaints).toEqual([]);
  });

  it('a full disk is an alert that people end', async () => {
    const entries = [{ atMs: 0, host: 'web1', headline: 'java killed', place: 'pod', count: 1 }];
    const body: Partial<NoticeBody> & { kind: 'digest' } = {
      kind: 'digest',
      reason: 'disk-full',
      entries,
      isLast: true,
    };
    await sink().send(letter(body, { thread: null }), never);
    expect([...server.alerts.values()].map(({ isOpen }) => isOpen)).toEqual([true]);
  });
});

it('keeps hostile names within the limits and out of sight', async () => {
  for (const stored of hostileEvents()) {
    const comm = stored.event.victims[0]?.comm ?? '';
    const thread = { id: `incident-${stored.event.id}`, receipt: null };
    const figures = { ...FIGURES, host: comm, place: comm, programs: [{ name: comm, count: 1 }] };
    expect(
      await sink().send(letter({ kind: 'incident', figures }, { event: stored, thread }), never),
    ).toMatchObject({
      kind: 'delivered',
    });
  }
  expect(server.complaints).toEqual([]);
  expect(server.alerts.size).toBe(hostileEvents().length);
  for (const { body } of server.requests) {
    expect(Buffer.byteLength(body)).toBeLessThan(64 * 1024);
    // Within JSON a control character is an escape of its own.
    for (const text of stringsOf(JSON.parse(body)))
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...stringsOf(inner)])
    : [];
}

describe('answers', () => {
  it.each([
    [{ status: 429 }, { kind: 'retryLater', isInDoubt: false }],
    [
      { status: 429, headers: { 'retry-after': '30' } },
      { kind: 'retryLater', afterMs: 30_000 },
    ],
    [{ status: 500 }, { kind: 'retryLater', isInDoubt: true }],
    [
      { status: 200, body: '<html>sign in</html>' },
      { kind: 'retryLater', isInDoubt: true },
    ],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, { kind: 'rejected' }],
    [{ status: 413 }, { kind: 'rejected' }],
    ['reset', { kind: 'retryLater', isInDoubt: true }],
    ['hang', { kind: 'retryLater', isInDoubt: true }],
  ] as const)('judges %j', async (given, expected) => {
    server.answers.push(given);
    expect(await sink().send(letter({ kind: 'incident' }), never)).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  it('says what PagerDuty finds wrong, without the key', async () => {
    const short = sink({ routingKey: 'too-short-key' });
    const result = await short.send(letter({ kind: 'incident' }), never);
    expect(result).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('should be 32 characters'),
    });
    const body = JSON.stringify({
      status: 'invalid event',
      message: `no service has ${ROUTING_KEY}`,
      errors: [],
    });
    server.answers.push({ status: 400, body });
    const echoed = await sink().send(letter({ kind: 'incident' }), never);
    expect(echoed).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('no service has ***') });
  });

  it('stays away from link-local addresses', async () => {
    const result = await sink({ url: new URL('http://169.254.169.254/v2/enqueue') }).send(
      letter({ kind: 'incident' }),
      never,
    );
    expect(result).toMatchObject({ kind: 'retryLater', reason: expect.stringContaining('link-local') });
  });
});
