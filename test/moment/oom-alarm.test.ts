/** What is taken down when a cgroup's counters say that the kernel killed for memory, and what that costs while they only change. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OomAlarm } from '../../src/moment/oom-alarm.js';
import { FakeHost } from './fake-host.js';

const UNIT = '/system.slice/shop.service';
let host: FakeHost;
let alarm: OomAlarm;
beforeEach(() => {
  host = new FakeHost(2);
  host.group('/system.slice', { current: 900 });
  host.group(UNIT, { current: 100 });
  const hierarchy = { version: 2, root: host.paths.cgroup } as const;
  alarm = new OomAlarm({ hierarchy, paths: host.paths, nowMs: () => host.nowMs });
});
afterEach(() => {
  alarm.close();
  host.close();
});

/** Until it is so, at most five seconds. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn++) await sleep(10);
  expect(isSo()).toBe(true);
}

describe('a kill counted in a cgroup', () => {
  it('has the machine, the cgroup and those above it taken down as they are then', async () => {
    alarm.listen(UNIT);
    host.memory(123);
    host.group(UNIT, { current: 777, kills: 1 });
    await until(() => alarm.nearest(0) !== null);
    host.memory(9999);
    host.group(UNIT, { current: 5, kills: 1 });
    const taken = alarm.nearest(host.nowMs, UNIT);
    expect(taken?.ms).toBe(host.nowMs);
    expect(taken?.host?.meminfo).toContain(' 123 kB');
    expect([...(taken?.cgroups ?? [])].map(([path, { currentBytes }]) => [path, currentBytes])).toEqual([
      [UNIT, 777],
      ['/system.slice', 900],
    ]);
    expect(alarm.nearest(host.nowMs, '/other')).toBeNull();
  });

  it('is told from other changes of the counters', async () => {
    alarm.listen(UNIT);
    for (let max = 0; max < 20; max++) {
      host.write(`cgroup${UNIT}/memory.events`, `max ${max}\noom 0\noom_kill 0\n`);
      await sleep(5);
    }
    expect(alarm.nearest(0)).toBeNull();
  });

  it('is answered by the one nearest in time', async () => {
    alarm.listen(UNIT);
    const times = [1000, 5000, 9000];
    for (const [index, ms] of times.entries()) {
      host.nowMs = ms;
      host.group(UNIT, { current: index, kills: index + 1 });
      await until(() => alarm.nearest(ms)?.ms === ms);
    }
    expect([0, 2900, 3100, 1e6].map((ms) => alarm.nearest(ms)?.ms)).toEqual([1000, 1000, 5000, 9000]);
  });

  it('is not looked for in a cgroup that was removed, and again in one of its name', async () => {
    alarm.listen(UNIT);
    alarm.forget(UNIT);
    host.group(UNIT, { kills: 1 });
    await sleep(50);
    expect(alarm.nearest(0)).toBeNull();
    alarm.listen('/not-there');
    alarm.listen(UNIT);
    host.group(UNIT, { kills: 2 });
    await until(() => alarm.nearest(0) !== null);
  });
});

describe('a cgroup that only reclaims at its limit', () => {
  it('is not listened to for a second when it has rung in vain too often, and what it counted meanwhile is seen then', async () => {
    alarm.listen(UNIT);
    // The clock stands still, so that no credit comes in.
    for (let max = 0; max < 260; max++) {
      host.write(`cgroup${UNIT}/memory.events`, `max ${max}\noom 0\noom_kill 0\n`);
      await sleep(1);
    }
    host.group(UNIT, { kills: 1 });
    await sleep(200);
    expect(alarm.nearest(0)).toBeNull();
    await until(() => alarm.nearest(0) !== null);
  });
});
