import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeBody } from '../../src/delivery/notice.js';
import type { DeliveryResult } from '../../src/delivery/sink.js';
import { createSlackSink } from '../../src/delivery/slack/slack-sink.js';
import { createSlackWebhookSink } from '../../src/delivery/slack-webhook/slack-webhook-sink.js';
import { CHANNEL, type Fault, type SlackServer, startSlackServer, TOKEN } from '../kit/slack-server.js';
import { letter, never, storedEvent } from './letters.js';

let slack: SlackServer;
beforeEach(async () => {
  slack = await startSlackServer();
});
afterEach(() => slack.close());

const bot = (more: object = {}) =>
  createSlackSink({
    name: 's',
    token: TOKEN,
    channel: CHANNEL,
    apiUrl: slack.apiUrl,
    timeoutMs: 300,
    ...more,
  });
const receipt = (result: DeliveryResult): string | null =>
  result.kind === 'delivered' ? result.receipt : null;

const entries = Array.from({ length: 60 }, (_, index) => ({
  atMs: index,
  host: 'web1',
  headline: `java (pid ${index}) killed <!here>`,
  place: 'pod 1',
  count: index + 1,
}));
const EVERY_KIND: readonly (Partial<NoticeBody> & { kind: NoticeBody['kind'] })[] = [
  { kind: 'incident' },
  { kind: 'update' },
  { kind: 'details', part: 0 },
  { kind: 'details', part: 1 },
  { kind: 'details', part: 2 },
  ...(['count', 'new-program', 'escalation', 'reminder'] as const).map((why) => ({
    kind: 'repeat' as const,
    why,
  })),
  { kind: 'closing' },
  ...(['first-start', 'late', 'storm', 'digest'] as const).map((reason) => ({
    kind: 'digest' as const,
    reason,
    entries,
  })),
  { kind: 'sample' },
];

describe('the bot', () => {
  it('posts every kind of message within the limits, replies in the thread of the first', async () => {
    const sink = bot();
    const root = receipt(await sink.send(letter({ kind: 'incident' }), never));
    for (const body of EVERY_KIND.slice(1)) {
      const thread = body.kind === 'digest' || body.kind === 'sample' ? null : { id: 't', receipt: root };
      expect(
        await sink.send(
          letter(body, {
            thread,
            event: body.kind === 'digest' ? null : storedEvent({ trust: 'unverified' }),
          }),
          never,
        ),
      ).toMatchObject({ kind: 'delivered' });
    }
    expect(slack.complaints).toEqual([]);
    const [first, ...others] = slack.posted;
    expect(first).toMatchObject({
      threadTs: null,
      updates: 1,
      metadata: { event_payload: { key: 'key-incident' } },
    });
    expect(others.filter(({ threadTs }) => threadTs === first?.ts).length).toBeGreaterThanOrEqual(6);
    expect(others.filter(({ isBroadcast }) => isBroadcast).map(({ text }) => text)).toEqual([
      expect.stringContaining('It got worse'),
    ]);
    expect(JSON.stringify(slack.posted.map(({ text }) => text))).not.toMatch(/<[!@]/);
    expect(JSON.stringify(first?.blocks)).toContain('text log');
  });

  const cases: [string, Fault, Partial<DeliveryResult>][] = [
    [
      '429 with a time',
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'retryLater', afterMs: 7000, isInDoubt: false },
    ],
    ['429 without one', { status: 429 }, { kind: 'retryLater' }],
    ['500', { status: 500 }, { kind: 'retryLater', isInDoubt: true }],
    ['a page of a proxy', 'html', { kind: 'retryLater', isInDoubt: true }],
    ['a reset', 'drop-before', { kind: 'retryLater', isInDoubt: true }],
    ['no answer', 'hang', { kind: 'retryLater', isInDoubt: true }],
    ['trouble at Slack', { error: 'internal_error' }, { kind: 'retryLater' }],
    ['a revoked token', { error: 'token_revoked' }, { kind: 'rejected' }],
    [
      'a channel without the bot',
      { error: 'not_in_channel' },
      { kind: 'rejected', reason: 'Slack says not_in_channel: invite the bot to the channel (/invite)' },
    ],
    ['404', { status: 404 }, { kind: 'rejected' }],
  ];
  it.each(cases)('judges %s', async (_, fault, expected) => {
    slack.faults.push(fault);
    const result = await bot().send(letter({ kind: 'incident' }), never);
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(slack.calls.filter((call) => call.startsWith('chat.'))).toHaveLength(1);
  });

  it('says that nothing was sent where nothing could be', async () => {
    const closed = await startSlackServer();
    await closed.close();
    const gone = createSlackSink({
      name: 's',
      token: TOKEN,
      channel: CHANNEL,
      apiUrl: closed.apiUrl,
    });
    expect(await gone.send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'retryLater',
      isInDoubt: false,
    });
    const unknown = createSlackSink({
      name: 's',
      token: TOKEN,
      channel: CHANNEL,
      apiUrl: 'http://no-such-host.invalid/api/',
    });
    expect(await unknown.send(letter({ kind: 'incident' }), never)).toMatchObject({
      kind: 'retryLater',
      isInDoubt: false,
    });
  });

  it('finds a message that arrived although its answer was lost', async () => {
    const sink = bot();
    slack.faults.push('drop-after');
    expect(await sink.send(letter({ kind: 'incident' }), never)).toMatchObject({ isInDoubt: true });
    const again = await sink.send(letter({ kind: 'incident' }, { isInDoubt: true }), never);
    expect(slack.posted).toHaveLength(1);
    expect(JSON.parse(receipt(again) ?? '{}')).toEqual({ channel: CHANNEL, ts: slack.posted[0]?.ts });
    slack.faults.push('drop-after');
    const reply = letter({ kind: 'closing' }, { thread: { id: 't', receipt: receipt(again) } });
    await sink.send(reply, never);
    await sink.send({ ...reply, isInDoubt: true }, never);
    expect(slack.posted).toHaveLength(2);
  });

  it('sends again with a word where it may not look', async () => {
    slack.canRead = false;
    expect(await bot().send(letter({ kind: 'incident' }, { isInDoubt: true }), never)).toMatchObject({
      kind: 'delivered',
    });
    expect(JSON.stringify(slack.posted[0]?.blocks)).toContain('may be a repetition');
  });

  it('falls back to a short text where Slack dislikes the blocks', async () => {
    slack.faults.push({ error: 'invalid_blocks' });
    expect(await bot().send(letter({ kind: 'incident' }), never)).toMatchObject({ kind: 'delivered' });
    expect(slack.posted[0]?.blocks).toHaveLength(1);
  });
});

describe('the incoming webhook', () => {
  const hook = () => createSlackWebhookSink({ name: 'h', url: new URL(slack.webhookUrl), timeoutMs: 300 });

  it('posts every kind of message, without threads', async () => {
    for (const body of EVERY_KIND)
      expect(await hook().send(letter(body), never)).toMatchObject({ kind: 'delivered' });
    expect(slack.complaints).toEqual([]);
    expect(slack.posted.every(({ threadTs }) => threadTs === null)).toBe(true);
  });

  it.each([
    ['html', 'retryLater'],
    [{ status: 500 }, 'retryLater'],
    [{ status: 302, headers: { location: 'https://elsewhere' } }, 'rejected'],
    [{ status: 410 }, 'rejected'],
    ['hang', 'retryLater'],
    ['drop-after', 'retryLater'],
  ] as [Fault, string][])('judges %j', async (fault, kind) => {
    slack.faults.push(fault);
    const result = await hook().send(letter({ kind: 'incident' }), never);
    expect(result.kind).toBe(kind);
    expect(JSON.stringify(result)).not.toContain('secretpart');
  });
});
