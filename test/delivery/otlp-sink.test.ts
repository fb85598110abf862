/** OpenTelemetry logs: one record an event, in the JSON form of the protocol; and what the answers mean. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpSink } from '../../src/delivery/otlp/otlp-sink.js';
import { type OtlpServer, startOtlp } from '../kit/otlp-server.js';
import { hostileEvents } from './hostile-letters.js';
import { letter, never, storedEvent } from './letters.js';

let server: OtlpServer;
const servers: OtlpServer[] = [];
beforeEach(async () => {
  server = await startOtlp();
  servers.push(server);
});
afterAll(() => Promise.all(servers.map((one) => one.close())));

const HEADERS = { authorization: 'Bearer s3cr3t-value' };

function sink(more: object = {}) {
  return createOtlpSink({
    ...{ name: 'otel', url: new URL(server.url), headers: HEADERS, host: 'web9', timeoutMs: 300 },
    ...more,
  });
}

describe('a record', () => {
  it('has time, severity, name, body, and attributes by the conventions', async () => {
    const stored = storedEvent({ atMs: 1_795_176_000_123, seenMs: 1_795_176_001_000 });
    const { event } = stored;
    expect(await sink().send(letter({ kind: 'event' }, { event: stored }), never)).toMatchObject({
      kind: 'delivered',
    });
    const [victim] = event.victims;
    expect(server.complaints).toEqual([]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer s3cr3t-value');
    expect(server.records).toMatchObject([
      {
        timeUnixNano: '1795176000123000000',
        observedTimeUnixNano: '1795176001000000000',
        ...{ severityNumber: 13, severityText: 'WARN', eventName: 'oomscope.oom' },
        body: event.diagnosis.summary,
        resource: { 'service.name': 'oomscope', 'host.name': event.host ?? 'web9', 'os.type': 'linux' },
        attributes: {
          'log.record.uid': event.id,
          'process.pid': victim?.pid,
          'process.executable.name': victim?.comm,
          'process.user.id': victim?.uid,
          'container.id': event.identity?.containerId,
          'k8s.pod.uid': event.identity?.podUid,
          ...{ 'oomscope.scope': 'memcg', 'oomscope.trust': 'verified', 'oomscope.late': false },
          'oomscope.limit.bytes': event.memcg?.limitBytes,
        },
      },
    ]);
  });

  it('says that it is a test, and leaves out what is not known', async () => {
    const stored = storedEvent();
    const unknown = { ...stored.event, victims: [], identity: null, memcg: null, host: null };
    await sink().send(letter({ kind: 'sample' }, { event: { ...stored, event: unknown } }), never);
    const [record] = server.records;
    expect(record).toMatchObject({ severityText: 'INFO', body: expect.stringMatching(/^Test: /) });
    expect(record?.resource['host.name']).toBe('web9');
    expect(
      Object.keys(record?.attributes ?? {}).filter((name) => /^(?:process|container|k8s)/.test(name)),
    ).toEqual([]);
  });

  it('holds hostile names as text', async () => {
    for (const event of hostileEvents())
      expect(await sink().send(letter({ kind: 'event' }, { event }), never)).toMatchObject({
        kind: 'delivered',
      });
    expect(server.complaints).toEqual([]);
    expect(server.records).toHaveLength(hostileEvents().length);
    for (const { body, attributes, resource } of server.records)
      for (const value of [body, ...Object.values(attributes), ...Object.values(resource)])
        expect(String(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe('answers', () => {
  it.each([
    [{ status: 200 }, { kind: 'delivered', warning: null }],
    [
      { status: 200, body: '{"partialSuccess":{}}' },
      { kind: 'delivered', warning: null },
    ],
    [
      { status: 200, body: '{"partialSuccess":{"errorMessage":"field too long"}}' },
      { kind: 'delivered', warning: 'the receiver says: field too long' },
    ],
    [
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}' },
      { kind: 'rejected', reason: 'the record was refused: too old' },
    ],
    [
      { status: 200, body: '<html>sign in</html>' },
      { kind: 'retryLater', isInDoubt: true },
    ],
    [
      { status: 429, headers: { 'retry-after': '9' } },
      { kind: 'retryLater', afterMs: 9000 },
    ],
    [{ status: 502 }, { kind: 'retryLater' }],
    [
      { status: 503, headers: { 'retry-after': '5' } },
      { kind: 'retryLater', afterMs: 5000 },
    ],
    [{ status: 504 }, { kind: 'retryLater' }],
    [
      { status: 500, body: 'broken' },
      { kind: 'rejected', reason: expect.stringContaining('broken') },
    ],
    [{ status: 400 }, { kind: 'rejected' }],
    ['reset', { kind: 'retryLater', isInDoubt: true }],
    ['hang', { kind: 'retryLater', isInDoubt: true }],
  ] as const)('judges %j', async (given, expected) => {
    server.answers.push(given);
    expect(await sink().send(letter({ kind: 'event' }), never)).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  it('shows no secret, and stays away from link-local addresses', async () => {
    server.answers.push({ status: 401, body: 'Bearer s3cr3t-value is not known' });
    const result = await sink().send(letter({ kind: 'event' }), never);
    expect(result).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('is not known') });
    expect(JSON.stringify(result)).not.toContain('s3cr3t');
    const inside = sink({ url: new URL('http://169.254.169.254/v1/logs') });
    expect(await inside.send(letter({ kind: 'event' }), never)).toMatchObject({
      kind: 'retryLater',
      reason: expect.stringContaining('link-local'),
    });
  });
});
