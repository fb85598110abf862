/**
 * Events written by hand from the kernel's formats, for tests of everything that consumes events: one per situation
 * that a renderer must cope with. No machine's log stands behind them.
 */
import type { Finding, OomEvent, Trigger } from '../../src/report/event.js';
import { sampleDiagnosis as diagnosis, sampleEvent, sampleTask, sampleVictim } from './sample-event.js';

export { sampleEvent, sampleTask, sampleVictim } from './sample-event.js';

import { sampleMemory } from './sample-memory.js';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

const POD =
  '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7d1f3e52_90ab_4c11_8f0e_3a5b7c9d1e2f.slice';
const CONTAINER = '4f6c2a9be1d3475f8a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5a6b';
const SCOPE = `${POD}/cri-containerd-${CONTAINER}.scope`;

function trigger(comm: string, pid: number, more: Partial<Trigger> = {}): Trigger {
  return {
    comm,
    pid,
    uid: 0,
    gfpMask: '0xcc0',
    gfpFlags: ['GFP_KERNEL'],
    order: 0,
    oomScoreAdj: 0,
    oomAdj: null,
    cpuset: null,
    memsAllowed: null,
    nodemask: null,
    callTrace: [],
    derived: { gfpFlags: null },
    ...more,
  };
}

function finding(title: string, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'sample',
    severity: 'info',
    title,
    detail: '',
    confidence: 'high',
    unless: null,
    evidence: [],
    advice: [],
    ...more,
  };
}

/** A container of a burstable pod at its own limit: one big process and two small ones. */
export function kubepodsKill(): OomEvent {
  return sampleEvent({
    id: 'k8s-1',
    scope: 'memcg',
    trigger: trigger('node', 41_877, { uid: 1000, oomScoreAdj: 969 }),
    memcg: {
      limitPath: SCOPE,
      taskPath: SCOPE,
      usageBytes: 512 * MiB,
      limitBytes: 512 * MiB,
      failcnt: 1893,
      swapUsageBytes: 0,
      swapLimitBytes: null,
      memswUsageBytes: null,
      memswLimitBytes: null,
      kmemUsageBytes: null,
      kmemLimitBytes: null,
      unlimited: ['swap'],
      version: 2,
      stats: {
        anon: 498 * MiB,
        file: 3 * MiB,
        kernel: 9 * MiB,
        kernel_stack: 768 * KiB,
        pagetables: 2 * MiB,
        percpu: 120 * KiB,
        sock: 64 * KiB,
        shmem: 1 * MiB,
        slab: 4 * MiB,
        pgfault: 288_112,
      },
    },
    tasks: [
      sampleTask(41_860, 'tini', 4 * KiB, { oomScoreAdj: 969 }),
      sampleTask(41_877, 'node', 489 * MiB + 404 * KiB, { oomScoreAdj: 969, pageTableBytes: 2012 * KiB }),
      sampleTask(41_990, 'sh', 920 * KiB, { oomScoreAdj: 969 }),
    ],
    victims: [sampleVictim(41_877, 'node', 487 * MiB, { oomScoreAdj: 969, memcgPath: SCOPE, reaped: true })],
    identity: {
      runtime: 'kubernetes',
      qosClass: 'burstable',
      podUid: '7d1f3e52-90ab-4c11-8f0e-3a5b7c9d1e2f',
      containerId: CONTAINER,
      unit: null,
      slice: null,
      user: null,
      extra: {},
    },
    diagnosis: diagnosis(
      'cgroup-limit-one-task',
      'The container reached its memory limit of 512 MiB; node (pid 41877) held 95 % of it and was killed.',
      kubepodsFindings(),
    ),
  });
}

function kubepodsFindings(): Finding[] {
  return [
    finding('One process holds the whole limit', {
      severity: 'critical',
      detail:
        'node held 487 MiB of anonymous memory, 95 % of the 512 MiB limit. Nothing else in the container is large.',
      evidence: [
        { text: 'memory: usage 524288kB, limit 524288kB, failcnt 1893', line: 12 },
        {
          text: 'Memory cgroup out of memory: Killed process 41877 (node) total-vm:1496064kB, anon-rss:498688kB, file-rss:2048kB, shmem-rss:0kB, UID:1000 pgtables:2012kB oom_score_adj:969',
          line: 48,
        },
      ],
      advice: [
        {
          title: 'Give the JavaScript heap a bound below the limit',
          detail:
            'Without one, node sizes its heap by the machine or by a fixed default. Three quarters of the limit leave room for buffers and stacks.',
          commands: ['kubectl set env deployment/NAME NODE_OPTIONS=--max-old-space-size=384'],
        },
        {
          title: 'Measure what it needs before raising the limit',
          detail: 'The peak over a full day is the number to size from.',
          commands: ['cat /sys/fs/cgroup/memory.peak', 'kubectl top pod --containers'],
        },
      ],
    }),
    finding('The limit was hit 1,893 times before', {
      severity: 'warning',
      detail: 'Each time the kernel could still reclaim something, at the price of stalls.',
      confidence: 'medium',
      unless: 'The counter was inherited from an earlier container in the same cgroup.',
      evidence: [{ text: 'memory: usage 524288kB, limit 524288kB, failcnt 1893', line: 12 }],
      advice: [
        {
          title: 'Alert on memory pressure',
          detail: 'PSI shows the stalls minutes before the kill.',
          commands: ['cat /sys/fs/cgroup/memory.pressure'],
        },
        { title: 'Look for a leak', detail: 'Compare two heap snapshots an hour apart.', commands: [] },
      ],
    }),
  ];
}

/** A database machine out of memory: forty like workers, swap used up, the victim not the largest. */
export function postgresPool(): OomEvent {
  const workers = Array.from({ length: 40 }, (_, index) =>
    sampleTask(2100 + index, 'postgres', 83 * MiB + index * 512 * KiB, {
      uid: 110,
      swapBytes: 12 * MiB,
      derived: {
        badnessPages: 25_000,
        oomScore: 672 + Math.floor(index / 8),
        rank: 40 - index,
        eligible: true,
      },
    }),
  );
  return sampleEvent({
    id: 'pg-1',
    host: 'db-prod-2',
    source: { path: '/var/log/kern.log', firstLine: 10_233, lastLine: 10_341 },
    trigger: trigger('kworker/u8:2', 8812, {
      order: 2,
      gfpMask: '0x140dca',
      gfpFlags: ['GFP_HIGHUSER_MOVABLE', '__GFP_COMP'],
      callTrace: ['worker_thread+0x223/0x300', 'kthread+0xe3/0x110'],
    }),
    memory: sampleMemory(),
    tasks: [
      sampleTask(612, 'systemd-journal', 21 * MiB, { uid: 0, oomScoreAdj: -250 }),
      sampleTask(702, 'sshd', 3 * MiB, { uid: 0, oomScoreAdj: -1000 }),
      sampleTask(1999, 'postgres', 152 * MiB, { uid: 110, oomScoreAdj: -1000 }),
      sampleTask(2050, 'prometheus-nod', 19 * MiB, { uid: 0 }),
      ...workers,
    ],
    victims: [
      sampleVictim(2139, 'postgres', 99 * MiB, {
        uid: 110,
        shmemRssBytes: 130 * MiB,
        reaped: true,
        line: 10_341,
      }),
    ],
    aftermath: [
      {
        kind: 'postgres',
        subject: 'postgres',
        text: 'LOG:  server process (PID 2139) was terminated by signal 9: Killed',
        line: 10_349,
      },
      {
        kind: 'postgres',
        subject: 'postgres',
        text: 'LOG:  all server processes terminated; reinitializing',
        line: 10_352,
      },
    ],
    completeness: { status: 'complete', missing: [], foreignLines: 3, lostRecords: null, notes: [] },
    diagnosis: diagnosis(
      'many-similar-processes',
      'The machine ran out of memory: 41 postgres processes hold most of its 4 GiB, and swap was used up. One backend (pid 2139) was killed.',
      [
        finding('41 processes of one program fill the machine', {
          severity: 'critical',
          detail:
            '40 backends at 93 MiB on average. The number of connections, not a single query, fills the memory.',
          evidence: [
            {
              text: '[   2139]   110  2139    78848    26240   212992     3072             0 postgres',
              line: 10_335,
            },
          ],
          advice: [
            {
              title: 'Put a pooler before the database',
              detail: 'PgBouncer in transaction mode serves these clients with a tenth of the backends.',
              commands: [],
            },
            {
              title: 'Lower max_connections',
              detail: 'To what the memory can carry.',
              commands: ['psql -c "ALTER SYSTEM SET max_connections = 20"', 'systemctl restart postgresql'],
            },
          ],
        }),
        finding('Swap is used up', {
          severity: 'warning',
          detail: 'All of the 1 GiB of swap is in use.',
          evidence: [{ text: 'Free swap  = 0kB', line: 10_288 }],
        }),
      ],
    ),
  });
}

/** A kill line whose report the rate limit swallowed. */
export function bareKill(): OomEvent {
  return sampleEvent({
    id: 'bare-1',
    scope: 'unknown',
    host: null,
    source: { path: 'dmesg.txt', firstLine: 7, lastLine: 7 },
    time: { wall: null, wallSource: null, uptimeSeconds: 9123.4 },
    kernel: { release: null, hardware: null, tainted: null },
    completeness: {
      status: 'partial',
      missing: ['trigger', 'identity', 'memory', 'tasks', 'constraint'],
      foreignLines: 0,
      lostRecords: 17,
      notes: ['17 callbacks of the OOM report were suppressed by the rate limit'],
    },
    victims: [sampleVictim(31_337, 'stress-ng-vm', 244 * MiB, { line: 7 })],
    diagnosis: {
      ...diagnosis('unknown', 'stress-ng-vm (pid 31337) was killed; the log kept nothing but the kill line.'),
      confidence: 'low',
    },
  });
}

/** Nothing killed: the machine was told to panic. */
export function panicked(): OomEvent {
  return sampleEvent({
    id: 'panic-1',
    outcome: 'panicked',
    trigger: trigger('java', 990),
    memory: sampleMemory(),
    time: { wall: '2026-11-20T02:00:01', wallSource: 'inferred-year', uptimeSeconds: 61 },
    tasks: [sampleTask(990, 'java', 3 * GiB), sampleTask(1, 'init', 8 * MiB)],
    completeness: { status: 'partial', missing: ['kill'], foreignLines: 0, lostRecords: null, notes: [] },
    diagnosis: diagnosis(
      'panic-on-oom',
      'The machine ran out of memory and panicked, because vm.panic_on_oom is set.',
    ),
  });
}

/** memory.oom.group: every process of a unit dies, the limit being that of the slice above it. */
export function groupKill(): OomEvent {
  const names = ['gunicorn', 'gunicorn', 'gunicorn', 'gunicorn', 'celery', 'celery', 'redis-server', 'sh'];
  return sampleEvent({
    id: 'group-1',
    scope: 'memcg',
    trigger: trigger('celery', 705),
    memcg: {
      limitPath: '/app.slice',
      taskPath: '/app.slice/app-web.service',
      usageBytes: 268_435_456,
      limitBytes: 268_435_456,
      failcnt: 12,
      swapUsageBytes: 64 * MiB,
      swapLimitBytes: 64 * MiB,
      memswUsageBytes: null,
      memswLimitBytes: null,
      kmemUsageBytes: null,
      kmemLimitBytes: null,
      unlimited: [],
      version: 2,
      stats: { anon: 190 * MiB, file: 60 * MiB, shmem: 55 * MiB, slab: 2 * MiB, kernel_stack: 1 * MiB },
    },
    tasks: names.map((comm, index) =>
      sampleTask(701 + index, comm, (40 - index * 4) * MiB, {
        rssAnonBytes: (30 - index * 3) * MiB,
        rssFileBytes: 4 * MiB,
        rssShmemBytes: (6 - index) * MiB > 0 ? (6 - index) * MiB : 0,
        swapBytes: index * MiB,
      }),
    ),
    victims: names.map((comm, index) =>
      sampleVictim(701 + index, comm, (30 - index * 3) * MiB, {
        role: index === 0 ? 'selected' : 'group-member',
        line: 60 + index,
      }),
    ),
    identity: {
      runtime: 'systemd',
      qosClass: null,
      podUid: null,
      containerId: null,
      unit: 'app-web.service',
      slice: 'app.slice',
      user: null,
      extra: {},
    },
    time: { wall: '2026-11-20T02:44:10+01:00', wallSource: 'log', uptimeSeconds: 354_685 },
    diagnosis: diagnosis(
      'parent-cgroup-limit',
      'app.slice reached its limit of 256 MiB; all 8 processes of app-web.service were killed together.',
    ),
  });
}

/** One of each. */
export function sampleEvents(): readonly OomEvent[] {
  return [panicked(), groupKill(), kubepodsKill(), postgresPool(), bareKill()];
}
