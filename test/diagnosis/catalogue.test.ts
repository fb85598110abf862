/** Walks the catalogue: every cause, platform and workload has a capture or a built report that leads to it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CAUSES, type CauseName } from '../../src/diagnosis/causes.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { PLATFORMS } from '../../src/diagnosis/platforms/index.js';
import { UNKNOWN_WORKLOAD, WORKLOADS } from '../../src/diagnosis/workloads/index.js';
import { parseLog } from '../../src/index.js';
import type { Finding, OomEvent, OomReport } from '../../src/report/event.js';
import { MiB, memory, report, row, victim } from '../kit/build-report.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { cgroupReport, machineReport, RULE_CASES, workers } from './rule-cases.js';

const lab = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));
const own = fileURLToPath(new URL('../../fixtures/diagnosis/logs/', import.meta.url));

/** Events of a capture of the laboratory. */
async function captured(name: string): Promise<readonly OomEvent[]> {
  return eventsOf(readReportFixture(`${lab}${name}.log`).log);
}

/** Events of a log written from the format reference; its header ends at the first blank line. */
async function written(name: string): Promise<readonly OomEvent[]> {
  const bytes = readFileSync(`${own}${name}.log`);
  return eventsOf(bytes.subarray(bytes.indexOf('\n\n') + 2));
}

async function eventsOf(bytes: Uint8Array): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([bytes], { path: 'kern.log' })) events.push(event);
  return events;
}

type Source = () => Promise<OomEvent | undefined>;
const last = (events: Promise<readonly OomEvent[]>) => events.then((all) => all.at(-1));
const capture =
  (name: string): Source =>
  () =>
    last(captured(name));
const log =
  (name: string): Source =>
  () =>
    last(written(name));
const built =
  (event: OomReport, history: readonly OomReport[] = []): Source =>
  async () => ({ ...event, ...diagnose(event, history) });
const ruleCase = (rule: keyof typeof RULE_CASES): Source =>
  built(RULE_CASES[rule].fires, RULE_CASES[rule].history);

const bareKill = RULE_CASES['report-incomplete'].fires;
const stormOfBareKills = Array.from(
  { length: 6 },
  (_, second): OomReport => ({
    ...bareKill,
    id: `kill-${second}`,
    time: { wall: `2026-11-20T03:12:4${second}Z`, wallSource: 'log', uptimeSeconds: null },
  }),
);

const causes: Readonly<Record<CauseName, readonly Source[]>> = {
  'cgroup-one-task': [
    capture('6.1-memcg-v2-kubepods'),
    capture('5.10-memcg-v1-docker'),
    ruleCase('cgroup-one-task'),
  ],
  'cgroup-many-workers': [log('postgres-pool'), ruleCase('cgroup-many-workers')],
  'cgroup-parent-limit': [
    capture('7.2-memcg-v2-parent-limit'),
    capture('5.10-memcg-v1-parent-limit'),
    log('el7-parent-limit'),
  ],
  'cgroup-shared-memory': [capture('6.12-memcg-v2-tmpfs'), ruleCase('cgroup-shared-memory')],
  'cgroup-kernel-memory': [ruleCase('cgroup-kernel-memory')],
  'cgroup-dirty-cache': [ruleCase('cgroup-dirty-cache')],
  'cgroup-limit': [
    built(bareKill),
    built(
      cgroupReport(512, [row(1, 'a', { anon: 90 }), row(2, 'b', { anon: 80 })], { anon: 180, file: 320 }),
    ),
  ],
  'dominant-process': [
    capture('7.2-system-one-big'),
    capture('6.12-system-one-big'),
    ruleCase('dominant-process'),
  ],
  'many-similar-processes': [capture('7.2-system-pool-40'), ruleCase('many-similar-processes')],
  'overcommitted-machine': [ruleCase('overcommitted-machine')],
  'swap-exhausted': [built(withoutTable({ swapTotalBytes: 900 * MiB, swapFreeBytes: 0 }))],
  'no-swap': [built(withoutTable({ swapTotalBytes: 0, swapFreeBytes: 0 }))],
  'unreclaimable-slab': [log('slab-leak'), capture('7.2-system-slab'), ruleCase('unreclaimable-slab')],
  'reclaimable-slab': [ruleCase('reclaimable-slab')],
  'page-tables': [ruleCase('page-tables')],
  'kernel-stacks': [ruleCase('kernel-stacks')],
  vmalloc: [ruleCase('vmalloc')],
  'unused-hugepages': [capture('7.2-hugepages'), capture('5.10-hugepages'), ruleCase('unused-hugepages')],
  'used-hugepages': [ruleCase('used-hugepages')],
  'shared-memory': [capture('6.1-tmpfs-full'), ruleCase('shared-memory')],
  'locked-memory': [ruleCase('locked-memory')],
  'ballooned-guest': [ruleCase('ballooned-guest')],
  'unaccounted-memory': [ruleCase('unaccounted-memory')],
  fragmentation: [log('fragmentation'), ruleCase('fragmentation')],
  'lowmem-exhausted': [log('lowmem-i386'), ruleCase('lowmem-exhausted')],
  'dma-zone-exhausted': [ruleCase('dma-zone-exhausted')],
  'node-exhausted': [ruleCase('node-exhausted')],
  'cpuset-exhausted': [capture('6.1-cpuset'), ruleCase('cpuset-exhausted')],
  'mempolicy-exhausted': [capture('6.12-mempolicy'), ruleCase('mempolicy-exhausted')],
  'page-fault-failed': [ruleCase('page-fault-failed')],
  'cma-only-free': [ruleCase('cma-only-free')],
  'movable-only-free': [ruleCase('movable-only-free')],
  'highatomic-reserve': [ruleCase('highatomic-reserve')],
  'large-reserve': [capture('6.1-system-large-reserve'), ruleCase('large-reserve')],
  'watermark-boost': [ruleCase('watermark-boost')],
  'manual-trigger': [capture('7.2-sysrq'), ruleCase('manual-trigger')],
  'limit-lowered': [ruleCase('limit-lowered')],
  'swap-turned-off': [ruleCase('swap-turned-off')],
  'userspace-killer': [log('systemd-oomd'), ruleCase('userspace-killer')],
  'kill-storm': [
    built(stormOfBareKills.at(-1) ?? bareKill, stormOfBareKills.slice(0, -1)),
    capture('7.2-memcg-v2-crash-loop'),
  ],
  'machine-memory': [built(report({ victims: [victim(row(5, 'x', { anon: 10 }))] }))],
  unknown: [built(report({ scope: 'unknown', victims: [victim(row(5, 'x', { anon: 10 }))] }))],
};

/** A report whose table and totals were lost: only RAM and swap are known. */
function withoutTable(state: Parameters<typeof memory>[2]): OomReport {
  return report({
    victims: [victim(row(5, 'java', { anon: 200 }))],
    completeness: { status: 'partial', missing: ['tasks'], foreignLines: 0, lostRecords: null, notes: [] },
    memory: memory(2000, {}, state),
  });
}

describe('causes', () => {
  it('all have a source', () =>
    expect(Object.keys(causes).toSorted()).toEqual(Object.keys(CAUSES).toSorted()));

  describe.each(Object.entries(causes))('%s', (cause, sources) => {
    it.each(sources.map((source, index) => [index, source] as const))('source %i', async (_, source) => {
      const event = await source();
      expect(event?.diagnosis.cause).toBe(cause);
      expect(event?.diagnosis.summary).toMatch(/^(?:[A-Z]|earlyoom|systemd-oomd).*\.$/s);
    });
  });
});

/** Findings of the catalogue that are no cause by themselves. */
const findings: readonly (readonly [string, Finding['rule'], Source])[] = [
  ['why this victim', 'why-this-victim', capture('7.2-system-one-big')],
  ['who only asked', 'bystander-trigger', capture('7.2-memcg-v2-parent-limit')],
  ['the biggest was shielded', 'biggest-shielded', ruleCase('biggest-shielded')],
  ['the whole group died', 'group-killed', capture('6.12-memcg-v2-oom-group')],
  ['the allocating task was killed', 'allocating-task', capture('6.1-allocating-task')],
  ['panic', 'panic-on-oom', capture('7.2-panic-on-oom')],
  ['nothing to kill', 'no-killable-task', capture('5.10-memcg-v2-no-killable')],
  ['a child was sacrificed', 'child-sacrificed', log('el7-parent-limit')],
  ['the rule before 2.6.36', 'old-badness', log('old-badness')],
  ['swap was full', 'swap-exhausted', capture('7.2-system-swap-full')],
  ['no swap', 'no-swap', capture('7.2-system-one-big')],
  ['kill lines without reports', 'report-incomplete', capture('6.1-memcg-v2-crash-loop')],
  ['a crash loop', 'kill-storm', capture('6.1-memcg-v2-crash-loop')],
  ['on a schedule', 'repeated-kill', log('nightly-job')],
  ['a userspace killer came first', 'userspace-killer-first', log('earlyoom-then-kernel')],
  ['a cascade', 'cascade', ruleCase('cascade')],
  ['aftermath', 'aftermath', log('postgres-pool')],
  ['what to watch', 'watch-next-time', capture('6.1-memcg-v2-kubepods')],
  ['class and request of a pod', 'kubernetes-qos', capture('6.1-memcg-v2-kubepods')],
];

describe('findings beside the cause', () => {
  it.each(findings)('%s', async (_, rule, source) => {
    const event = await source();
    expect(event?.diagnosis.findings.map((finding) => finding.rule)).toContain(rule);
  });
});

const ID = '3f2a91c0b7de4455667788990011223344556677889900aabbccddeeff001122';
const inCgroup = (path: string) =>
  built(cgroupReport(512, [row(9, 'app', { anon: 480 })], { anon: 490 }, {}, path));

const platforms: Readonly<Record<string, readonly [Source, RegExp]>> = {
  kubernetes: [
    inCgroup(`/kubepods/burstable/pod0f3c8a51-7d1e-4c52-9d3a-5b1f6c2e7a90/${ID}`),
    /--limits=memory=640Mi/,
  ],
  docker: [
    inCgroup(`/system.slice/docker-${ID}.scope`),
    new RegExp(`docker update --memory 640m --memory-swap 640m ${ID}`),
  ],
  podman: [inCgroup(`/machine.slice/libpod-${ID}.scope`), /podman update --memory 640m/],
  ecs: [inCgroup(`/ecs/0123456789abcdef0123456789abcdef/${ID}`), /"memory": 640/],
  nspawn: [inCgroup('/machine.slice/machine-build.scope'), /machinectl show build/],
  guest: [inCgroup('/qemu.slice/100.scope'), /qm config 100/],
  openvz: [
    built(
      report({
        scope: 'memcg',
        memory: null,
        trigger: null,
        extra: { killMessage: 'Out of memory in UB 4102' },
      }),
    ),
    /vzctl set 4102 --ram NM --swap NM --save/,
  ],
  lxc: [inCgroup('/lxc/101/ns/system.slice/mysqld.service'), /pct set 101 -memory 640/],
  slurm: [inCgroup('/slurm/uid_1000/job_4242/step_0'), /--mem=640M/],
  systemd: [inCgroup('/system.slice/app.service'), /systemctl set-property app\.service MemoryMax=640M/],
  host: [ruleCase('dominant-process'), /MemoryMax=2400M/],
};

describe('platforms', () => {
  it('all have a source', () => {
    expect(Object.keys(platforms).toSorted()).toEqual(PLATFORMS.map(({ id }) => id).toSorted());
  });

  it.each(Object.entries(platforms))('%s', async (_, [source, command]) => {
    const event = await source();
    const found = event?.diagnosis.findings.find((finding) => finding.rule === 'platform');
    expect(found?.advice.flatMap((advice) => advice.commands).join('\n')).toMatch(command);
  });
});

/** A program name for each workload, and one thing that its first advice has to say of this very event. */
const workloads: Readonly<Record<string, readonly [comm: string, says: RegExp]>> = {
  postgresql: [
    'postgres',
    /38 postgres backends, mean 11 MiB private, hold 418 MiB of 512 MiB; a pool of \d+ would leave 30 % of the limit free/,
  ],
  mysql: ['mysqld', /innodb_buffer_pool_size to about .* MiB/],
  redis: ['redis-server', /maxmemory to about .* MiB/],
  memcached: ['memcached', /Set -m to about/],
  mongodb: ['mongod', /cacheSizeGB to about/],
  clickhouse: ['clickhouse-serv', /max_server_memory_usage to about/],
  rabbitmq: ['beam.smp', /vm_memory_high_watermark.absolute to about/],
  prometheus: ['prometheus', /GOMEMLIMIT to about/],
  jvm: ['java', /Xmx to about/],
  nodejs: ['node', /--max-old-space-size to about/],
  dotnet: ['dotnet', /GCHeapHardLimit to about/],
  'virtual-machine': ['qemu-system-x86', /38 guests hold 418 MiB of 512 MiB/],
  go: ['grafana-server', /GOMEMLIMIT to about/],
  'php-fpm': ['php-fpm8.2', /at most \d+ would leave 30 %/],
  apache: ['apache2', /at most \d+ would leave 30 %/],
  'python-workers': ['gunicorn', /at most \d+ would leave 30 %/],
  'ruby-workers': ['puma: cluster w', /at most \d+ would leave 30 %/],
  build: ['cc1plus', /at most \d+ would leave 30 %/],
  desktop: ['Web Content', /zram/],
};

describe('workloads', () => {
  it('all have a source', () => {
    expect(Object.keys(workloads)).toEqual(expect.arrayContaining(WORKLOADS.map(({ id }) => id)));
  });

  it.each(Object.entries(workloads))('%s', async (id, [comm, says]) => {
    const event = cgroupReport(512, workers(38, comm, { anon: 11 }), { anon: 418, file: 30, shmem: 10 });
    const found = diagnose(event).diagnosis.findings.find((finding) => finding.rule === 'workload');
    const name = WORKLOADS.find((workload) => workload.id === id)?.name ?? '';
    expect(found?.title).toContain(name);
    expect(`${found?.advice[0]?.title} ${found?.advice[0]?.detail}`).toMatch(says);
  });

  it('an unknown program is profiled', () => {
    const event = machineReport(4000, [row(5, 'frobnicate', { anon: 3000 })], { inactive_anon: 3100 });
    const found = diagnose(event).diagnosis.findings.find((finding) => finding.rule === 'workload');
    expect(found?.advice[0]?.title).toBe(UNKNOWN_WORKLOAD.advice({} as never)[0]?.title);
  });

  it('names that only begin alike are not taken for it', () => {
    for (const comm of ['node_exporter', 'monocular', 'operator', 'codesign', 'beamer']) {
      expect(WORKLOADS.find((workload) => workload.programs.test(comm))?.id ?? 'unknown').not.toMatch(
        /nodejs|dotnet|desktop|rabbitmq/,
      );
    }
  });
});
