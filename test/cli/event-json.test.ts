/** The hand-written JSON of events is the JSON of `JSON.stringify`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventJson } from '../../src/cli/event-json.js';
import { createLogParser } from '../../src/log-parser.js';
import type { OomEvent, Task } from '../../src/report/event.js';
import { largeReport } from '../bench/large-report.js';

const json = createEventJson();

/** Pieces are overwritten, so they are copied. */
function written(event: OomEvent): string {
  const pieces = [...copies(json.pieces('<', event, '>'))];
  return Buffer.concat(pieces).toString('utf8');
}

function* copies(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) yield piece.slice();
}

function eventOf(tasks: number): OomEvent {
  const parser = createLogParser({ referenceTime: '2026-10-02T00:00:00Z' });
  const text = largeReport({ index: 3, tasks, time: Date.UTC(2026, 9, 1) });
  const [event] = [...parser.push(new TextEncoder().encode(text)), ...parser.end()];
  if (event === undefined) throw new Error('no event');
  return event;
}

const EVENT = eventOf(3);
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    9,
    10,
    999_999_999,
    1e9,
    1e9 + 1,
    2 ** 53 - 1,
    1 - 2 ** 53,
    1e18,
    1e18 + 0.5,
    0.5,
    1e300,
  ),
);
const nullable = fc.option(number, { nil: null });
const name = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', 'a\udc80', '"\\', '\u2028', '\x00\x1f\x7f', 'é'.repeat(2000)),
);
const task: fc.Arbitrary<Task> = fc
  .record({
    pid: number,
    comm: name,
    numbers: fc.array(nullable, { minLength: 11, maxLength: 11 }),
    extra: fc.oneof(fc.constant({}), fc.dictionary(name, number, { maxKeys: 3 })),
    derived: fc.tuple(nullable, nullable, nullable, fc.constantFrom(true, false, null)),
  })
  .map(({ pid, comm, numbers, extra, derived: [badnessPages, oomScore, rank, eligible] }) => {
    const at = (index: number) => numbers[index] ?? null;
    return {
      pid,
      uid: at(0),
      tgid: at(1),
      comm,
      totalVmBytes: at(2),
      rssBytes: at(3),
      rssAnonBytes: at(4),
      rssFileBytes: at(5),
      rssShmemBytes: at(6),
      pageTableBytes: at(7),
      swapBytes: at(8),
      oomScoreAdj: at(9),
      oomAdj: at(10),
      extra,
      derived: { badnessPages, oomScore, rank, eligible },
    };
  });

describe('the JSON of events', () => {
  it('is what JSON.stringify gives for any tasks', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 20 }), (tasks) => {
        const event = { ...EVENT, tasks };
        expect(written(event)).toBe(`<${JSON.stringify(event)}>`);
      }),
    );
  });

  it('is what JSON.stringify gives for an event of the parser, in pieces where it is long', () => {
    for (const count of [0, 3, 3000]) {
      const event = eventOf(count);
      expect(written(event)).toBe(`<${JSON.stringify(event)}>`);
    }
    const sizes = [...json.pieces('', eventOf(3000), '')].map(({ length }) => length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(300 * 1024);
  });

  it('leaves out members without a value', () => {
    const event = { ...EVENT, host: undefined as unknown as null };
    expect(written(event)).toBe(`<${JSON.stringify(event)}>`);
  });
});
