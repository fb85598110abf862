import { describe, expect, test } from 'vitest';
import { lineCases, lineFiles, recognised } from './line-cases.js';

describe.each(lineFiles())('%s', (file) => {
  const cases = lineCases(file);
  test('has cases', () => expect(cases.length).toBeGreaterThan(0));
  test.each(cases)('$title', ({ input, expected }) => {
    expect(recognised(input)).toBe(expected);
  });
});
