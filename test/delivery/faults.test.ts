/** Each way in which the other side can fail, through the outbox: what is due is told in the end, once, or given up aloud. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmailSink } from '../../src/delivery/email/email-sink.js';
import { createNdjsonSink } from '../../src/delivery/ndjson/ndjson-sink.js';
import { createSlackSink } from '../../src/delivery/slack/slack-sink.js';
import { createSlackWebhookSink } from '../../src/delivery/slack-webhook/slack-webhook-sink.js';
import { createWebhookSink } from '../../src/delivery/webhook/webhook-sink.js';
import {
  type MailServer,
  type MailServerOptions,
  type MailStage,
  startMailServer,
} from '../kit/mail-server.js';
import { CHANNEL, type Fault, type SlackServer, startSlackServer, TOKEN } from '../kit/slack-server.js';
import {
  startWebhookServer,
  WEBHOOK_SECRET,
  type WebhookFault,
  type WebhookServer,
} from '../kit/webhook-server.js';
import { deliverOne } from './outbox-run.js';

const timeoutMs = 250;
const RETRY_AFTER = { status: 429, headers: { 'retry-after': '90' } };

describe('Slack', () => {
  let slack: SlackServer;
  beforeEach(async () => {
    slack = await startSlackServer();
  });
  afterEach(() => slack.close());
  const bot = () =>
    createSlackSink({ name: 's', token: TOKEN, channel: CHANNEL, apiUrl: slack.apiUrl, timeoutMs });
  const hook = () => createSlackWebhookSink({ name: 's', url: new URL(slack.webhookUrl), timeoutMs });

  const PASSING: readonly Fault[] = [
    'drop-before',
    'drop-after',
    'hang',
    'html',
    RETRY_AFTER,
    { status: 429 },
    { status: 500 },
    { status: 503 },
  ];

  it.each(PASSING.map((fault) => [JSON.stringify(fault), fault] as const))(
    'by bot, after %s: posted once',
    async (_, fault) => {
      slack.faults.push(fault);
      const { state, attempts, pausesMs } = await deliverOne(bot(), 'incident');
      expect({ state, attempts }).toEqual({ state: 'sent', attempts: 2 });
      expect(slack.posted).toHaveLength(1);
      if (fault === RETRY_AFTER) expect(pausesMs[0]).toBeGreaterThanOrEqual(90_000);
    },
  );

  it.each(PASSING.map((fault) => [JSON.stringify(fault), fault] as const))(
    'by incoming webhook, after %s: posted, and marked where it may be there twice',
    async (_, fault) => {
      slack.faults.push(fault);
      const { state, pausesMs } = await deliverOne(hook(), 'incident');
      expect(state).toBe('sent');
      expect(slack.posted).toHaveLength(fault === 'drop-after' ? 2 : 1);
      if (fault === 'drop-after')
        expect(JSON.stringify(slack.posted[1]?.blocks)).toContain('may be a repetition');
      if (fault === RETRY_AFTER) expect(pausesMs[0]).toBeGreaterThanOrEqual(90_000);
    },
  );

  it.each([
    ['bot', bot],
    ['incoming webhook', hook],
  ])('by %s: a redirect is not followed', async (_, sink) => {
    slack.faults.push({ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } });
    const { state, error } = await deliverOne(sink(), 'incident');
    expect(state).toBe('dead');
    expect(error).toMatch(/302/);
    expect(slack.posted).toEqual([]);
  });

  it('gives up what Slack keeps refusing after a day, and says so', async () => {
    slack.faults.push(...Array.from({ length: 400 }, () => ({ status: 500 })));
    const { state, error, pausesMs } = await deliverOne(hook(), 'incident');
    expect(state).toBe('pending');
    expect(error).toContain('HTTP 500');
    expect(Math.max(...pausesMs)).toBeLessThanOrEqual(15 * 60_000);
  });
});

describe('a webhook', () => {
  let server: WebhookServer;
  beforeEach(async () => {
    server = await startWebhookServer();
  });
  afterEach(() => server.close());
  const sink = () =>
    createWebhookSink({ name: 'w', url: new URL(server.url), secret: WEBHOOK_SECRET, timeoutMs });

  const PASSING: readonly WebhookFault[] = [
    'drop-before',
    'drop-after',
    'hang',
    RETRY_AFTER,
    { status: 429 },
    { status: 500 },
    { status: 500, body: '<html>Bad gateway</html>' },
    { status: 408 },
  ];

  it.each(PASSING.map((fault) => [JSON.stringify(fault), fault] as const))(
    'after %s: taken in under one key, signed',
    async (_, fault) => {
      server.faults.push(fault);
      const { state, attempts, pausesMs } = await deliverOne(sink(), 'event');
      expect({ state, attempts }).toEqual({ state: 'sent', attempts: 2 });
      expect([...server.received.keys()]).toEqual(['k-1']);
      expect(server.repeats).toBe(fault === 'drop-after' ? 1 : 0);
      expect(server.complaints).toEqual([]);
      if (fault === RETRY_AFTER) expect(pausesMs[0]).toBeGreaterThanOrEqual(90_000);
    },
  );

  it.each([
    [301, 'redirects are not followed'],
    [302, 'redirects are not followed'],
    [400, 'HTTP 400'],
    [401, 'HTTP 401'],
    [404, 'HTTP 404'],
    [413, 'HTTP 413'],
  ])('refused with %i: given up with the reason', async (status, reason) => {
    server.faults.push({ status, headers: { location: 'http://127.0.0.1:9/' }, body: 'no' });
    const { state, error } = await deliverOne(sink(), 'event');
    expect(state).toBe('dead');
    expect(error).toContain(reason);
  });
});

describe('mail', () => {
  let server: MailServer;
  afterEach(() => server.close());
  const sink = (to: readonly string[] = ['a@example.test', 'b@example.test']) =>
    createEmailSink({
      ...{ name: 'm', from: 'oomscope@web1.test', to, domain: 'web1.test', timeoutMs },
      ...{ host: '127.0.0.1', port: server.port, tls: 'none', user: 'u', password: 'pass-word' },
    });
  const STAGES: readonly MailStage[] = ['connect', 'auth', 'mail', 'rcpt', 'data'];
  /** The trouble is over after the first attempt. */
  async function withPassing(fault: MailServerOptions['fault']): ReturnType<typeof deliverOne> {
    const options: { -readonly [Name in keyof MailServerOptions]: MailServerOptions[Name] } = {
      user: 'u',
      password: 'pass-word',
      ...(fault === undefined ? {} : { fault }),
    };
    server = await startMailServer(options);
    const mended = sink();
    const send = mended.send.bind(mended);
    return deliverOne(
      {
        ...mended,
        async send(letter, signal) {
          const result = await send(letter, signal);
          delete options.fault;
          return result;
        },
      },
      'incident',
    );
  }

  it.each(STAGES.flatMap((at) => ([421, 451, 'drop', 'hang'] as const).map((how) => [at, how] as const)))(
    'at %s, after %s: arrives',
    async (at, how) => {
      const { state, attempts } = await withPassing({ at, how });
      expect({ state, attempts }).toEqual({ state: 'sent', attempts: 2 });
      expect(server.mails).toHaveLength(1);
      const [mail] = await server.parsed();
      // A refusal is certain. A connection that ends does not say where, but after the text it may have arrived.
      const isMarked = mail?.text?.includes('may be a repetition');
      if (typeof how === 'number') expect(isMarked).toBe(false);
      if (typeof how === 'string' && at === 'data') expect(isMarked).toBe(true);
    },
  );

  it.each(STAGES.map((at) => [at, at === 'auth' ? 535 : 554] as const))(
    'at %s, refused with %i: given up with the reason, without the password',
    async (at, how) => {
      const { state, error } = await withPassing({ at, how });
      expect(state).toBe('dead');
      expect(error).toContain(String(how));
      expect(error).not.toContain('pass-word');
    },
  );

  it('taken in and then cut off: the repetition has the same Message-ID and says what it is', async () => {
    const options: { -readonly [Name in keyof MailServerOptions]: MailServerOptions[Name] } = {
      dropAfterData: true,
    };
    server = await startMailServer(options);
    const one = createEmailSink({
      ...{ name: 'm', from: 'o@web1.test', to: ['a@example.test'], domain: 'web1.test', timeoutMs },
      ...{ host: '127.0.0.1', port: server.port, tls: 'none', user: null, password: null },
    });
    const { send } = one;
    const { state } = await deliverOne(
      {
        ...one,
        send: (letter, signal) =>
          send(letter, signal).finally(() => {
            delete options.dropAfterData;
          }),
      },
      'incident',
    );
    expect(state).toBe('sent');
    const mails = await server.parsed();
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
    expect(mails[1]?.text).toContain('may be a repetition');
  });

  it('a recipient that is put off gets it later, and the others not again', async () => {
    const options: { -readonly [Name in keyof MailServerOptions]: MailServerOptions[Name] } = {
      user: 'u',
      password: 'pass-word',
      refuseOnly: 'b@example.test',
      refuseOnlyWith: 450,
    };
    server = await startMailServer(options);
    const one = sink();
    const { send } = one;
    const { state } = await deliverOne(
      {
        ...one,
        send: (letter, signal) =>
          send(letter, signal).finally(() => {
            delete options.refuseOnly;
          }),
      },
      'incident',
    );
    expect(state).toBe('sent');
    expect(server.mails.map(({ recipients }) => recipients)).toEqual([
      ['a@example.test'],
      ['b@example.test'],
    ]);
  });
});

describe('names that lead nowhere', () => {
  const host = 'mail.invalid';
  it.each([
    [
      'Slack by bot',
      () =>
        createSlackSink({
          name: 's',
          token: TOKEN,
          channel: CHANNEL,
          apiUrl: `http://${host}/api/`,
          timeoutMs: 2000,
        }),
    ],
    [
      'Slack by webhook',
      () => createSlackWebhookSink({ name: 's', url: new URL(`http://${host}/x`), timeoutMs: 2000 }),
    ],
    [
      'webhook',
      () => createWebhookSink({ name: 'w', url: new URL(`http://${host}/x`), secret: null, timeoutMs: 2000 }),
    ],
    [
      'mail',
      () =>
        createEmailSink({
          ...{ name: 'm', from: 'o@web1.test', to: ['a@b.test'], domain: 'web1.test', timeoutMs: 2000 },
          ...{ host, port: 25, tls: 'none', user: null, password: null },
        }),
    ],
  ])('%s: waits, with nothing in doubt', async (_, create) => {
    const sink = create();
    const outcomes: unknown[] = [];
    await deliverOne(
      {
        ...sink,
        send: async (...given) => {
          const result = await sink.send(...given);
          outcomes.push(result);
          return outcomes.length < 2 ? result : { kind: 'rejected', reason: 'enough' };
        },
      },
      'incident',
    );
    expect(outcomes[0]).toMatchObject({ kind: 'retryLater', isInDoubt: false });
  });
});

it('a file whose directory is missing waits for it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'oomscope-ndjson-'));
  const path = join(directory, 'later/events.ndjson');
  const sink = createNdjsonSink({ name: 'f', path });
  const { send } = sink;
  const { state, attempts } = await deliverOne(
    {
      ...sink,
      send: (letter, signal) =>
        send(letter, signal).finally(() => mkdirSync(join(directory, 'later'), { recursive: true })),
    },
    'event',
  );
  expect({ state, attempts }).toEqual({ state: 'sent', attempts: 2 });
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
  rmSync(directory, { recursive: true });
});
