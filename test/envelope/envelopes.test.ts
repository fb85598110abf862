import { describe, expect, test } from 'vitest';
import { compact, decodeLines, envelopeCases, envelopeFiles } from './envelope-cases.js';

describe.each(envelopeFiles())('%s', (file) => {
  const cases = envelopeCases(file);
  test('has cases', () => expect(cases.length).toBeGreaterThan(0));
  test.each(cases)('$title', ({ input, expected }) => {
    expect(decodeLines(input).map(compact).join('\n')).toBe(expected);
  });
});
