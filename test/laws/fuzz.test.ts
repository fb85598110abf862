/**
 * Damage at random: lines of real and written reports dropped, doubled, swapped, cut and mixed, and bytes of any kind.
 * Nothing may throw, hang, contradict itself, or make an event of a lookalike. The long run: `npm run test:fuzz`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogParser } from '../../src/log-parser.js';
import type { OomReport } from '../../src/report/event.js';
import { fuzzRuns } from '../kit/fuzz-runs.js';
import { logs, lookalikes, recordsOf, reportsOf } from './replay.js';

const runs = (few: number) => fuzzRuns(few, 100);
const LONG = 3_600_000;

const linesOf = (log: Uint8Array) => Buffer.from(log).toString('latin1').split('\n');
const bytesOf = (lines: readonly string[]) => new Uint8Array(Buffer.from(lines.join('\n'), 'latin1'));
const TEXTS = logs.map(({ fixture }) => linesOf(fixture.log).slice(0, 300));
const HARMLESS = lookalikes.map(({ fixture }) => linesOf(fixture.log));

type Edit = (lines: string[], pool: readonly string[]) => void;

const place = fc.nat(100_000);
const at = (lines: readonly unknown[], index: number) => (lines.length === 0 ? 0 : index % lines.length);
const drop = fc.tuple(place, fc.nat(12)).map<Edit>(
  ([i, count]) =>
    (lines) =>
      lines.splice(at(lines, i), count),
);
const double = fc.tuple(place, place).map<Edit>(
  ([i, j]) =>
    (lines) =>
      lines.splice(at(lines, j), 0, lines[at(lines, i)] ?? ''),
);
const swap = fc.tuple(place, place).map<Edit>(([i, j]) => (lines) => {
  const [a, b] = [at(lines, i), at(lines, j)];
  [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
});
const cutEnd = fc.tuple(place, place).map<Edit>(([i, length]) => (lines) => {
  const line = lines[at(lines, i)] ?? '';
  lines[at(lines, i)] = line.slice(0, at([...line], length));
});
const cutStart = fc.tuple(place, place).map<Edit>(([i, length]) => (lines) => {
  const line = lines[at(lines, i)] ?? '';
  lines[at(lines, i)] = line.slice(at([...line], length));
});
const glue = place.map<Edit>(
  (i) => (lines) => lines.splice(at(lines, i), 2, lines.slice(at(lines, i), at(lines, i) + 2).join('')),
);
const split = fc.tuple(place, place).map<Edit>(([i, length]) => (lines) => {
  const line = lines[at(lines, i)] ?? '';
  lines.splice(at(lines, i), 1, line.slice(0, at([...line], length)), line.slice(at([...line], length)));
});
const splice = fc.tuple(place, place, fc.nat(20)).map<Edit>(
  ([i, j, count]) =>
    (lines, pool) =>
      lines.splice(at(lines, i), 0, ...pool.slice(at(pool, j), at(pool, j) + count)),
);
const flip = fc.tuple(place, place, fc.nat(255)).map<Edit>(([i, column, code]) => (lines) => {
  const line = lines[at(lines, i)] ?? '';
  const middle = at([...line], column);
  lines[at(lines, i)] = `${line.slice(0, middle)}${String.fromCharCode(code)}${line.slice(middle + 1)}`;
});
const digits = fc
  .tuple(
    place,
    fc.constantFrom('0', '-1', '18446744073709551604', '9007199254740993', '999999999999999999999999'),
  )
  .map<Edit>(([i, number]) => (lines) => {
    lines[at(lines, i)] = (lines[at(lines, i)] ?? '').replace(/\d+(?=\D*$)/, number);
  });

const damaged = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.constantFrom(...TEXTS),
    fc.array(fc.oneof(drop, double, swap, cutEnd, cutStart, glue, split, splice, flip, digits), {
      minLength: 1,
      maxLength: 16,
    }),
  )
  .map(([text, pool, edits]) => edited(text, pool, edits));

function edited(text: readonly string[], pool: readonly string[], edits: readonly Edit[]): string[] {
  const lines = [...text];
  for (const edit of edits) edit(lines, pool);
  return lines;
}

describe('damaged reports', () => {
  test(
    'never throw and never contradict themselves',
    () => {
      fc.assert(
        fc.property(damaged, (lines) => {
          const reports = reportsOf(recordsOf(bytesOf(lines)));
          for (const report of reports) expectSound(report, bytesOf(lines));
          expect(new Set(reports.map(({ id }) => id)).size).toBe(reports.length);
        }),
        runs(200),
      );
    },
    LONG,
  );

  test(
    'are diagnosed all the same, whatever the chunks',
    () => {
      fc.assert(
        fc.property(damaged, fc.integer({ min: 1, max: 5000 }), (lines, size) => {
          const bytes = bytesOf(lines);
          const parser = createLogParser({ everyLine: true });
          const whole = [...parser.push(bytes), ...parser.end()];
          const pieces = createLogParser({ everyLine: true });
          const found = [];
          for (let from = 0; from < bytes.length; from += size)
            found.push(...pieces.push(bytes.subarray(from, from + size)));
          expect([...found, ...pieces.end()]).toEqual(whole);
        }),
        runs(40),
      );
    },
    LONG,
  );
});

/** What holds for every report, however damaged. */
function expectSound(report: OomReport, bytes: Uint8Array): void {
  const { completeness, source, victims, tasks } = report;
  // Of a userspace killer's line that is cut no section is missing, only what stood behind.
  const isCut = completeness.notes.some((note) => note.startsWith('its line is cut'));
  expect(completeness.status).toBe(
    completeness.missing.length === 0 && completeness.lostRecords === null && !isCut ? 'complete' : 'partial',
  );
  expect(source.firstLine).toBeGreaterThanOrEqual(1);
  expect(source.lastLine).toBeGreaterThanOrEqual(source.firstLine);
  expect(source.lastLine).toBeLessThanOrEqual(bytes.filter((byte) => byte === 10 || byte === 13).length + 1);
  expect(new Set(victims.map(({ pid }) => pid)).size).toBe(victims.length);
  if (report.outcome === 'panicked' || report.outcome === 'no-killable-task') expect(victims).toEqual([]);
  if (report.killer === 'kernel' && report.outcome === 'killed') expect(victims).not.toEqual([]);
  for (const [name, value] of [...victims, ...tasks].flatMap((each) => Object.entries(each)))
    if (typeof value === 'number') expect(Number.isSafeInteger(value), `${name}: ${value}`).toBe(true);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
}

describe('bytes of any kind', () => {
  test(
    'never throw',
    () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
          reportsOf(recordsOf(bytes));
        }),
        runs(500),
      );
    },
    LONG,
  );

  test(
    'never throw behind words of the kernel',
    () => {
      const words = [
        'oom-kill:constraint=CONSTRAINT_',
        ' invoked oom-killer: gfp_mask=0x',
        'Killed process 1 (',
        'Kill process 1 (',
        'Task in /',
        'Memory cgroup stats for ',
        'Node 0 DMA free:',
        'Node 0 DMA: 1*4kB',
        '[  pid  ] uid tgid',
        '[    1]  0  1 2 3',
        'CPU: 0 PID: 1 Comm: ',
        'oom_reaper: reaped process 1 (',
        ',task=',
        ',pid=',
        ' total-vm:1kB',
        '\n',
        '[   12.345678] ',
        'Nov 21 02:25:00 web1 kernel: ',
        '4,1,1,-;',
        '{"MESSAGE":"',
      ];
      const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 })), {
        maxLength: 40,
      });
      fc.assert(
        fc.property(text, (pieces) => {
          reportsOf(recordsOf(bytesOf([pieces.join('')])));
        }),
        runs(500),
      );
    },
    LONG,
  );
});

test(
  'no damage makes an event of a lookalike',
  () => {
    const harmless = fc
      .tuple(
        fc.constantFrom(...HARMLESS),
        fc.constantFrom(...HARMLESS),
        fc.array(fc.oneof(drop, double, swap, cutEnd, splice), { minLength: 1, maxLength: 12 }),
      )
      .map(([text, pool, edits]) => edited(text, pool, edits));
    fc.assert(
      fc.property(harmless, (lines) => {
        expect(reportsOf(recordsOf(bytesOf(lines)))).toEqual([]);
      }),
      runs(300),
    );
  },
  LONG,
);

/** What takes the square of its length does not end on these before the test's time is over. */
describe('hostile lines take linear time', () => {
  const SIZE = 1 << 17;
  const filled = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length));
  const units = [
    'Killed process 1 (',
    ') total-vm:1kB, ',
    ',task=',
    ',pid=1,uid=0',
    ',oom_memcg=/a,task_memcg=/a',
    ' killed as a result of limit of /a',
    'Not tainted ',
    'Tainted: G ',
    ' invoked oom-killer: ',
    'gfp_mask=0x1(A|',
    '|A',
    ', order=0',
    'free:1kB ',
    '1*4kB (U) ',
    'a:1KB ',
    'a:1 ',
    '[<ffffffff81000000>] ',
    '[    1] ',
    ' 1',
    '(',
    ')',
    ' ',
    'oom_reaper: reaped process 1 (',
    ' cpuset=a mems_allowed=0',
    ' score 1',
    ' or sacrifice child',
    'process 1 uid 1 "',
    '/',
    ':',
    '=',
    ',',
  ];
  const heads = [
    '',
    'Out of memory: Killed process 1 (',
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null)',
    'x invoked oom-killer: gfp_mask=',
    'Task in /',
    'Memory cgroup stats for /',
    'Node 0 DMA free:1kB ',
    'CPU: 0 PID: 1 Comm: ',
    'Tasks in ',
    'sending SIGTERM to process 1 "',
    'Killed /a due to memory pressure for ',
  ];

  test.each(units)('%j in a line', (unit) => {
    for (const head of heads)
      expect(
        reportsOf(recordsOf(bytesOf([`[   12.345678] ${head}${filled(unit)}`, `${head}${filled(unit)}x`])))
          .length,
      ).toBeLessThan(3);
  });

  test.each([...heads, ...units])('%j on line after line', (text) => {
    for (const prefix of ['', '[   12.345678] ', 'Nov 21 02:25:00 web1 kernel: ']) {
      const lines = Array.from({ length: 4000 }, () => `${prefix}${text}`);
      expect(() => reportsOf(recordsOf(bytesOf(lines)))).not.toThrow();
    }
  });
});
