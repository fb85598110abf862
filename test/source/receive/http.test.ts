/** Logs over HTTP: what shippers send, who may send, what bad requests get, and when a request is answered. */
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpSource } from '../../../src/source/receive/http/http-source.js';
import { LARGEST_BODY } from '../../../src/source/receive/http/take-request.js';
import { type Running, run } from '../follow/collect.js';
import { captureLines, eventsOf, freePort, gist } from './kit.js';

const TOKEN = 'a-token-of-the-test';
let received: Running;
let port = 0;

beforeEach(async () => {
  port = await freePort();
  received = run(
    httpSource({
      name: `127.0.0.1:${port}`,
      address: { host: '127.0.0.1', port },
      token: TOKEN,
      identity: null,
      rate: 100,
    }),
  );
  await received.until(() => received.caughtUp > 0, 'the start');
});
afterEach(() => received.stop());

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  { path = '/logs', method = 'POST', ...headers }: Record<string, string> = {},
) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/plain', ...headers },
    ...(method === 'POST' ? { body } : {}),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const lines = captureLines('6.1-memcg-v2-docker');
const host = 'web1';
const otlp = (records: readonly object[]) => ({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'host.name', value: { stringValue: host } }] },
      scopeLogs: [{ scope: {}, logRecords: records }],
    },
  ],
});
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** What each sends of a kernel's report. */
const SENDERS = {
  'plain lines of a syslog': [lines.map((line) => `Nov 21 02:25:00 ${host} kernel: ${line}`).join('\n'), {}],
  'NDJSON of the journal': [
    lines
      .map((line) =>
        JSON.stringify({
          MESSAGE: line.replace(/^\[[ \d.]+\] ?/, ''),
          _TRANSPORT: 'kernel',
          _HOSTNAME: host,
        }),
      )
      .join('\n'),
    { 'Content-Type': 'application/x-ndjson' },
  ],
  'an array of Vector': [
    JSON.stringify(
      lines.map((message) => ({ message, host, timestamp: '2026-11-21T02:25:00.5Z', source_type: 'file' })),
    ),
    JSON_TYPE,
  ],
  'an array of Fluent Bit': [
    JSON.stringify(lines.map((log) => ({ date: 1795227900.5, log, hostname: host }))),
    JSON_TYPE,
  ],
  'NDJSON of Fluent Bit, called JSON': [
    lines.map((log) => JSON.stringify({ date: 1795227900.5, log, hostname: host })).join('\n'),
    JSON_TYPE,
  ],
  'OTLP logs of text': [
    JSON.stringify(
      otlp(lines.map((line) => ({ timeUnixNano: '1795227900500000000', body: { stringValue: line } }))),
    ),
    { path: '/v1/logs', ...JSON_TYPE },
  ],
  'OTLP logs of journal entries': [
    JSON.stringify(
      otlp(
        lines.map((line) => ({
          body: {
            kvlistValue: {
              values: Object.entries({
                MESSAGE: line.replace(/^\[[ \d.]+\] ?/, ''),
                _TRANSPORT: 'kernel',
              }).map(([key, value]) => ({
                key,
                value: { stringValue: value },
              })),
            },
          },
        })),
      ),
    ),
    { path: '/v1/logs', ...JSON_TYPE },
  ],
} as const;

describe('an HTTP receiver', () => {
  it.each(Object.entries(SENDERS))('takes %s', async (name, [body, headers]) => {
    const { status, body: answer } = await post(body, headers);
    expect({ status, answer }).toEqual({
      status: 200,
      answer: name.startsWith('OTLP') ? { partialSuccess: {} } : { lines: lines.length },
    });
    // It was read before it was answered.
    expect(received.lines).toHaveLength(lines.length);
    const events = eventsOf(received.lines);
    const bare = gist(eventsOf(lines));
    expect(gist(events)).toEqual(bare);
    expect(events.map((event) => event.host)).toEqual([host]);
  });

  it('takes gzip, and says which records of OTLP hold no text', async () => {
    const text = Buffer.from('Nov 21 02:25:00 web1 kernel: text\n');
    expect(await post(new Uint8Array(gzipSync(text)), { 'Content-Encoding': 'gzip' })).toMatchObject({
      status: 200,
    });
    const records = [{ body: { stringValue: 'a text' } }, { body: { arrayValue: {} } }, {}];
    const { body } = await post(JSON.stringify(otlp(records)), { path: '/v1/logs', ...JSON_TYPE });
    expect(body).toEqual({
      partialSuccess: { rejectedLogRecords: '2', errorMessage: 'records without a text body' },
    });
    expect(received.lines).toEqual([
      'Nov 21 02:25:00 web1 kernel: text',
      '{"host":"web1","message":"a text"}',
    ]);
  });

  it.each([
    ['no token', 'x', { Authorization: '' }, 401, /Authorization: Bearer TOKEN/],
    ['another token', 'x', { Authorization: 'Bearer guess' }, 401, /Authorization/],
    ['another method', '', { method: 'PUT' }, 405, /expected POST/],
    ['another path', 'x', { path: '/metrics' }, 404, /\/v1\/logs/],
    ['broken JSON', '{"a":', JSON_TYPE, 400, /not valid JSON/],
    ['JSON that is no log', '[1, 2]', JSON_TYPE, 400, /array of objects/],
    ['OTLP that is none', '{}', { path: '/v1/logs', ...JSON_TYPE }, 400, /OTLP logs/],
    [
      'OTLP as protobuf',
      'x',
      { path: '/v1/logs', 'Content-Type': 'application/x-protobuf' },
      415,
      /http\/json/,
    ],
    ['another type', 'x', { 'Content-Type': 'image/png' }, 415, /application\/x-ndjson/],
    ['another encoding', 'x', { 'Content-Encoding': 'br' }, 415, /gzip/],
    ['gzip that is none', 'x', { 'Content-Encoding': 'gzip' }, 400, /no gzip/],
  ] as const)('refuses %s with what it expected', async (_, body, headers, status, words) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(String(answer.body.error)).toMatch(words);
    expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
    expect(received.lines).toEqual([]);
  });

  it('refuses what is too large, packed or not', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(LARGEST_BODY + 1)));
    expect((await post(bomb, { 'Content-Encoding': 'gzip' })).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const options = { port, method: 'POST', path: '/logs', headers: { Authorization: `Bearer ${TOKEN}` } };
      const request = httpRequest(options, (response) => resolve(response.statusCode));
      request.on('error', reject);
      request.write(Buffer.alloc(LARGEST_BODY + 1, 0x78));
    });
    expect(status).toBe(413);
    expect((await post('after it')).status).toBe(200);
  });
});
