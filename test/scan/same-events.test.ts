/** With the gate and without it a log gives the same events: the lab's captures, in every wrapping, amid ordinary lines. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createEnvelopeDecoder } from '../../src/envelope/decoder.js';
import { createLogParser, type OomEvent } from '../../src/index.js';
import { noise } from '../kit/noise.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { envelopeNames, type WrapRecord, wrapAs } from '../kit/wrap.js';

const folder = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));
const captures = readdirSync(folder)
  .filter((file) => file.endsWith('.log'))
  .map((file) => readReportFixture(`${folder}${file}`));

interface Read {
  readonly events: readonly OomEvent[];
  readonly lines: number;
}

function read(log: Uint8Array, everyLine: boolean, chunkBytes = log.length): Read {
  const parser = createLogParser({ everyLine, referenceTime: '2026-11-30T00:00:00Z' });
  const events: OomEvent[] = [];
  for (let at = 0; at < log.length; at += chunkBytes)
    events.push(...parser.push(log.subarray(at, at + chunkBytes)));
  events.push(...parser.end());
  return { events, lines: parser.lines() };
}

/** Deterministic numbers below 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

const GROUP = 20;
const groups = Array.from({ length: Math.ceil(captures.length / GROUP) }, (_, index) => index);

describe('captures as they are, amid a syslog', () => {
  test.each(groups)('group %d', (index) => {
    const random = createRandom(index + 1);
    const between = (seed: number) =>
      encodeLossless(noise(random() * 700_000 + (seed % 3 === 0 ? 0 : 200_000), seed));
    const parts = captures
      .slice(index * GROUP, (index + 1) * GROUP)
      .flatMap(({ log }, place) => [between(index * GROUP + place), log, encodeLossless('\n')]);
    const log = joined([...parts, between(999)]);
    const plain = read(log, true);
    expect(plain.events.length).toBeGreaterThan(0);
    for (const chunkBytes of [log.length, 1_048_576, 65_536, 10_007]) {
      const gated = read(log, false, chunkBytes);
      expect(gated.lines).toBe(plain.lines);
      expect(gated.events).toEqual(plain.events);
    }
  });
});

/** A capture's records, as the wrapping kit wants them. */
function recordsOf(log: Uint8Array, start: number): WrapRecord[] {
  const records: WrapRecord[] = [];
  const decoder = createEnvelopeDecoder({});
  const lines = new TextDecoder('latin1').decode(log).split('\n').filter(Boolean);
  const emit = ({ text }: { readonly text: string }) =>
    records.push(recordAt(text, start + records.length * 0.001));
  for (const [index, text] of lines.entries()) decoder.push({ text, number: index + 1 }, emit);
  decoder.end(emit);
  return records;
}

function recordAt(text: string, uptimeSeconds: number): WrapRecord {
  const wall = new Date(Date.UTC(2026, 10, 20) + uptimeSeconds * 1000).toISOString().replace('Z', '000');
  return { text, uptimeSeconds, wall, host: 'web1', caller: null, level: 4 };
}

function noiseRecords(count: number, seed: number, start: number): WrapRecord[] {
  return noise(count * 130, seed)
    .split('\n')
    .slice(0, count)
    .map((line, index) => recordAt(line.replace(/^.{15} \S+ \S+ /, ''), start + index * 0.05));
}

describe('a whole log in one wrapping', () => {
  const plainCaptures = captures.filter(
    ({ headers, events }) => headers.envelope === 'dmesg' && events.length > 0,
  );
  test.each(envelopeNames.map((name, index) => [name, index] as const))('%s', (name, index) => {
    const [first, second] = [plainCaptures[(index * 7) % plainCaptures.length], plainCaptures[index + 1]];
    if (first === undefined || second === undefined) throw new Error('too few captures');
    const log = wrapAs(name, [
      ...noiseRecords(3000, index, 1000),
      ...recordsOf(first.log, 2000),
      ...noiseRecords(4000, index + 100, 2010),
      ...recordsOf(second.log, 4000),
      ...noiseRecords(3000, index + 200, 4010),
    ]);
    const plain = read(log, true);
    expect(plain.events.length).toBe(first.events.length + second.events.length);
    for (const chunkBytes of [log.length, 50_021]) {
      const gated = read(log, false, chunkBytes);
      expect(gated.lines).toBe(plain.lines);
      expect(gated.events).toEqual(plain.events);
    }
  });
});
