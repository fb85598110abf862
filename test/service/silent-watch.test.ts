/** Counters of a machine made of files against the lines that the service saw: told is what no line explains, once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHistory } from '../../src/diagnosis/history.js';
import { increasesOf, type KillCounts } from '../../src/moment/oom-counters.js';
import type { OomEvent } from '../../src/report/event.js';
import { configSchema } from '../../src/service/config/schema.js';
import { NO_COUNTERS } from '../../src/service/counters.js';
import { createIntake } from '../../src/service/intake.js';
import { createSilentWatch, type SilentWatch } from '../../src/service/silent-watch.js';
import { openStore, type Store } from '../../src/store/store.js';
import { eventProblems } from '../kit/contract.js';
import { parseOne } from '../kit/parse-one.js';
import { FakeHost } from '../moment/fake-host.js';

const UNIT = '/system.slice/shop.service';
let host: FakeHost;
let silent: SilentWatch;
let store: Store;
let told: OomEvent[];
let nowMs = 0;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 27, 12);
  told = [];
  host = new FakeHost(2);
  host.group('/system.slice');
  host.group(UNIT);
  silent = createSilentWatch({ paths: host.paths, wallMs: () => nowMs, host: () => 'web1' });
  store = await openStore(':memory:');
  look();
});
afterEach(() => {
  store.close();
  host.close();
});

function intake() {
  return createIntake({
    ...{
      store,
      config: configSchema.parse({}),
      sinks: [],
      host: 'web1',
      bootId: null,
      history: createHistory(),
    },
    ...{ counters: NO_COUNTERS, nowMs: () => nowMs, failpoint: () => {}, silent },
  });
}

const reading = (event: OomEvent) => ({
  event,
  place: event.id,
  log: null,
  isBacklog: false,
  killUptimeSeconds: null,
  moment: null,
});

function look(): void {
  told.push(...silent.look());
}

/** Looks every five seconds. */
function pass(seconds: number): void {
  for (let at = 0; at < seconds; at += 5) {
    nowMs += 5000;
    look();
  }
}

/** A process in the cgroup is killed: the counters of it, of those above it, and of the machine grow. */
function kill(path: string, total: number, own = total): void {
  host.kills(total);
  for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) host.group(at, { kills: own });
}

function line(pid: number, path: string | null = UNIT): OomEvent {
  const stamp = new Date(nowMs).toISOString();
  const memcg =
    path === null
      ? []
      : [
          `${stamp} web1 kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${path},task_memcg=${path},task=java,pid=${pid},uid=0`,
        ];
  return parseOne([
    ...memcg,
    `${stamp} web1 kernel: ${path === null ? 'Out of memory' : 'Memory cgroup out of memory'}: Killed process ${pid} (java) total-vm:4kB, anon-rss:${pid}kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0`,
  ]);
}

const seen = (event: OomEvent): void =>
  intake().commit({ name: 'kmsg', trust: 'verified' }, [reading(event)], null);

describe('silent deaths', () => {
  it('are told after a time of grace, with place, number and times, as the contract wants an event', () => {
    pass(5);
    kill(UNIT, 2);
    pass(15);
    expect(told).toEqual([]);
    pass(10);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      ...{ killer: 'kernel', outcome: 'killed', scope: 'unknown', trigger: null, victims: [] },
      completeness: { status: 'partial' },
      memcg: { taskPath: UNIT, limitPath: null },
      identity: { unit: 'shop.service' },
      diagnosis: {
        summary: `The kernel counted 2 OOM kills in the cgroup ${UNIT} between 2026-11-27T12:00:05.000Z and 2026-11-27T12:00:10.000Z; no log line of it was seen.`,
      },
    });
    expect(eventProblems(JSON.parse(JSON.stringify(told[0])))).toEqual([]);
    pass(600);
    expect(told).toHaveLength(1);
  });

  it('are none where a line tells of the kill, before the counters are read or after', () => {
    kill(UNIT, 1);
    seen(line(1));
    pass(5);
    kill(UNIT, 2);
    pass(10);
    seen(line(2));
    pass(60);
    expect(told).toEqual([]);
  });

  it('are what is left of several kills of which some have lines', () => {
    seen(line(1));
    kill(UNIT, 3);
    pass(60);
    expect(told.map(({ extra }) => extra['silent.kills'])).toEqual(['2']);
  });

  it('are told of the machine where no cgroup shows them', () => {
    host.kills(1);
    pass(60);
    expect(told).toMatchObject([{ memcg: null, source: { path: '/proc/vmstat' } }]);
  });

  it('are none where the log names the cgroup as another namespace does, or it is gone', () => {
    kill(UNIT, 1);
    seen(line(1, '/kubepods/pod1/c1'));
    pass(60);
    host.remove(`cgroup${UNIT}`);
    host.kills(2);
    seen(line(2));
    pass(60);
    expect(told).toEqual([]);
  });

  it('do not come from cgroups made again, or from counters that go back', () => {
    kill(UNIT, 1);
    seen(line(1));
    pass(60);
    host.remove('cgroup/system.slice');
    host.group('/system.slice');
    host.group(UNIT);
    host.kills(0);
    pass(60);
    kill(UNIT, 1);
    pass(60);
    expect(told.map(({ extra }) => extra['silent.kills'])).toEqual(['1']);
  });

  it('are told of the nearest cgroup above where their own was removed before it was read', () => {
    kill(UNIT, 1);
    host.remove(`cgroup${UNIT}`);
    pass(60);
    expect(told).toMatchObject([{ memcg: { taskPath: '/system.slice' }, extra: { 'silent.kills': '1' } }]);
    host.kills(2);
    host.remove('cgroup/system.slice');
    pass(60);
    expect(told).toHaveLength(2);
    expect(told[1]?.diagnosis.summary).toContain('on the machine, in no cgroup that still exists');
  });

  it.each([
    'web1 systemd[1]: shop.service: Main process exited, code=killed, status=9/KILL',
    "web1 systemd[1]: shop.service: Failed with result 'signal'.",
    'web1 dockerd[700]: time="2026-11-27T12:00:00Z" level=info msg="Container failed to exit within 10s of signal 15 - using the force" container=8f1d0c6a5b3e',
    'web1 kubelet[800]: I1127 12:00:00.000000 800 generic.go:332] "Generic (PLEG): container finished" podID="3f2c8a1e-6b7d-4c55-9e0a-1f2d3c4b5a69" containerID="8f1d0c6a5b3e" exitCode=137',
  ])(
    'are not made of a unit or container that died by SIGKILL while its counters stood still: %s',
    (text) => {
      pass(60);
      expect(told).toEqual([]);
      expect(() => parseOne([`2026-11-27T12:00:00.000Z ${text}`])).toThrow('0 events');
    },
  );

  it('become the event of their line where that comes late, and are not told twice', () => {
    kill(UNIT, 1);
    const late = line(7);
    pass(60);
    intake().commit({ name: 'counters', trust: 'verified' }, told.map(reading), null);
    expect(store.events.latest(9)).toHaveLength(1);
    seen(late);
    const [stored, ...others] = store.events.latest(9);
    expect(others).toEqual([]);
    expect(stored?.event.victims).toMatchObject([{ pid: 7, comm: 'java' }]);
    expect(stored?.event.id).toBe(told[0]?.id);
    intake().commit({ name: 'journal', trust: 'verified' }, [reading(late)], null);
    expect(store.events.latest(9)).toHaveLength(1);
    pass(60);
    expect(told).toHaveLength(1);
  });
});

describe('increasesOf', () => {
  const counts = (all: Record<string, number>, inode = 1): KillCounts =>
    new Map(Object.entries(all).map(([path, kills]) => [path, { kills, inode }]));

  it('gives kills to the deepest cgroup that shows them (version 2)', () => {
    expect(increasesOf(counts({ '/a': 1, '/a/b': 0 }), counts({ '/a': 4, '/a/b': 2 }), 2)).toEqual([
      { path: '/a', count: 1 },
      { path: '/a/b', count: 2 },
    ]);
  });

  it('takes them as they are in version 1, where nothing counts up the tree', () => {
    expect(increasesOf(counts({ '/a': 0 }), counts({ '/a': 1, '/a/b': 2 }), 1)).toEqual([
      { path: '/a', count: 1 },
      { path: '/a/b', count: 2 },
    ]);
  });

  it('begins at zero with a new inode', () => {
    expect(increasesOf(counts({ '/a': 5 }), counts({ '/a': 2 }, 2), 2)).toEqual([{ path: '/a', count: 2 }]);
    expect(increasesOf(counts({ '/a': 5 }), counts({ '/a': 2 }), 2)).toEqual([]);
  });
});
