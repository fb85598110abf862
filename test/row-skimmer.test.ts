/** The short way of table rows gives the events of the long way, whatever happens to the table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogParser } from '../src/log-parser.js';
import { largeReport } from './bench/large-report.js';

const TASKS = 40;
const time = Date.UTC(2026, 9, 1);

/** Reports whose every line has a stamp of its own, in wrappings with and without the short way. */
function log(wrapping: string): string[] {
  const lines = [0, 1].flatMap((index) => largeReport({ index, tasks: TASKS, time }).trimEnd().split('\n'));
  return lines.map((line, index) => {
    const text = line.slice(line.indexOf('] ') + 2);
    const stamp = `[${(90 + index / 7).toFixed(6).padStart(12)}] `;
    const clock = `2026-10-01T00:00:${String(index % 60).padStart(2, '0')}.${100000 + index}+00:00`;
    switch (wrapping) {
      case 'dmesg':
        return stamp + text;
      case 'iso':
        return `${clock} db-prod-3 kernel: ${stamp}${text}`;
      case 'syslog':
        return `Oct  1 00:00:${String(Math.trunc(index / 30)).padStart(2, '0')} db-prod-3 kernel: ${stamp}${text}`;
      case 'journal':
        return `Oct  1 00:00:00 db-prod-3 kernel: ${text}`;
      default:
        return `${index},${100 + index},${90_000_000 + index},-;${text}`;
    }
  });
}

const WRAPPINGS = ['dmesg', 'iso', 'syslog', 'journal', 'kmsg'];
const LOGS = new Map(WRAPPINGS.map((name) => [name, log(name)]));

/** Whoever looks at every record has the long way. */
function events(lines: readonly string[], isWatched: boolean, chunk: number): unknown {
  const onRecord = isWatched ? { onRecord: () => {} } : {};
  const parser = createLogParser({ referenceTime: '2026-10-02T00:00:00Z', ...onRecord });
  const bytes = new TextEncoder().encode(lines.join('\n'));
  const found: unknown[] = [];
  for (let at = 0; at < bytes.length; at += chunk) found.push(...parser.push(bytes.subarray(at, at + chunk)));
  return { events: [...found, ...parser.end()], lines: parser.lines(), format: parser.format() };
}

/** One disturbance of the lines; `at` and `place` are shares of the log and the line. */
interface Change {
  readonly kind: 'drop' | 'swap' | 'cut' | 'join' | 'insert' | 'replace' | 'splice';
  readonly at: number;
  readonly place: number;
  readonly text: string;
}

const changes: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('drop', 'swap', 'cut', 'join', 'insert', 'replace', 'splice'),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
  text: fc.oneof(
    fc.constantFrom(
      ' ',
      '-',
      ']',
      '[',
      '9',
      '\t',
      '\u00a0',
      '\x1b[31m',
      '#012',
      '\\x09',
      '&amp;',
      '\r',
      'é',
      '{',
    ),
    fc.string({ maxLength: 4 }),
  ),
});

function disturb(lines: readonly string[], { kind, at, place, text }: Change): string[] {
  const index = Math.trunc(at * lines.length);
  const line = lines[index] ?? '';
  const cut = Math.trunc(place * (line.length + 1));
  const other = Math.trunc(place * lines.length);
  switch (kind) {
    case 'drop':
      return lines.toSpliced(index, 1 + Math.trunc(place * 5));
    case 'swap':
      return lines.with(index, lines[other] ?? '').with(other, line);
    case 'cut':
      return lines.with(index, line.slice(0, cut));
    case 'join':
      return lines.toSpliced(index, 2, line + (lines[index + 1] ?? ''));
    case 'insert':
      return lines.with(index, line.slice(0, cut) + text + line.slice(cut));
    case 'replace':
      return lines.with(index, line.slice(0, cut) + text + line.slice(cut + text.length));
    case 'splice':
      return lines.toSpliced(index, 0, ...(LOGS.get('dmesg') ?? []).slice(other, other + 5));
  }
}

describe('the short way of table rows', () => {
  it.each(WRAPPINGS)('gives the same events as the long way: %s', (wrapping) => {
    const lines = LOGS.get(wrapping) ?? [];
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 6 }), fc.constantFrom(1 << 20, 4096, 333), (all, chunk) => {
        const disturbed = all.reduce<readonly string[]>(disturb, lines);
        expect(events(disturbed, false, chunk)).toEqual(events(disturbed, true, chunk));
      }),
      { numRuns: 60 },
    );
  });

  it('gives every row of a whole table', () => {
    const { events: found } = events(LOGS.get('iso') ?? [], false, 1 << 20) as {
      events: { tasks: unknown[] }[];
    };
    expect(found.map(({ tasks }) => tasks.length)).toEqual([TASKS, TASKS]);
  });
});
