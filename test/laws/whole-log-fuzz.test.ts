/**
 * What happens to a log as a whole, on top of damaged lines: broken or cut at a width, marked, run together, mixed with
 * another log, with lines that were lost and told of. Nothing may throw, contradict itself, be made up of a lookalike, or
 * get lost without a word. The long run: `npm run test:fuzz`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogParser } from '../../src/log-parser.js';
import type { OomEvent } from '../../src/report/event.js';
import { wrongReports } from '../kit/fact-loss.js';
import { fuzzRuns } from '../kit/fuzz-runs.js';
import { hardWraps } from '../kit/hard-wrap.js';
import { captures, logs, lookalikes, recordsOf, reportsOf } from './replay.js';

const LONG = 3_600_000;
const runs = (few: number) => fuzzRuns(few, 60);

const linesOf = (log: Uint8Array) => Buffer.from(log).toString('latin1').split('\n');
const bytesOf = (lines: readonly string[]) => new Uint8Array(Buffer.from(lines.join('\n'), 'latin1'));
const TEXTS = logs.map(({ fixture }) => linesOf(fixture.log).slice(0, 300));
const HARMLESS = lookalikes.map(({ fixture }) => linesOf(fixture.log));

/** The lines of a log as something made them; `other`: another log at hand. */
type Stage = (lines: readonly string[], other: readonly string[]) => string[];

const width = fc.integer({ min: 44, max: 170 });
const wrap = fc.tuple(fc.constantFrom(...hardWraps), width).map<Stage>(
  ([by, columns]) =>
    (lines) =>
      lines.flatMap((line) => by.cut(line, columns, 0)),
);
const cut = fc.tuple(width, fc.constantFrom('', '>', '\u2026')).map<Stage>(
  ([columns, mark]) =>
    (lines) =>
      lines.map((line) => (line.length > columns ? line.slice(0, columns - mark.length) + mark : line)),
);
const before = fc
  .constantFrom('> ', '| ', '    ', 'node_1  | ', '2026-11-21T03:00:00Z ', '/var/log/messages:', '* ', '\t')
  .map<Stage>((mark) => (lines) => lines.map((line) => mark + line));
const behind = fc
  .constantFrom(' |', ',web1', '\x1b[K', ' \\', '\r', '<br>', '\\n', '      ')
  .map<Stage>((mark) => (lines) => lines.map((line) => line + mark));
const numbered = fc
  .boolean()
  .map<Stage>((bare) => (lines) => lines.map((line, index) => `${index + 1}${bare ? ' ' : ': '}${line}`));
const together = fc.constantFrom(' ', '\\n', '\r', '').map<Stage>((seam) => (lines) => [lines.join(seam)]);
const quoted = fc
  .constantFrom(
    JSON.stringify,
    (line: string) => `{"log":${JSON.stringify(line)}}`,
    (line: string) => `'${line}',`,
  )
  .map<Stage>((quote) => (lines) => lines.map((line) => quote(line)));
const mixed = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .map<Stage>(([mine, theirs]) => (lines, other) => {
    const all: string[] = [];
    for (let at = 0, from = 0; at < lines.length || from < other.length; at += mine, from += theirs)
      all.push(...lines.slice(at, at + mine), ...other.slice(from, from + theirs));
    return all;
  });
const kept = fc.oneof(before, behind, numbered, together, quoted, mixed);
const stages = fc.array(fc.oneof(wrap, cut, kept), { minLength: 1, maxLength: 3 });
/** A quote that a mailer broke may begin a line, as the kernel's own do. */
const keptStages = fc.array(kept, { minLength: 1, maxLength: 2 });

function madeOf(lines: readonly string[], other: readonly string[], by: readonly Stage[]): Uint8Array {
  return bytesOf(by.reduce<readonly string[]>((made, stage) => stage(made, other), lines));
}

function eventsIn(bytes: Uint8Array): OomEvent[] {
  const parser = createLogParser({ referenceTime: '2026-12-01T00:00:00Z' });
  return [...parser.push(bytes), ...parser.end()];
}

describe('a log as a whole', () => {
  test(
    'never throws and never contradicts itself',
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS), stages, (text, other, by) => {
          for (const event of eventsIn(madeOf(text, other, by))) expectSound(event);
        }),
        runs(60),
      );
    },
    LONG,
  );

  test(
    'is no event where it was none',
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...HARMLESS),
          fc.constantFrom(...HARMLESS),
          keptStages,
          (text, other, by) => {
            const made = madeOf(text, other, by);
            expect(eventsIn(made), Buffer.from(made).toString('latin1')).toEqual([]);
          },
        ),
        runs(80),
      );
    },
    LONG,
  );
});

function expectSound(event: OomEvent): void {
  const { completeness, source, victims, tasks } = event;
  if (completeness.status === 'complete') expect(completeness.missing).toEqual([]);
  expect(source.firstLine).toBeGreaterThanOrEqual(1);
  expect(source.lastLine).toBeGreaterThanOrEqual(source.firstLine);
  expect(new Set(victims.map(({ pid }) => pid)).size).toBe(victims.length);
  if (event.killer === 'kernel' && event.outcome === 'killed') expect(victims).not.toEqual([]);
  for (const value of [...victims, ...tasks].flatMap((each) => Object.values(each)))
    if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
}

/** Logs of one whole report with stamps of the kernel, whose lines may be lost one by one. */
const whole = captures.filter(
  ({ name, fixture: { headers } }) =>
    headers.envelope === 'dmesg' && headers.expect === 'complete' && !/hostile|no-timestamps/.test(name),
);
const NOTICES: readonly ((count: number) => string)[] = [
  (count) => `** ${count} printk messages dropped **`,
  (count) => `systemd-journald[211]: Missed ${count} kernel messages`,
];

/** What only the lines that were lost had told. */
const LESS =
  /^event \d+ (?:(?:outcome|scope): "unknown"|scope: "system" instead of "(?:mempolicy|cpuset)"|victims\[\d+\]\.role: "selected")/;

test(
  'what was lost within a report, and told of, is told of, and changes no fact',
  () => {
    const place = fc.nat(100_000);
    const notice = fc.constantFrom(...NOTICES);
    fc.assert(
      fc.property(
        fc.constantFrom(...whole.map(({ name }) => name)),
        place,
        fc.integer({ min: 1, max: 30 }),
        notice,
        (name, at, lost, text) => {
          const log = whole.find((one) => one.name === name) as (typeof whole)[number];
          const expected = reportsOf(recordsOf(log.fixture.log));
          const source = expected[0]?.source;
          if (expected.length !== 1 || source === undefined) return;
          const lines = linesOf(log.fixture.log);
          const first = source.firstLine + (at % Math.max(1, source.lastLine - source.firstLine - lost));
          const stamp = /^\[[^\]]*\] /.exec(lines[first - 1] ?? '')?.[0];
          if (stamp === undefined) return;
          lines.splice(first, lost, stamp + text(lost));
          const found = reportsOf(recordsOf(bytesOf(lines)));
          expect(wrongReports(expected, found).filter((fact) => !LESS.test(fact))).toEqual([]);
          expect(found.map(({ completeness }) => completeness.status)).toContain('partial');
          expect(found.some(({ completeness }) => completeness.lostRecords !== null)).toBe(true);
        },
      ),
      runs(60),
    );
  },
  LONG,
);
