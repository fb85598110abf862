import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import { compact, decodeLines, envelopeCases, envelopeFiles } from './envelope-cases.js';

const PIECES = envelopeFiles().flatMap((file) => envelopeCases(file).flatMap(({ input }) => input));

describe('no text makes it throw', () => {
  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeLines(decodeLossless(bytes).split('\n'));
      }),
      { numRuns: 500 },
    );
  });

  test('real prefixes cut, spliced and shuffled', () => {
    const piece = fc
      .tuple(fc.constantFrom(...PIECES), fc.nat(60), fc.nat(60))
      .map(([line, from, length]) => line.slice(from % (line.length + 1)).slice(0, length + 1));
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 4 }), { maxLength: 30 }), (lines) => {
        const records = decodeLines(lines.map((pieces) => pieces.join('')));
        for (const record of records) {
          expect(record.line).toBeGreaterThanOrEqual(1);
          expect(record.line).toBeLessThanOrEqual(lines.length);
          expect(record.origin === 'program' || record.program === null).toBe(true);
          expect(record.lostBefore).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

const LONG = 1 << 18;
const filled = (unit: string) => unit.repeat(Math.ceil(LONG / unit.length));

/** What takes the square of its length does not end on these before the test's time is over. */
describe('a line of a quarter of a million characters takes linear time', () => {
  const units = [
    ' ',
    '[',
    '[ ',
    '1',
    '[1',
    '[1.',
    '[   12.345678] ',
    '<',
    '<6>',
    '> ',
    '|',
    '\x1b',
    '\x1b[m',
    '\x1b[31m',
    '\x1b]',
    '\x1b[0m',
    '\\x',
    '\\x41',
    '\\xff',
    '#012',
    '#',
    '&lt;',
    '&lt;TASK&gt;',
    '\u00a0',
    'a:',
    'a ',
    'a/',
    ':',
    '-',
    '{',
    '{"',
    '[{',
    '{"a":',
    'rocess 1 (',
    ',task=',
    'Comm: ',
    '** 1 printk messages dropped ** ',
    'Nov 21 02:25:00 ',
    'Nov 21 02:25:00 host ',
    '2026-11-21T02:25:00Z ',
    '1,2,3,-;',
    'kernel: ',
    '\r',
    '\0',
    '\ufeff',
    '\udcff',
    '月',
    '"',
    '\\',
  ];
  const heads = ['', '[   12.345678] ', 'Nov 21 02:25:00 web1 kernel: ', '4,5,6,-;', '> ', '\x1b[1m', 'x'];
  test.each(units)('%j', (unit) => {
    const body = filled(unit);
    for (const head of heads) {
      for (const tail of ['', 'x']) expect(decodeLines([head + body + tail]).length).toBeLessThan(10);
    }
  });
});

test('many lines that never end what they began take linear time and bounded memory', () => {
  const openings = [
    '{',
    '[',
    '[{',
    '  "events": [',
    '"a": {',
    '__CURSOR=x',
    'MESSAGE',
    'A=b',
    '2026-11-21T02:25:00.123456789Z stdout P x',
    'Sat 2026-11-21 02:25:00.123456 UTC [s=1;i=1]',
    '    MESSAGE=x',
    '4,1,1,-,ncfrag=0/99999;x',
  ];
  for (const opening of openings) {
    const lines = [opening, ...Array.from({ length: 100_000 }, () => opening)];
    expect(() => decodeLines(lines)).not.toThrow();
    const rest = [opening, ...Array.from({ length: 100_000 }, (_, index) => `"x${index}": 1,`)];
    expect(() => decodeLines(rest)).not.toThrow();
  }
});

describe('a task table row is never taken for a prefix', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'T12',
      'C0',
      '[T12]',
      '1.5',
      '(sd-pam)',
      'Web Content',
      '[12.345678]',
      '12.345678]',
      'kernel: x',
      '',
    ),
    fc.string({ unit: fc.constantFrom(...'ab1.:[]() TC'), maxLength: 15 }),
  );
  const row = fc
    .tuple(fc.nat(4_194_304), fc.nat(65_535), fc.nat(9_999_999), fc.integer({ min: -1000, max: 1000 }), name)
    .map(
      ([pid, uid, rss, adjustment, comm]) =>
        `[${String(pid).padStart(7)}] ${String(uid).padStart(5)} ${pid} ${rss}     ${rss}   102400      256         ${adjustment} ${comm}`,
    );
  const prefixes = [
    '',
    '[   12.345678] ',
    '[   12.345678][   T12] ',
    'Nov 21 02:25:00 web1 kernel: ',
    '<4>',
    '> ',
    '4,5,6,-;',
  ];
  test.each(prefixes)('behind %j', (prefix) => {
    fc.assert(
      fc.property(row, (text) => {
        const [record, ...more] = decodeLines([prefix + text]);
        expect(more).toEqual([]);
        expect(record?.text.trimEnd()).toBe(text.trimEnd());
        expect(record?.time.uptimeSeconds ?? 12.345678).toBeOneOf([12.345678, 0.000006]);
        expect(record?.caller ?? 'T12').toBe('T12');
      }),
    );
  });
});

test('bytes become text and bytes again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(encodeLossless(decodeLossless(bytes))).toEqual(bytes);
    }),
  );
});

test('what stands alone on its line also holds behind a mail quote', () => {
  const cases = envelopeFiles()
    .filter((file) => /dmesg|syslog/.test(file))
    .flatMap(envelopeCases)
    .filter(({ title, input }) => !title.includes('json') && !/[\x1b\ufeff]/.test(input.join('')));
  expect(cases.length).toBeGreaterThan(15);
  const quoted = (line: string) => (line === '' ? '>' : `> ${line}`);
  for (const { input } of cases) {
    expect(decodeLines(input.map(quoted)).map(compact)).toEqual(decodeLines(input).map(compact));
  }
});
