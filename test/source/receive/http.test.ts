/** Logs over HTTP: what shippers send, who may send, what bad requests get, and when a request is answered. */
import { request as httpRequest } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpSource } from '../../../src/source/receive/http/http-source.js';
import { LARGEST_BODY } from '../../../src/source/receive/http/unpack-body.js';
import { type Running, run } from '../follow/collect.js';
import { eventsOf, freePort, gist } from './kit.js';
import { host, lines, otlp, SENDERS } from './senders.js';

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
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes, body: json(bytes) };
}

function json(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString()) as Record<string, unknown>;
  } catch {
    // Protobuf, or none.
    return {};
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const PROTOBUF = { 'Content-Type': 'application/x-protobuf' };

/** One frame of one raw block (RFC 8878); up to 255 bytes. */
function zstdOf(text: Buffer): Buffer {
  const block = (text.length << 3) | 1;
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length, block & 255, block >> 8, 0, ...text]);
}

describe('an HTTP receiver', () => {
  it.each(Object.entries(SENDERS))('takes what is sent by %s', async (_, { path, body, headers }) => {
    const answer = await post(body, { path, 'Content-Type': '', ...headers });
    expect(answer.status).toBe(path === '/loki/api/v1/push' ? 204 : 200);
    if (path === '/logs') expect(answer.body).toEqual({ lines: lines.length });
    // It was read before it was answered.
    expect(received.lines).toHaveLength(lines.length);
    const events = eventsOf(received.lines);
    const bare = gist(eventsOf(lines));
    expect(gist(events)).toEqual(bare);
    expect(events.map((event) => event.host)).toEqual([host]);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['zlib', deflateSync],
    ['zstd', zstdOf],
    ['identity', (text: Buffer) => text],
  ] as const)('unpacks %s', async (encoding, pack) => {
    const text = 'Nov 21 02:25:00 web1 kernel: text';
    const { status } = await post(new Uint8Array(pack(Buffer.from(text))), { 'Content-Encoding': encoding });
    expect(status).toBe(200);
    expect(received.lines).toEqual([text]);
  });

  it('says which records of OTLP hold no text, in the form of the request', async () => {
    const records = [{ body: { stringValue: 'a text' } }, { body: { arrayValue: {} } }, {}];
    const { body } = await post(otlp(records), { path: '/v1/logs', ...JSON_TYPE });
    expect(body).toEqual({
      partialSuccess: { rejectedLogRecords: '2', errorMessage: 'records without a text body' },
    });
    expect(received.lines).toEqual(['{"host":"web1","message":"a text"}']);
    // ResourceLogs, ScopeLogs and a LogRecord with an `observed_time_unix_nano` of zero alone.
    const one = Uint8Array.of(0x0a, 13, 0x12, 11, 0x12, 9, 0x59, 0, 0, 0, 0, 0, 0, 0, 0);
    const answer = await post(one, { path: '/v1/logs', ...PROTOBUF });
    expect([answer.status, answer.type]).toEqual([200, 'application/x-protobuf']);
    // ExportLogsServiceResponse { partial_success { rejected_log_records: 1, error_message: "..." } }
    const message = Buffer.from('records without a text body');
    expect(answer.bytes).toEqual(
      Buffer.from([0x0a, message.length + 4, 0x08, 1, 0x12, message.length, ...message]),
    );
  });

  it('tells a sender of protobuf in protobuf why it is refused', async () => {
    const answer = await post('x', { path: '/v1/logs', ...PROTOBUF });
    expect([answer.status, answer.type]).toEqual([400, 'application/x-protobuf']);
    // google.rpc.Status { message: "..." }
    const text = 'not valid protobuf: a number has no end';
    expect(answer.bytes).toEqual(Buffer.from([0x12, text.length, ...Buffer.from(text)]));
    const stranger = await post('x', { path: '/v1/logs', Authorization: '', ...PROTOBUF });
    expect([stranger.status, stranger.type]).toEqual([401, 'application/x-protobuf']);
  });

  it.each([
    ['no token', 'x', { Authorization: '' }, 401, /Authorization: Bearer TOKEN/],
    ['another token', 'x', { Authorization: 'Bearer guess' }, 401, /Authorization/],
    ['another method', '', { method: 'PUT' }, 405, /expected POST/],
    ['another path', 'x', { path: '/metrics' }, 404, /\/v1\/logs/],
    ['broken JSON', '{"a":', JSON_TYPE, 400, /not valid JSON/],
    ['JSON that is no log', '[1, 2]', JSON_TYPE, 400, /array of objects/],
    ['OTLP that is none', '{}', { path: '/v1/logs', ...JSON_TYPE }, 400, /OTLP logs/],
    ['OTLP of another type', 'x', { path: '/v1/logs' }, 415, /application\/x-protobuf or application\/json/],
    ['OTLP at the wrong path', 'x', PROTOBUF, 415, /OTLP logs go to \/v1\/logs/],
    ['a push to Loki that is none', '[]', { path: '/loki/api/v1/push', ...JSON_TYPE }, 400, /streams/],
    ['a push that is no snappy', 'x', { path: '/loki/api/v1/push', ...PROTOBUF }, 400, /snappy/],
    ['objects and other text', '{"a":1} and', JSON_TYPE, 400, /not valid JSON/],
    ['an object without an end', '{"a":1}{"b":', JSON_TYPE, 400, /not valid JSON/],
    ["Fluent Bit's msgpack", 'x', { 'Content-Type': 'application/msgpack' }, 415, /set Format json/],
    [
      "Logstash's form",
      'message=x',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      415,
      /json_batch/,
    ],
    ['another type', 'x', { 'Content-Type': 'image/png' }, 415, /application\/x-ndjson/],
    ['another encoding', 'x', { 'Content-Encoding': 'br' }, 415, /gzip, deflate, zstd or none/],
    ['snappy without Loki', 'x', { 'Content-Encoding': 'snappy' }, 415, /gzip, deflate, zstd or none/],
    ['gzip that is none', 'x', { 'Content-Encoding': 'gzip' }, 400, /no gzip/],
    ['deflate that is none', 'x', { 'Content-Encoding': 'deflate' }, 400, /no zlib data/],
    ['zstd that is none', 'xxxxx', { 'Content-Encoding': 'zstd' }, 400, /cannot be unpacked/],
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
