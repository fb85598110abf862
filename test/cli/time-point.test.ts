/** Times as journalctl takes them. The zone of the test run decides what local times mean, so they are built the same way. */
import { describe, expect, test } from 'vitest';
import { readTimePoint } from '../../src/cli/time-point.js';

const now = new Date(2026, 10, 20, 15, 30, 45, 500);
const at = (...parts: [number, number, number, number?, number?, number?, number?]) =>
  new Date(...parts).getTime();
const HOUR = 3_600_000;

describe('a point in time', () => {
  test.each([
    ['2026-11-20 12:00', at(2026, 10, 20, 12, 0)],
    ['2026-11-20 12:00:07', at(2026, 10, 20, 12, 0, 7)],
    ['2026-11-20 12:00:07.25', at(2026, 10, 20, 12, 0, 7, 250)],
    ['2026-11-20T12:00', at(2026, 10, 20, 12, 0)],
    ['Fri 2026-11-20 12:00', at(2026, 10, 20, 12, 0)],
    ['2026-11-20', at(2026, 10, 20)],
    ['12:00', at(2026, 10, 20, 12, 0)],
    ['now', now.getTime()],
    ['today', at(2026, 10, 20)],
    ['Yesterday', at(2026, 10, 19)],
    ['tomorrow', at(2026, 10, 21)],
    ['-2h', now.getTime() - 2 * HOUR],
    ['-1h30min', now.getTime() - 1.5 * HOUR],
    ['+5 minutes', now.getTime() + HOUR / 12],
    ['2 hours ago', now.getTime() - 2 * HOUR],
    ['1 day 2 hours ago', now.getTime() - 26 * HOUR],
    ['-90', now.getTime() - 90_000],
    ['-1w', now.getTime() - 7 * 24 * HOUR],
    ['-1M', now.getTime() - 30.44 * 24 * HOUR],
    ['-1m', now.getTime() - HOUR / 60],
    ['@1795176000', 1_795_176_000_000],
    ['@1795176000.5', 1_795_176_000_500],
    ['2026-11-20T12:00:00Z', Date.UTC(2026, 10, 20, 12)],
    ['2026-11-20 12:00:00 UTC', Date.UTC(2026, 10, 20, 12)],
    ['2026-11-20T12:00:00+01:00', Date.UTC(2026, 10, 20, 11)],
    ['2026-11-20 12:00-0530', Date.UTC(2026, 10, 20, 17, 30)],
  ])('%s', (text, expected) => expect(readTimePoint(text, now)).toBe(expected));

  test.each([
    '',
    'tody',
    '2026-13-01',
    '2026-02-30',
    '2026-11-20 25:00',
    '2026-11-20 12:61',
    '12',
    'ago',
    '2 parsecs ago',
    '-',
    '+',
    '@',
    '@now',
    'constructor',
    '20.11.2026',
    `-${'1'.repeat(5000)}x`,
  ])('%s is none', (text) => expect(readTimePoint(text, now)).toBeNull());
});
