import { describe, expect, it } from 'vitest';
import { overview } from '../../src/diagnosis/overview.js';
import { readSeries } from '../../src/diagnosis/series.js';
import { memcg, report, row, victim } from '../kit/build-report.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const pattern = (times: readonly number[]) =>
  readSeries(times.map((atSeconds) => ({ atSeconds, sizeBytes: 100 }))).pattern;

describe('a series', () => {
  it.each([
    ['one event', [0], { kind: 'single' }],
    ['two', [0, 100], { kind: 'repeated' }],
    ['a storm', [0, 1, 2, 2, 3], { kind: 'storm' }],
    ['a crash loop', [0, 60, 130, 200], { kind: 'crash-loop' }],
    ['a daily job', [10, DAY + 40, 2 * DAY, 4 * DAY + 100], { kind: 'schedule', periodSeconds: DAY }],
    ['a weekly job', [0, 7 * DAY, 14 * DAY + 50], { kind: 'schedule', periodSeconds: 7 * DAY }],
    ['an hourly job', [0, HOUR, 2 * HOUR, 5 * HOUR], { kind: 'schedule', periodSeconds: HOUR }],
    ['an even pace off the clock', [0, 5000, 10_100, 15_000], { kind: 'steady-growth' }],
    ['a shrinking pace', [0, 20_000, 30_500, 36_000], { kind: 'steady-growth' }],
    ['no pattern', [0, 1000, 30_500, 36_000], { kind: 'repeated' }],
  ])('%s', (_, times, expected) => expect(pattern(times)).toEqual(expected));

  it.each([
    ['rising pids', [10, 20, 30, 40], 'crash-loop'],
    ['a pid that is lower than one before', [10, 40, 30, 50], 'overlapping'],
    ['pids that are not known', [10, null, 20, null], 'crash-loop'],
  ])('minutes apart with %s', (_, pids, kind) => {
    const points = pids.map((pid, index) => ({ atSeconds: index * 60, sizeBytes: 100, pid }));
    expect(readSeries(points).pattern).toEqual({ kind });
  });

  it('without times has sizes only', () => {
    const series = readSeries([1, 2, 3].map((size) => ({ atSeconds: null, sizeBytes: size })));
    expect(series).toMatchObject({ pattern: { kind: 'single' }, sizeTrend: 'growing', spanSeconds: null });
  });

  it.each([
    [[100, 105, 98], 'equal'],
    [[100, 150, 200], 'growing'],
    [[200, 150, 100], 'shrinking'],
    [[100, 200, 100], 'mixed'],
    [[100], 'unknown'],
  ])('sizes %j are %s', (sizes, trend) => {
    expect(readSeries(sizes.map((sizeBytes) => ({ atSeconds: null, sizeBytes }))).sizeTrend).toBe(trend);
  });
});

function kill(id: string, wall: string | null, comm: string, changes: Parameters<typeof report>[0] = {}) {
  const task = row(100, comm, { anon: 50 });
  return report({
    id,
    time: { wall, wallSource: wall === null ? null : 'log', uptimeSeconds: null },
    victims: [victim(task)],
    ...changes,
  });
}

describe('the overview', () => {
  it('groups by program, place and host, most frequent first, in the order of time', () => {
    const events = [
      kill('c', '2026-11-20T03:02:00Z', 'php'),
      kill('a', '2026-11-20T03:00:00Z', 'php'),
      kill('b', '2026-11-20T03:01:00Z', 'php'),
      kill('d', '2026-11-20T09:00:00Z', 'mysqld', { host: 'web2' }),
    ];
    const seen = overview(events);
    expect(seen).toMatchObject({
      count: 4,
      hosts: ['web1', 'web2'],
      first: '2026-11-20T03:00:00Z',
      last: '2026-11-20T09:00:00Z',
    });
    expect(seen.groups.map(({ comm, count }) => [comm, count])).toEqual([
      ['php', 3],
      ['mysqld', 1],
    ]);
    expect(seen.groups[0]?.eventIds).toEqual(['a', 'b', 'c']);
    expect(seen.headline).toBe(
      '4 events in 2 groups. Most often php: 3 times, up to 50 MiB, a crash loop: killed and restarted 3 times, about every 1 min.',
    );
  });

  it('finds cascades, also from a userspace killer to the kernel, and names what failed', () => {
    const events = [
      kill('a', '2026-11-20T03:00:00Z', 'firefox', { killer: 'earlyoom' }),
      kill('b', '2026-11-20T03:00:12Z', 'java', {
        aftermath: [{ kind: 'unit-failed', subject: 'app.service', text: 'x', line: 1 }],
      }),
      kill('c', '2026-11-20T04:00:00Z', 'java'),
    ];
    const seen = overview(events);
    expect(seen.cascades).toMatchObject([
      { eventIds: ['a', 'b'], victims: ['firefox (by earlyoom)', 'java'], spanSeconds: 12 },
    ]);
    expect(seen.failed).toEqual(['app.service']);
    expect(seen.byKiller).toEqual({ earlyoom: 1, kernel: 2 });
  });

  it('names only the first victims of a long one', () => {
    const names = Array.from({ length: 12 }, (_, index) => `job${index}`);
    const events = names.map((name, index) => kill(name, `2026-11-20T03:00:${10 + index}Z`, name));
    expect(overview(events).cascades[0]?.sentence).toBe(
      '12 runs of the killer within 11 s: job0, job1, job2, job3, job4, job5, job6, job7 and 4 more. Start with the first.',
    );
  });

  it('calls the same program in one place no cascade', () => {
    const events = [kill('a', '2026-11-20T03:00:00Z', 'php'), kill('b', '2026-11-20T03:00:05Z', 'php')];
    expect(overview(events).cascades).toEqual([]);
  });

  it('says in words what runs without a victim were, and counts them in no cascade', () => {
    const nothing = (id: string) =>
      kill(id, null, '', { outcome: 'no-killable-task', victims: [], host: null });
    const seen = overview([kill('a', null, 'php', { host: null }), nothing('b'), nothing('c')]);
    expect(seen.headline).toBe(
      '3 events in 2 groups. Most often nothing, for want of a task to kill: 2 times.',
    );
    expect(seen.cascades).toEqual([]);
  });

  it('keeps cgroups apart that a program killed whole', () => {
    const whole = (id: string, taskPath: string) =>
      kill(id, '2026-11-20T03:00:00Z', '', {
        ...{ killer: 'systemd-oomd', scope: 'memcg', victims: [] },
        memcg: memcg({ taskPath }),
      });
    const seen = overview([whole('a', '/user.slice/a.scope'), whole('b', '/user.slice/b.scope')]);
    expect(seen.groups.map(({ place, who }) => [place, who])).toEqual([
      ['a.scope', 'a whole cgroup'],
      ['b.scope', 'a whole cgroup'],
    ]);
  });

  it('works without times and without events', () => {
    expect(overview([kill('a', null, 'php'), kill('b', null, 'php')]).groups[0]).toMatchObject({
      count: 2,
      first: null,
    });
    expect(overview([])).toMatchObject({ count: 0, groups: [], headline: 'No event of an OOM killer.' });
  });

  it('stays linear', () => {
    const events = Array.from({ length: 20_000 }, (_, index) => kill(String(index), null, `p${index % 50}`));
    expect(overview(events).groups).toHaveLength(50);
  });
});
