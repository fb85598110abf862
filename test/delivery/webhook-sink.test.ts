import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNdjsonSink } from '../../src/delivery/ndjson/ndjson-sink.js';
import { redact } from '../../src/delivery/redact.js';
import { createWebhookSink } from '../../src/delivery/webhook/webhook-sink.js';
import { letter, never } from './letters.js';

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let requests: Request[] = [];
let answer: { status: number; headers?: Record<string, string> } | 'reset' | 'hang' = { status: 204 };
beforeEach(async () => {
  requests = [];
  answer = { status: 204 };
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += (chunk as Buffer).toString('utf8');
    requests.push({ headers: request.headers, body });
    if (answer === 'reset') response.destroy();
    else if (answer !== 'hang') response.writeHead(answer.status, answer.headers ?? {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const url = () => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=abcd`);
const sink = (more: object = {}) =>
  createWebhookSink({ name: 'w', url: url(), secret: 'key', timeoutMs: 300, ...more });

describe('the webhook', () => {
  it('posts the contract event, signed, with a key that stays the same', async () => {
    const one = letter({ kind: 'event' });
    expect(await sink().send(one, never)).toMatchObject({ kind: 'delivered' });
    await sink().send(one, never);
    const [first, second] = requests;
    const timestamp = String(first?.headers['x-oomscope-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
    const expected = createHmac('sha256', 'key').update(`${timestamp}.${first?.body}`).digest('hex');
    expect(first?.headers['x-oomscope-signature']).toBe(`v1=${expected}`);
    expect([first?.headers['idempotency-key'], second?.headers['idempotency-key']]).toEqual([
      one.key,
      one.key,
    ]);
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      schema: 'oomscope/1',
      kind: 'event',
      trust: 'verified',
      late: false,
      event: { id: one.event?.event.id },
    });
  });

  it.each([
    [{ status: 200 }, { kind: 'delivered' }],
    [
      { status: 429, headers: { 'retry-after': '9' } },
      { kind: 'retryLater', afterMs: 9000 },
    ],
    [
      { status: 503, headers: { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' } },
      { kind: 'retryLater', afterMs: 3_600_000 },
    ],
    [{ status: 500 }, { kind: 'retryLater', isInDoubt: true }],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, { kind: 'rejected' }],
    [{ status: 404 }, { kind: 'rejected' }],
    ['reset', { kind: 'retryLater', isInDoubt: true }],
    ['hang', { kind: 'retryLater', isInDoubt: true, reason: 'no answer within 0.3 s' }],
  ] as const)('judges %j', async (given, expected) => {
    answer = given;
    expect(await sink().send(letter({ kind: 'event' }), never)).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  it('goes nowhere near cloud metadata, by address or by name', async () => {
    for (const target of ['http://169.254.169.254/latest', 'http://[fe80::1]/', 'http://[fd00:ec2::254]/'])
      expect(await sink({ url: new URL(target) }).send(letter({ kind: 'event' }), never)).toMatchObject({
        kind: 'retryLater',
        isInDoubt: false,
        reason: expect.stringContaining('link-local'),
      });
  });

  it('says what could not be reached', async () => {
    expect(
      await sink({ url: new URL('http://no-such-host.invalid/x') }).send(letter({ kind: 'event' }), never),
    ).toMatchObject({ kind: 'retryLater', isInDoubt: false });
  });
});

describe('the NDJSON file', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'oomscope-ndjson-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('gets one event a line, and none twice after an uncertain attempt', async () => {
    const path = join(directory, 'events.ndjson');
    const file = createNdjsonSink({ name: 'n', path });
    await file.send(letter({ kind: 'event' }), never);
    await file.send(letter({ kind: 'event' }, { isInDoubt: true }), never);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      id: letter({ kind: 'event' }).event?.event.id,
      trust: 'verified',
    });
  });

  it('does not continue a line that was cut off', async () => {
    const path = join(directory, 'events.ndjson');
    writeFileSync(path, `{"id":"${letter({ kind: 'event' }).event?.event.id}","cut`);
    await createNdjsonSink({ name: 'n', path }).send(letter({ kind: 'event' }, { isInDoubt: true }), never);
    expect(() => JSON.parse(readFileSync(path, 'utf8').trim().split('\n')[1] ?? '')).not.toThrow();
  });

  it('tries again where it cannot write', async () => {
    expect(
      await createNdjsonSink({ name: 'n', path: join(directory, 'no/such/file') }).send(
        letter({ kind: 'event' }),
        never,
      ),
    ).toMatchObject({ kind: 'retryLater' });
  });
});

it('takes secrets out of what is shown', () => {
  const text =
    'xoxb-12-abc https://u:pw@host/ https://hooks.slack.com/services/T/B/abc https://x.test/?token=abc Bearer abcdefghijkl pass9';
  expect(redact(text, ['pass9'])).toBe(
    'xox*** https://***@host/ https://hooks.slack.com/*** https://x.test/?token=*** Bearer *** ***',
  );
});
