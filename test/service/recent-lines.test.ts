import { describe, expect, it } from 'vitest';
import { createRecentLines } from '../../src/service/recent-lines.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('the lines last read', () => {
  it('gives any run of lines across pieces', () => {
    const recent = createRecentLines();
    recent.push(bytes('1\n2\n3\n'), 1);
    recent.push(bytes('4\n'), 4);
    recent.push(bytes('5\nsechs é\n'), 5);
    expect(recent.excerpt('p', 1, 6)).toEqual({ path: 'p', firstLine: 1, text: '1\n2\n3\n4\n5\nsechs é' });
    expect(recent.excerpt('p', 3, 5)).toEqual({ path: 'p', firstLine: 3, text: '3\n4\n5' });
    expect(recent.excerpt('p', 4, 4)).toEqual({ path: 'p', firstLine: 4, text: '4' });
    expect(recent.excerpt('p', 7, 9)).toBeNull();
  });

  it('cuts at the front what is too long or no longer there', () => {
    const recent = createRecentLines(20);
    recent.push(bytes('first line\n'), 1);
    recent.push(bytes('second line\n'), 2);
    expect(recent.excerpt('p', 1, 2)).toEqual({ path: 'p', firstLine: 2, text: 'second line' });
    const large = createRecentLines();
    const row = 'x'.repeat(999);
    large.push(bytes(`${row}\n`.repeat(600)), 1);
    const excerpt = large.excerpt('p', 1, 600);
    expect(excerpt?.firstLine).toBe(600 - 262 + 1);
    expect(excerpt?.text.split('\n')).toHaveLength(262);
    large.clear();
    expect(large.excerpt('p', 1, 600)).toBeNull();
  });
});
