/**
 * This machine's own kernel kills a process in a small cgroup; the service reads it from /dev/kmsg, once, and takes down the moment.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OomEvent } from '../../src/report/event.js';
import type { Moment } from '../../src/report/moment.js';
import { createSilentWatch } from '../../src/service/silent-watch.js';
import { useBuilt } from '../kit/built.js';
import { killInCgroup, obstacleToKilling } from '../kit/limited-cgroup.js';
import { type RunningService, readLines, slackConfig, startService } from '../kit/service.js';
import { startSlackServer } from '../kit/slack-server.js';
import { testFolder } from '../kit/test-folder.js';

const obstacle = obstacleToKilling();
const built = useBuilt();

test.skipIf(obstacle !== null)(
  `a kill of this machine is told once, and not again from the old ring${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    const directory = testFolder('own');
    const slack = await startSlackServer();
    const events = join(directory, 'events.ndjson');
    const config = {
      sources: ['kmsg'],
      sinks: { team: slackConfig(slack, directory), file: { type: 'ndjson', path: events } },
      grouping: { wait: '0s' },
    };
    const first = await startService(built(), directory, config);
    try {
      const kill = await killInCgroup('kill');
      const ours = () => readLines(events).filter(({ memcg }) => JSON.stringify(memcg).includes(kill.cgroup));
      const roots = () =>
        slack.posted.filter(
          (one) => JSON.stringify(one.blocks).includes(kill.cgroup) && one.threadTs === null,
        );
      await first.until(() => ours().length > 0 && roots().length > 0, 'the kill in the file and in Slack');
      expect(ours()).toMatchObject([
        {
          trust: 'verified',
          late: false,
          scope: 'memcg',
          victims: [{ pid: kill.pid, comm: 'tail' }],
          memcg: { limitPath: kill.cgroup, limitBytes: kill.limitBytes },
          time: { wallSource: 'boot-anchored' },
        },
      ]);
      expect(roots()[0]?.text).toContain(`tail (pid ${kill.pid}) killed`);
      await first.until(() => slack.posted.length >= 3, 'the details');
      expect(await first.stop()).toBe(0);
      const second = await startService(built(), directory, config);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await second.stop()).toBe(0);
      expect(ours()).toHaveLength(1);
      expect(roots()).toHaveLength(1);
      // Others may be killed on this machine meanwhile; nothing of all that may come twice.
      const keys = slack.posted.map(({ metadata }) => metadata?.event_payload?.key);
      expect(keys).toHaveLength(new Set(keys).size);
      const ids = readLines(events).map(({ id }) => id);
      expect(ids).toHaveLength(new Set(ids).size);
    } finally {
      await first.stop('SIGKILL');
      await slack.close();
    }
  },
  60_000,
);

/** Waits to be known, and then grows by 20 MiB a second, so that sampling sees it come. */
const GROWER = `const kept = [];
process.on('SIGUSR2', () => setInterval(() => kept.push(Buffer.alloc(2 << 20, 1)), 100));
setInterval(() => {}, 1000);`;

test.skipIf(obstacle !== null)(
  `a kill of this machine has its moment: who it was in full, how it grew, and the state right after${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    const directory = testFolder('moment');
    const events = join(directory, 'events.ndjson');
    const config = { sources: ['kmsg'], sinks: { file: { type: 'ndjson', path: events } } };
    let service: RunningService | null = null;
    const momentOf = (cgroup: string): Moment | undefined =>
      readLines(events)
        .filter(({ memcg }) => JSON.stringify(memcg).includes(cgroup))
        .map(({ moment }) => moment as Moment)[0];
    try {
      const kill = await killInCgroup('moment', {
        argv: [process.execPath, '-e', GROWER, '--', '--password=hunter2', '--name=shop'],
        limitBytes: 128 << 20,
        async onStarted(pid) {
          service = await startService(built(), directory, config);
          await new Promise((resolve) => setTimeout(resolve, 4000));
          process.kill(pid, 'SIGUSR2');
        },
        afterKill: async ({ cgroup }) => service?.until(() => momentOf(cgroup) !== undefined, 'the event'),
      });
      const moment = momentOf(kill.cgroup);
      expect(moment).toMatchObject({ killTimeSource: 'boot-clock', notes: [] });
      const total = Number(/MemTotal: +(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
      expect(moment?.host?.meminfo.MemTotal).toBe(total);
      expect(moment?.cgroups).toMatchObject([
        { role: 'limit', path: kill.cgroup, readPath: kill.cgroup, maxBytes: kill.limitBytes },
      ]);
      const [cgroup] = moment?.cgroups ?? [];
      expect(cgroup?.events?.oom_kill).toBe(1);
      // The process is gone, what it took at most is not: the limit was reached, to the page.
      expect(cgroup?.peakBytes).toBeGreaterThan(kill.limitBytes * 0.99);
      expect(cgroup?.peakBytes).toBeLessThanOrEqual(kill.limitBytes);
      expect(moment?.victims).toMatchObject([{ pid: kill.pid, isRedacted: true, cgroup: kill.cgroup }]);
      const [victim] = moment?.victims ?? [];
      expect(victim?.commandLine).toMatch(/ --password=\*\*\* --name=shop$/);
      expect(victim?.rssBytes).toBeGreaterThan(32 << 20);
      expect(Date.now() - Date.parse(victim?.startedAt ?? '')).toBeLessThan(60_000);
      const series = moment?.series.find(({ path }) => path === kill.cgroup);
      expect(series).toMatchObject({ limitBytes: kill.limitBytes, derived: { growth: { kind: 'sudden' } } });
      expect(series?.points.length).toBeGreaterThanOrEqual(3);
      expect(series?.derived.growth?.toBytes).toBeGreaterThan(series?.derived.growth?.fromBytes ?? 0);
      // Read when the line was: within milliseconds (`npm run bench:moment`), but for a machine that does much else.
      for (const offset of [moment?.host?.offsetSeconds, cgroup?.offsetSeconds]) {
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThan(1);
      }
      expect(JSON.stringify(moment)).not.toContain('hunter2');
      expect(await (service as RunningService | null)?.stop()).toBe(0);
    } finally {
      await (service as RunningService | null)?.stop('SIGKILL');
    }
  },
  60_000,
);

test.skipIf(obstacle !== null)(
  `a kill that no line tells of is noticed from this kernel's counters, a SIGKILL by hand is not${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    let aheadMs = 0;
    const silent = createSilentWatch({ wallMs: () => Date.now() + aheadMs, host: () => 'here' });
    /** What is told of the cgroup, long after; others may be killed on this machine meanwhile. */
    const toldOf = (cgroup: string): readonly OomEvent[] => {
      silent.look();
      aheadMs += 60_000;
      return silent.look().filter(({ memcg }) => memcg?.taskPath === cgroup);
    };
    silent.look();
    let told: readonly OomEvent[] = [];
    const kill = await killInCgroup('silent', {
      afterKill: async ({ cgroup }) => {
        told = toldOf(cgroup);
      },
    });
    expect(told).toMatchObject([
      { killer: 'kernel', victims: [], memcg: { taskPath: kill.cgroup }, extra: { 'silent.kills': '1' } },
    ]);
    expect(toldOf(kill.cgroup)).toEqual([]);
    const byHand = await killInCgroup('by-hand', {
      argv: ['sleep', '60'],
      onStarted: async (pid) => {
        process.kill(pid, 'SIGKILL');
      },
      afterKill: async ({ cgroup }) => {
        told = toldOf(cgroup);
      },
    });
    expect(byHand.pid).toBeGreaterThan(0);
    expect(told).toEqual([]);
  },
  60_000,
);
