/** Rows from bytes are the rows that `readTaskRow` gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameTable, readRowRun } from '../../src/line/row-run.js';
import { RowTable } from '../../src/line/row-table.js';
import { readTaskRow } from '../../src/line/task-lines.js';

const COLUMNS = 8;
const names = new NameTable();

function run(lines: readonly string[], prefix = '') {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
  const pattern = new TextEncoder().encode(prefix.replace(/\d/g, '\0'));
  const table = new RowTable();
  const { end } = readRowRun(bytes, 0, pattern, COLUMNS, names, table);
  const rows = Array.from({ length: table.length }, (_, row) => ({
    kind: 'task-row',
    open: false,
    pid: table.pid(row),
    values: table.values(row),
    name: table.name(row),
  }));
  return { rows, end };
}

const number = fc.oneof(
  fc.nat(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(2 ** 52, '1'.repeat(16)),
);
const name = fc.oneof(
  fc.constantFrom(
    'java',
    'kworker/u8:1',
    '(sd-pam)',
    'tmux: server',
    '12',
    ' lead',
    'trail ',
    '',
    'a#012',
    'ö',
  ),
  fc.string({ maxLength: 16 }).filter((text) => !/[\r\n]/.test(text)),
);
const row = fc
  .tuple(fc.nat(4_000_000), fc.array(number, { minLength: COLUMNS - 1, maxLength: COLUMNS + 1 }), name)
  .map(
    ([pid, values, comm]) =>
      `[${String(pid).padStart(7)}] ${values.map((value) => String(value).padStart(6)).join(' ')} ${comm}`,
  );

describe('readRowRun', () => {
  it('gives the rows that readTaskRow gives, and leaves the last one', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (lines) => {
        const { rows, end } = run(lines);
        const expected = lines.slice(0, rows.length).map((line) => readTaskRow(line, COLUMNS));
        expect(rows).toEqual(expected);
        expect(end).toBe(
          new TextEncoder().encode(
            lines
              .slice(0, rows.length)
              .map((line) => `${line}\n`)
              .join(''),
          ).length,
        );
      }),
    );
  });

  it('reads plain rows, whatever the digits of the stamp', () => {
    const lines = [1, 2, 3].map(
      (at) => `[   12.34567${at}] [    ${at}]     0     1 2 3 4 5 -6 -1000 name ${at}`,
    );
    const { rows, end } = run(lines, '[   12.345671] ');
    expect(rows.map(({ name }) => name)).toEqual(['name 1', 'name 2']);
    expect(rows[0]?.values).toEqual([0, 1, 2, 3, 4, 5, -6, -1000]);
    expect(end).toBe((lines[0]?.length ?? 0) * 2 + 2);
  });

  it('ends where the prefix changes', () => {
    const rows = ['a 1 ', 'a 2 ', 'a 3 ', 'b 4 ', 'b 5 '].map(
      (prefix) => `${prefix}[1] 1 2 3 4 5 6 7 8 name`,
    );
    expect(run(rows, 'a 1 ').rows).toHaveLength(2);
  });
});
