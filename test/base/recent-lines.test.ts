/** The window of lines: what it hands out, what it forgets, and that it never looks at more than it must. */
import { describe, expect, it } from 'vitest';
import { createRecentLines } from '../../src/base/recent-lines.js';

const filled = (numbers: readonly number[], limits = { lines: 100, characters: 10_000 }) => {
  const recent = createRecentLines(limits);
  for (const number of numbers) recent.add({ number, text: `line ${number}` });
  return recent;
};
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('createRecentLines', () => {
  it('hands out ranges, joined where they touch and split at gaps in the log', () => {
    const recent = filled([1, 2, 3, 7, 8, 9, 10]);
    expect(
      recent.cut([
        [8, 9],
        [2, 3],
        [10, 10],
      ]),
    ).toEqual([
      { firstLine: 2, lines: ['line 2', 'line 3'] },
      { firstLine: 8, lines: ['line 8', 'line 9', 'line 10'] },
    ]);
    expect(recent.cut([[1, 8]])).toEqual([
      { firstLine: 1, lines: ['line 1', 'line 2', 'line 3'] },
      { firstLine: 7, lines: ['line 7', 'line 8'] },
    ]);
    expect(recent.cut([[4, 6]])).toEqual([]);
    expect(recent.cut([])).toEqual([]);
  });

  it('forgets the oldest beyond its limit of lines', () => {
    const recent = filled(upTo(1000));
    expect(recent.cut([[1, 902]])).toEqual([{ firstLine: 901, lines: ['line 901', 'line 902'] }]);
    expect(recent.cut([[1, 5000]])[0]?.lines).toHaveLength(100);
  });

  it('forgets the oldest beyond its limit of characters, but never the last line', () => {
    const recent = createRecentLines({ lines: 100, characters: 10 });
    recent.add({ number: 1, text: 'abcdef' });
    recent.add({ number: 2, text: 'ghijkl' });
    expect(recent.cut([[1, 2]])).toEqual([{ firstLine: 2, lines: ['ghijkl'] }]);
    recent.add({ number: 3, text: 'x'.repeat(1000) });
    expect(recent.cut([[1, 3]])).toEqual([{ firstLine: 3, lines: ['x'.repeat(1000)] }]);
  });

  it('hands out lines that it got as bytes among the others', () => {
    const recent = filled([1, 2]);
    const bytes = new TextEncoder().encode('line 3\nline 4\nl\u00efne 5\n');
    recent.addBytes(3, 3, bytes);
    bytes.fill(0);
    recent.add({ number: 6, text: 'line 6' });
    expect(recent.cut([[2, 6]])).toEqual([
      { firstLine: 2, lines: ['line 2', 'line 3', 'line 4', 'l\u00efne 5', 'line 6'] },
    ]);
    expect(recent.cut([[4, 4]])).toEqual([{ firstLine: 4, lines: ['line 4'] }]);
    expect(
      recent.cut([
        [3, 3],
        [5, 9],
      ]),
    ).toEqual([
      { firstLine: 3, lines: ['line 3'] },
      { firstLine: 5, lines: ['l\u00efne 5', 'line 6'] },
    ]);
  });

  it('forgets lines that it got as bytes together', () => {
    const recent = filled([], { lines: 3, characters: 10_000 });
    recent.addBytes(1, 2, new TextEncoder().encode('a\nb'));
    recent.add({ number: 3, text: 'c' });
    expect(recent.cut([[1, 3]])).toEqual([{ firstLine: 1, lines: ['a', 'b', 'c'] }]);
    recent.add({ number: 4, text: 'd' });
    expect(recent.cut([[1, 4]])).toEqual([{ firstLine: 3, lines: ['c', 'd'] }]);
  });

  it('keeps a record of several lines as one', () => {
    const recent = createRecentLines();
    recent.add({ number: 4, text: 'Killed process 7 (a\nb)' });
    recent.add({ number: 5, text: '' });
    expect(recent.cut([[1, 9]])).toEqual([{ firstLine: 4, lines: ['Killed process 7 (a\nb)', ''] }]);
  });
});
