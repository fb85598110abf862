import { describe, expect, it } from 'vitest';
import { compareEvents } from '../../src/diagnosis/compare.js';
import { MiB, report, row } from '../kit/build-report.js';
import { cgroupReport, machineReport, workers } from './rule-cases.js';

const at = (wall: string) => ({ wall, wallSource: 'log' as const, uptimeSeconds: null });
const value = (comparison: ReturnType<typeof compareEvents>, label: string) =>
  comparison.values.find((one) => one.label === label);

describe('two events side by side', () => {
  const a = {
    ...cgroupReport(512, workers(38, 'postgres', { anon: 11 }), { anon: 418, file: 30 }),
    time: at('2026-11-20T03:00:00Z'),
  };
  const b = {
    ...cgroupReport(768, workers(60, 'postgres', { anon: 11 }), { anon: 660, file: 30 }),
    time: at('2026-11-20T04:00:00Z'),
  };
  const comparison = compareEvents(a, b);

  it('shows what changed, with differences', () => {
    expect(comparison).toMatchObject({ isSameVictim: true, secondsApart: 3600 });
    expect(value(comparison, 'limit')).toMatchObject({
      a: 512 * MiB,
      b: 768 * MiB,
      delta: 256 * MiB,
      isDifferent: true,
    });
    expect(value(comparison, 'postgres: processes')).toMatchObject({ a: 38, b: 60, delta: 22 });
    expect(value(comparison, 'anonymous')).toMatchObject({ delta: 242 * MiB });
    expect(value(comparison, 'victim')).toMatchObject({
      unit: 'text',
      a: 'postgres',
      b: 'postgres',
      delta: null,
      isDifferent: false,
    });
  });

  it('leaves out what neither log shows, and the sum of resident sizes', () => {
    expect(value(comparison, 'swap total')).toBeUndefined();
    const old = machineReport(1000, [row(1, 'a', { rss: 100 }), row(2, 'a', { rss: 120 })], {});
    const labels = compareEvents(old, old).values.map(({ label }) => label);
    expect(labels).toContain('a: largest resident');
    expect(labels).not.toContain('a: private memory');
  });

  it('tells a fact that one log lacks from a zero', () => {
    expect(value(compareEvents(a, report()), 'limit')).toMatchObject({
      a: 512 * MiB,
      b: null,
      delta: null,
      isDifferent: true,
    });
  });
});
