/** What is taken down of a machine made of files around a kill, and what is left out because it is not certain. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ArgumentsMode } from '../../src/moment/known-process.js';
import { Sampler } from '../../src/moment/sampler.js';
import { takeMoment } from '../../src/moment/take-moment.js';
import type { Moment } from '../../src/report/moment.js';
import { parseOne } from '../kit/parse-one.js';
import { FakeHost } from './fake-host.js';

const UNIT = '/system.slice/shop.service';
const MIB = 1024 * 1024;
let host: FakeHost;
let sampler: Sampler;
afterEach(() => {
  sampler.close();
  host.close();
});

function start(version: 1 | 2 | 'hybrid' = 2, mode: ArgumentsMode = 'redacted'): void {
  host = new FakeHost(version);
  sampler = new Sampler({ paths: host.paths, arguments: mode, nowMs: () => host.nowMs });
}

function sample(seconds = 6): void {
  for (let turn = 0; turn < seconds; turn++) {
    sampler.turn();
    host.nowMs += 1000;
  }
}

const BASH = { pid: 900, comm: 'bash', args: ['bash'], cgroup: '/', pages: 700 };
const SHOP = {
  pid: 4711,
  comm: 'java',
  args: ['/usr/bin/java', '-Ddb.password=hunter2', '-jar', 'shop.jar'],
  cgroup: UNIT,
  pages: 500_000,
};

/** `at`: seconds after boot. */
function killed(pid = 4711, comm = 'java', limit = UNIT, task = limit, agoMs = 12): Moment {
  const at = (host.nowMs - agoMs) / 1000;
  const event = parseOne([
    `[${at.toFixed(6)}] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${limit},task_memcg=${task},task=${comm},pid=${pid},uid=1000`,
    `[${at.toFixed(6)}] Memory cgroup out of memory: Killed process ${pid} (${comm}) total-vm:4000000kB, anon-rss:2000000kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:584kB oom_score_adj:0`,
  ]);
  return takeMoment(
    event,
    { ms: at * 1000, source: 'boot-clock' },
    {
      ...{ sampler, paths: host.paths, nowMs: () => host.nowMs, wallMs: () => Date.UTC(2026, 10, 27, 12) },
    },
  );
}

describe('the moment of death', () => {
  it('has machine, cgroup and victim, each with its distance from the kill', () => {
    start();
    host.group(UNIT, { current: 2000 * MIB, max: 2048 * MIB, kills: 1 });
    host.process(BASH);
    host.process(SHOP);
    sample();
    host.remove('proc/4711');
    const moment = killed();
    expect(moment).toMatchObject({
      killTimeSource: 'boot-clock',
      host: {
        offsetSeconds: 0.012,
        meminfo: { MemTotal: 16 * 1024 ** 3 },
        pressure: { some: { avg10: 1.5, totalSeconds: 2.5 } },
      },
      cgroups: [
        {
          role: 'limit',
          path: UNIT,
          readPath: UNIT,
          version: 2,
          currentBytes: 2000 * MIB,
          maxBytes: 2048 * MIB,
          highBytes: null,
          unlimited: ['high'],
          events: { oom_kill: 1, max: 9 },
        },
      ],
      victims: [
        {
          pid: 4711,
          comm: 'java',
          commandLine: '/usr/bin/java -Ddb.password=*** -jar shop.jar',
          isRedacted: true,
          unit: 'shop.service',
          cgroup: UNIT,
          rssBytes: 500_000 * 4096,
        },
      ],
      notes: [],
    });
    // Boot was 1000 s before noon by /proc/uptime, the process began 50 s after it.
    expect(moment.victims[0]?.startedAt).toBe('2026-11-27T11:44:10.000Z');
    expect(moment.largest.map(({ comm }) => comm)).toEqual(['java', 'bash']);
    expect(moment.victims[0]?.offsetSeconds).toBeLessThan(0);
  });

  it('has the state that was taken down when the kernel counted the OOM, where the log tells of it later', async () => {
    start();
    host.group('/system.slice', { current: 3000 * MIB });
    host.group(UNIT, { current: 1000 * MIB, max: 2048 * MIB });
    host.process(SHOP);
    sample();
    host.group(UNIT, { current: 2048 * MIB, max: 2048 * MIB, kills: 1 });
    while (sampler.alarm?.nearest(0) == null) await sleep(5);
    host.memory(6 * 1024 * 1024);
    host.group(UNIT, { current: 1 * MIB, max: 2048 * MIB, kills: 1 });
    host.nowMs += 250;
    const late = killed(4711, 'java', '/system.slice', UNIT, 248);
    expect(late.host).toMatchObject({ offsetSeconds: -0.002, meminfo: { MemAvailable: 8 * 1024 ** 3 } });
    expect(late.cgroups).toMatchObject([
      { role: 'limit', offsetSeconds: -0.002, readPath: '/system.slice', currentBytes: 3000 * MIB },
      { role: 'victim', offsetSeconds: -0.002, readPath: UNIT, currentBytes: 2048 * MIB },
    ]);
    // The next kill is told of at once: that of the last one is further away than now.
    host.nowMs += 5000;
    expect(killed()).toMatchObject({
      host: { offsetSeconds: 0.012, meminfo: { MemAvailable: 6 * 1024 ** 3 } },
      cgroups: [{ offsetSeconds: 0.012, currentBytes: 1 * MIB }],
    });
  });

  it('says whether a cgroup grew suddenly or slowly, from samples before the kill only', () => {
    start();
    host.process(SHOP);
    for (const size of [1200, 1200, 1200, 1200, 1210, 1500, 2400, 3300, 3900]) {
      host.group(UNIT, { current: size * MIB, max: 4000 * MIB });
      sample(1);
    }
    const series = killed().series.find(({ path }) => path === UNIT);
    expect(series).toMatchObject({ measure: 'current', limitBytes: 4000 * MIB });
    expect(series?.derived.growth).toMatchObject({ kind: 'sudden', toBytes: 3900 * MIB, seconds: 4 });
    expect(series?.points.every(([offset]) => offset < 0)).toBe(true);
  });

  it('takes another process with the pid of the victim for nobody', () => {
    start();
    host.process({ ...SHOP, comm: 'nginx' });
    sample();
    expect(killed()).toMatchObject({
      victims: [],
      notes: expect.arrayContaining([expect.stringContaining('under another name')]),
    });
  });

  it('tells a pid that was used again by its start, after the kill or before', () => {
    start();
    host.process(SHOP);
    sample();
    host.remove('proc/4711');
    sample(6);
    host.process({ ...SHOP, args: ['java', '-jar', 'other.jar'], startTicks: 100_700, pages: 9 });
    sample(6);
    expect(sampler.processes.byPid(4711)).toHaveLength(2);
    expect(killed().victims.map(({ commandLine }) => commandLine)).toEqual([
      '/usr/bin/java -Ddb.password=*** -jar shop.jar',
    ]);
  });

  it('reads the nearest cgroup above where the own one is gone, and says so', () => {
    start();
    host.group('/system.slice', { current: 3000 * MIB, kills: 4 });
    sample();
    const moment = killed();
    expect(moment.cgroups).toMatchObject([
      { path: UNIT, readPath: '/system.slice', events: { oom_kill: 4 } },
    ]);
    expect(moment.notes.join()).toContain('read was /system.slice, the nearest one above it that exists');
  });

  it('names what is not there: another cgroup namespace, an unknown pid, no hierarchy', () => {
    start();
    sample();
    const moment = killed(4711, 'java', '/kubepods/pod1/c1', '/kubepods/pod1/c1');
    expect(moment.cgroups).toMatchObject([
      { readPath: null, version: null, currentBytes: null, events: null },
    ]);
    expect(moment.notes).toEqual([
      expect.stringContaining('pid 4711 was not sampled'),
      expect.stringContaining('another cgroup namespace'),
    ]);
  });

  it.each([1, 'hybrid'] as const)('reads version 1 (%s)', (version) => {
    start(version);
    const at = `cgroup/memory${UNIT}`;
    for (const [name, text] of Object.entries({
      usage_in_bytes: '100',
      max_usage_in_bytes: '200',
      limit_in_bytes: '9223372036854771712',
      failcnt: '7',
      oom_control: 'oom_kill_disable 0\nunder_oom 0\noom_kill 3',
    }))
      host.write(`${at}/memory.${name}`, `${text}\n`);
    host.process(SHOP);
    sample();
    expect(killed().cgroups).toMatchObject([
      {
        version: 1,
        currentBytes: 100,
        peakBytes: 200,
        maxBytes: null,
        unlimited: ['max'],
        events: { failcnt: 7, oom_kill: 3 },
      },
    ]);
  });

  it('reaches nothing outside of the hierarchy, whatever the log calls a cgroup', () => {
    start();
    host.write('secret/memory.current', '5\n');
    sample();
    for (const path of ['/../secret', '/a/../../secret', '/a\0b'])
      expect(killed(1, 'x', path, path).cgroups[0] ?? { readPath: null }).toMatchObject({ readPath: null });
  });

  it('shows arguments as they are, or none, where that is wanted', () => {
    for (const [mode, shown] of [
      ['full', '/usr/bin/java -Ddb.password=hunter2 -jar shop.jar'],
      ['none', null],
    ] as const) {
      start(2, mode);
      host.process(SHOP);
      sample();
      expect(killed().victims[0]?.commandLine).toBe(shown);
      if (mode === 'full') {
        sampler.close();
        host.close();
      }
    }
  });
});

describe('sampling', () => {
  it('is bounded with more processes and cgroups than it keeps open, and lets them go', () => {
    start();
    for (let pid = 1; pid <= 1500; pid++) host.process({ ...BASH, pid, cgroup: `/c${pid}`, pages: pid });
    for (let pid = 1; pid <= 1500; pid++) host.write(`cgroup/c${pid}/memory.current`, '1\n');
    sample(60);
    expect(sampler.processes.size()).toBe(1500);
    expect(sampler.processes.openFiles()).toBeLessThanOrEqual(1024);
    expect(sampler.cgroups?.size()).toBeLessThanOrEqual(512);
    host.remove('proc');
    sample(10);
    expect(sampler.processes.size()).toBe(0);
    expect(sampler.processes.openFiles()).toBe(0);
  });
});
