/** How a log reaches the parser changes nothing: chunks, repetition, the scan for words, where the reading starts or stops. */
import { describe, expect, test } from 'vitest';
import { createLogParser, type LogParserOptions } from '../../src/log-parser.js';
import type { OomReport } from '../../src/report/event.js';
import { factsOf, logs, lookalikes, recordsOf, reportsOf, sample, seedOf } from './replay.js';

const events = (bytes: Uint8Array, size: number, options: LogParserOptions = {}) => {
  const parser = createLogParser(options);
  const found = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...parser.push(bytes.subarray(at, at + size)));
  return [...found, ...parser.end()];
};

describe.each([...logs, ...lookalikes])('$name', ({ name, fixture: { log, headers } }) => {
  const whole = reportsOf(recordsOf(log));

  test('any chunks, and only the lines near words, give the same events', () => {
    const sizes = log.length < 3000 ? [1, 7, 4096] : [37 + (seedOf(name) % 3000), 4096];
    const [first = 1, ...others] = sizes;
    const expected = events(log, log.length + 1, { everyLine: true });
    expect(events(log, first)).toEqual(expected);
    for (const size of sample(others, 1)) expect(events(log, size, { everyLine: true })).toEqual(expected);
  });

  test('no prefix throws', () => {
    // All ends of long logs would take hours: the long run tries so many, spread over the log.
    const step = log.length < 1200 ? 1 : Math.ceil(log.length / 100);
    const ends = Array.from({ length: Math.ceil(log.length / step) }, (_, index) => index * step);
    for (const end of step === 1 ? ends : sample(ends, 5, seedOf(name))) {
      expect(() => reportsOf(recordsOf(log.subarray(0, end)))).not.toThrow();
    }
  });

  test('reading twice gives the same', () => {
    expect(reportsOf(recordsOf(log))).toEqual(whole);
  });

  /** JSON over many lines and times relative to the line before cannot be entered in the middle. */
  const isEntered = headers.envelope !== 'json' && !/delta|reltime/.test(headers.envelope ?? '');
  test.runIf(isEntered && whole.length > 0)(
    'a reading from an event on finds it, one from behind it does not',
    () => {
      const lines = linesOf(log);
      // What a program in user space announces before its kill is no part of the kill's own line.
      for (const report of sample(
        whole.filter(({ killer }) => killer === 'kernel'),
        2,
      )) {
        const { firstLine, lastLine } = report.source;
        const from = reportsOf(recordsOf(join(lines.slice(firstLine - 1))));
        expect(from.map(withoutRepeats)).toContainEqual(withoutRepeats(report));
        const after = reportsOf(recordsOf(join(lines.slice(lastLine))));
        const later = whole.filter((other) => other.source.firstLine > lastLine);
        expect(after.filter((other) => isSame(other, report)).length).toBeLessThanOrEqual(
          later.filter((other) => isSame(other, report)).length,
        );
      }
    },
  );
});

/** The id tells apart what comes twice in one log, so it depends on what came before; the gap noted may have come before. */
function withoutRepeats(report: OomReport): object {
  const {
    id: _,
    lostRecords: __,
    notes: ___,
    status: ____,
    ...facts
  } = factsOf(report) as Record<string, unknown>;
  return facts;
}

function isSame(a: OomReport, b: OomReport): boolean {
  return (
    JSON.stringify(a.victims.map(({ pid, comm }) => [pid, comm])) ===
    JSON.stringify(b.victims.map(({ pid, comm }) => [pid, comm]))
  );
}

function linesOf(log: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < log.length; ) {
    const end = log.indexOf(10, at) + 1 || log.length;
    lines.push(log.subarray(at, end));
    at = end;
  }
  return lines;
}

function join(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines);
}
