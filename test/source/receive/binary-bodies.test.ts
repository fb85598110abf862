/** Bodies of protobuf and snappy that anybody can make up: each is read or refused with a reason, and costs what its size allows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BodyReader, readLoki, readOtlp } from '../../../src/source/receive/http/read-body.js';
import { unsnappy } from '../../../src/source/receive/http/unsnappy.js';

const recorded = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../fixtures/received', name));
const TYPE = 'application/x-protobuf';
const BODIES: readonly (readonly [string, BodyReader, Uint8Array])[] = [
  ['OTLP, text', readOtlp, gunzipSync(recorded('opentelemetry-text.pb.gz'))],
  ['OTLP, maps', readOtlp, gunzipSync(recorded('opentelemetry-journal.pb.gz'))],
  ['a push to Loki', readLoki, recorded('winston-loki.pb.snappy')],
];

it.each(BODIES)('takes %s that was damaged, or says what is wrong', (_, read, body) => {
  expect(read(body, TYPE)).toMatchObject({ kind: 'lines', rejected: 0 });
  const damaged = fc
    .array(fc.record({ at: fc.nat(body.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 8 })
    .chain((changes) => fc.nat(body.length).map((end) => ({ changes, end })));
  fc.assert(
    fc.property(damaged, fc.boolean(), ({ changes, end }, isCut) => {
      const bytes = Uint8Array.from(body);
      for (const { at, byte } of changes) bytes[at] = byte;
      const found = read(isCut ? bytes.subarray(0, end) : bytes, TYPE);
      if (found.kind !== 'lines') expect(found.message).toMatch(/^not valid protobuf: \w/);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(['lines', 'malformed']).toContain(read(bytes, TYPE).kind);
    }),
    { numRuns: 300 },
  );
});

it('refuses maps within maps without end, in both forms', () => {
  // A kvlist with one pair whose value is a kvlist with one pair ...: lengths grow, so it is built from the inside.
  let value: Buffer = Buffer.from([0x0a, 1, 0x78]);
  const wrap = (tag: number, bytes: Uint8Array): Buffer => {
    const length = [];
    for (let left = bytes.length; ; left = Math.floor(left / 128)) {
      length.push(left < 128 ? left : (left % 128) | 128);
      if (left < 128) break;
    }
    return Buffer.from([tag, ...length, ...bytes]);
  };
  for (let depth = 0; depth < 40; depth++) value = wrap(0x32, wrap(0x0a, wrap(0x12, value)));
  const body = wrap(0x0a, wrap(0x12, wrap(0x12, wrap(0x2a, value))));
  expect(readOtlp(body, TYPE)).toMatchObject({ kind: 'malformed', message: /more than 32 deep/ });
  const nested = `${'{"kvlistValue":{"values":[{"key":"a","value":'.repeat(5000)}{"stringValue":"x"}${'}]}}'.repeat(5000)}`;
  const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${nested}}]}]}]}`;
  expect(readOtlp(Buffer.from(json), 'application/json')).toMatchObject({ kind: 'lines' });
});

it.each([
  ['literals and copies of each kind', [9, 0x08, 0x61, 0x62, 0x63, 0x09, 0x03], 'abcabcabc'],
  ['a copy into itself', [8, 0x00, 0x78, 0x16, 0x01, 0x00, 0x00, 0x79], 'xxxxxxxy'],
  ['a copy with four bytes of offset', [6, 0x08, 0x61, 0x62, 0x63, 0x0b, 0x03, 0, 0, 0], 'abcabc'],
  ['a literal with its length in a byte', [61, 0xf0, 60, ...Array<number>(61).fill(0x7a)], 'z'.repeat(61)],
] as const)('unpacks snappy: %s', (_, block, text) => {
  expect(Buffer.from(unsnappy(Uint8Array.from(block))).toString()).toBe(text);
});

it.each([
  ['a copy from before the beginning', [4, 0x00, 0x61, 0x01, 0x02], /damaged/],
  ['a copy of nothing', [5, 0x00, 0x61, 0x01, 0x00], /damaged/],
  ['less than it says', [9, 0x00, 0x61], /damaged/],
  ['more than it says', [1, 0x04, 0x61, 0x62], /damaged/],
  ['an end within a literal', [9, 0x20, 0x61], /damaged/],
  ['no length', [0x80, 0x80], /damaged/],
  ['4 GiB', [0xff, 0xff, 0xff, 0xff, 0x0f], /more than 10485760 bytes/],
] as const)('refuses snappy with %s', (_, block, words) => {
  expect(() => unsnappy(Uint8Array.from(block))).toThrow(words);
});
