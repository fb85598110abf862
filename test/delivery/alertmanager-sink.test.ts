/** Alertmanager: the real one takes, keeps and ends our alerts; stand-ins answer in every other way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlertmanagerSink } from '../../src/delivery/alertmanager/alertmanager-sink.js';
import { alertsOf } from '../../src/delivery/alertmanager/alerts.js';
import { basicAuthorization, bearerAuthorization } from '../../src/delivery/alertmanager/authorization.js';
import type { NoticeBody } from '../../src/delivery/notice.js';
import { type Alertmanager, startAlertmanager, whyNoAlertmanager } from '../kit/alertmanager.js';
import { type Answering, startAnswering } from '../kit/answering-server.js';
import { hostileEvents } from './hostile-letters.js';
import { FIGURES, letter, never, storedEvent } from './letters.js';

const HOLD_MS = 60_000;
const MINUTE = 60_000;

function sink(urls: readonly URL[], more: object = {}) {
  return createAlertmanagerSink({
    ...{ name: 'am', urls, host: 'web9', holdMs: HOLD_MS, labels: { cluster: 'prod' } },
    ...{ authorization: null, timeoutMs: 500, ...more },
  });
}

/** An incident that tests do not share. */
function figuresOf(host: string, more: Partial<typeof FIGURES> = {}) {
  return { ...FIGURES, host, firstMs: Date.now() - MINUTE, lastMs: Date.now(), ...more };
}

describe.skipIf(whyNoAlertmanager !== null)(
  `the real Alertmanager (${whyNoAlertmanager ?? 'installed'})`,
  () => {
    let real: Alertmanager;
    let other: Alertmanager;
    beforeAll(async () => {
      [real, other] = await Promise.all([startAlertmanager(), startAlertmanager()]);
    }, 60_000);
    afterAll(() => Promise.all([real?.stop(), other?.stop()]));

    const alertsFor = async (host: string, where = real) =>
      (await where.alerts()).filter(({ labels }) => labels.host === host);

    it('keeps one alert for an incident, moves its end, and ends it', async () => {
      const figures = figuresOf('web1');
      const one = sink([real.url, other.url]);
      expect(await one.send(letter({ kind: 'incident', figures }), never)).toMatchObject({
        kind: 'delivered',
        warning: null,
      });
      const [first] = await alertsFor('web1');
      expect(first?.labels).toEqual({
        ...{ alertname: 'OutOfMemory', cluster: 'prod', host: 'web1', scope: 'memcg', severity: 'warning' },
        ...{ runtime: 'kubernetes', qos: 'burstable', program: 'java' },
      });
      expect(first?.annotations).toMatchObject({
        ...{ event_id: storedEvent().event.id, kills: '12', largest: '512 MiB' },
        ...{
          victim: expect.stringMatching(/^\S+ \(pid \d+\)$/),
          first_step: expect.stringContaining('kubectl'),
        },
        summary: expect.stringContaining('killed'),
      });
      expect(Date.parse(first?.startsAt ?? '')).toBe(figures.firstMs);
      expect(Date.parse(first?.endsAt ?? '') - Date.now()).toBeGreaterThan(HOLD_MS - 5000);
      expect(await alertsFor('web1', other)).toHaveLength(1);

      await new Promise((resolve) => setTimeout(resolve, 20));
      const later = { ...figures, count: 40, programs: [{ name: 'nginx', count: 39 }] };
      await one.send(letter({ kind: 'update', figures: later }), never);
      const again = await alertsFor('web1');
      expect(again).toHaveLength(1);
      expect(again[0]?.annotations.kills).toBe('40');
      expect(Date.parse(again[0]?.endsAt ?? '')).toBeGreaterThan(Date.parse(first?.endsAt ?? ''));

      await expect.poll(() => statuses(real, 'web1'), { timeout: 5000 }).toContain('firing');
      await one.send(letter({ kind: 'closing', figures: later }), never);
      expect([...(await alertsFor('web1')), ...(await alertsFor('web1', other))]).toEqual([]);
      await expect.poll(() => statuses(real, 'web1'), { timeout: 5000 }).toContain('resolved');
    });

    it('replaces the alert by a graver one when it gets worse', async () => {
      const one = sink([real.url]);
      await one.send(letter({ kind: 'incident', figures: figuresOf('web2') }), never);
      const worse = figuresOf('web2', { severity: 'critical' });
      await one.send(letter({ kind: 'repeat', why: 'escalation', figures: worse }), never);
      expect((await alertsFor('web2')).map(({ labels }) => labels.severity)).toEqual(['critical']);
    });

    it('takes hostile names as text, and no name makes a label of its own', async () => {
      const one = sink([real.url]);
      for (const [index, stored] of hostileEvents().entries()) {
        const comm = stored.event.victims[0]?.comm ?? '';
        const figures = figuresOf(`hostile ${index} ${comm}`, {
          place: comm,
          labels: { unit: comm, program: comm },
          programs: [{ name: comm, count: 1 }],
        });
        expect(await one.send(letter({ kind: 'incident', figures }, { event: stored }), never)).toMatchObject(
          {
            kind: 'delivered',
          },
        );
      }
      const alerts = (await real.alerts()).filter(({ labels }) => labels.host?.startsWith('hostile'));
      expect(alerts).toHaveLength(hostileEvents().length);
      const known = ['alertname', 'cluster', 'host', 'program', 'scope', 'severity', 'unit'];
      for (const { labels, annotations } of alerts) {
        expect(known).toEqual(expect.arrayContaining(Object.keys(labels)));
        for (const value of Object.values(labels)) expect(value).not.toMatch(UNSAFE);
        for (const [name, value] of Object.entries(annotations))
          expect(MANY_LINES.includes(name) ? value.replaceAll('\n', '') : value).not.toMatch(UNSAFE);
      }
    });

    it('bears the clock of a host that is ahead, and a test that ends by itself', async () => {
      const ahead = figuresOf('ahead', { firstMs: Date.now() + 10 * MINUTE });
      const one = sink([real.url]);
      expect(await one.send(letter({ kind: 'incident', figures: ahead }), never)).toMatchObject({
        kind: 'delivered',
      });
      expect(await one.send(letter({ kind: 'closing', figures: ahead }), never)).toMatchObject({
        kind: 'delivered',
      });
      expect(await alertsFor('ahead')).toEqual([]);
      expect(await one.send(letter({ kind: 'sample' }), never)).toMatchObject({ kind: 'delivered' });
      const [test] = (await real.alerts()).filter(({ labels }) => labels.test === 'true');
      expect(test?.annotations.summary).toMatch(/^Test: /);
      expect(Date.parse(test?.endsAt ?? '') - Date.now()).toBeLessThanOrEqual(MINUTE);
    });

    it('is told of a full disk', async () => {
      const entries = [{ atMs: 0, host: 'web1', headline: 'java killed', place: 'pod', count: 1 }];
      const body = { kind: 'digest', reason: 'disk-full', host: 'full', entries } as const;
      expect(await sink([real.url]).send(letter(body, { thread: null }), never)).toMatchObject({
        kind: 'delivered',
      });
      expect((await alertsFor('full'))[0]?.annotations.summary).toContain('the disk is full');
    });
  },
);

function statuses({ notified }: Alertmanager, host: string): string[] {
  return notified
    .filter(({ alerts }) => alerts.some(({ labels }) => labels.host === host))
    .map(({ status }) => status);
}

/** Annotations that have lines of their own. */
const MANY_LINES = ['description', 'first_step'];
/** What `visibleText` leaves nothing of. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b]/u;

describe('answers', () => {
  let [first, second]: Answering[] = [];
  beforeAll(async () => {
    [first, second] = await Promise.all([startAnswering(), startAnswering()]);
  });
  afterAll(() => Promise.all([first?.close(), second?.close()]));
  const urls = () => [first, second].map((one) => new URL(one?.url ?? ''));

  it('counts what one member took, and names the member that did not', async () => {
    first?.answers.push({ status: 200 });
    second?.answers.push({ status: 500 });
    const result = await sink(urls()).send(letter({ kind: 'incident' }), never);
    expect(result).toMatchObject({
      kind: 'delivered',
      warning: expect.stringContaining(urls()[1]?.host ?? ''),
    });
  });

  it('tries again where no member took it and one may later', async () => {
    first?.answers.push({ status: 400, body: '"bad label"' });
    second?.answers.push({ status: 503, headers: { 'retry-after': '7' } });
    const result = await sink(urls()).send(letter({ kind: 'incident' }), never);
    expect(result).toMatchObject({
      kind: 'retryLater',
      afterMs: 7000,
      reason: expect.stringContaining('bad label'),
    });
  });

  it('gives up where every member refuses', async () => {
    first?.answers.push({ status: 400 });
    second?.answers.push({ status: 401 });
    expect(await sink(urls()).send(letter({ kind: 'incident' }), never)).toMatchObject({ kind: 'rejected' });
  });

  it.each([
    ['basic', basicAuthorization('oomscope', 'p4ss-word'), 'Basic b29tc2NvcGU6cDRzcy13b3Jk', 'p4ss-word'],
    ['bearer', bearerAuthorization('t0ken-value'), 'Bearer t0ken-value', 't0ken-value'],
  ])('signs in by %s, and repeats no secret', async (_, authorization, header, secret) => {
    first?.answers.push({ status: 403, body: `${secret} and ${header} are not welcome` });
    const result = await sink(urls().slice(0, 1), { authorization }).send(
      letter({ kind: 'incident' }),
      never,
    );
    expect(first?.requests.at(-1)?.headers.authorization).toBe(header);
    expect(result).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('not welcome') });
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(JSON.stringify(result)).not.toContain(header.split(' ')[1]);
  });

  it('keeps to the path of a proxy, and away from link-local addresses', async () => {
    first?.answers.push({ status: 200 });
    await sink([new URL('/am/', first?.url)]).send(letter({ kind: 'incident' }), never);
    expect(first?.requests.at(-1)?.path).toBe('/am/api/v2/alerts');
    expect(
      await sink([new URL('http://169.254.169.254/')]).send(letter({ kind: 'incident' }), never),
    ).toMatchObject({
      kind: 'retryLater',
      reason: expect.stringContaining('link-local'),
    });
  });
});

it('has the same labels in every letter of an incident, whichever event it shows', () => {
  const options = { host: 'web9', holdMs: HOLD_MS, labels: {}, nowMs: Date.now() };
  const kinds: readonly (Partial<NoticeBody> & { kind: NoticeBody['kind'] })[] = [
    { kind: 'incident' },
    ...(['count', 'new-program', 'escalation', 'reminder'] as const).map((why) => ({
      kind: 'repeat' as const,
      why,
    })),
    { kind: 'update' },
    { kind: 'closing' },
  ];
  const sets = kinds.map((body, index) => {
    const event = hostileEvents()[index] ?? storedEvent();
    return JSON.stringify(alertsOf(letter(body, { event }), options)[0]?.labels);
  });
  expect(new Set(sets).size).toBe(1);
});
