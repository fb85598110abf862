/**
 * For every rule a report where it fires and one much like it where it must stay silent. The texts they give are kept
 * in `fixtures/diagnosis/rules`.
 */
import type { RuleId } from '../../src/diagnosis/rules/index.js';
import type { OomReport } from '../../src/report/event.js';
import {
  GiB,
  KiB,
  MiB,
  memcg,
  memory,
  node,
  report,
  row,
  trigger,
  victim,
  zone,
} from '../kit/build-report.js';

export interface RuleCase {
  readonly fires: OomReport;
  readonly silent: OomReport;
  readonly history?: readonly OomReport[];
  readonly silentHistory?: readonly OomReport[];
}

const POD = '0f3c8a51-7d1e-4c52-9d3a-5b1f6c2e7a90';
const CONTAINER = '3f2a91c0b7de4455667788990011223344556677889900aabbccddeeff001122';
export const POD_PATH = `/kubepods/burstable/pod${POD}`;
export const CONTAINER_PATH = `${POD_PATH}/${CONTAINER}`;

/** A cgroup of `limit` MiB that is full; `stats` in MiB. */
export function cgroupReport(
  limitMiB: number,
  rows: OomReport['tasks'],
  stats: Readonly<Record<string, number>>,
  changes: Partial<OomReport> = {},
  path = '/system.slice/app.service',
): OomReport {
  const first = rows[0];
  return report({
    scope: 'memcg',
    tasks: rows,
    victims: first === undefined ? [] : [victim(first, { memcgPath: path })],
    trigger: trigger({ comm: first?.comm ?? 'x', pid: first?.pid ?? 1 }),
    memcg: memcg({
      limitPath: path,
      taskPath: path,
      usageBytes: limitMiB * MiB,
      limitBytes: limitMiB * MiB,
      swapUsageBytes: 0,
      swapLimitBytes: 0,
      stats: Object.fromEntries(Object.entries(stats).map(([name, mib]) => [name, mib * MiB])),
    }),
    ...changes,
  });
}

/** Counters of an idle machine of any size, in MiB; a case adds what it is about. */
const QUIET = {
  active_anon: 0,
  inactive_anon: 0,
  isolated_anon: 0,
  active_file: 0,
  inactive_file: 0,
  isolated_file: 0,
};
const SMALL = {
  unevictable: 0,
  slab_reclaimable: 20,
  slab_unreclaimable: 40,
  mapped: 10,
  shmem: 0,
  pagetables: 8,
};

/** A machine of `ram` MiB, all of it used but 40. `counters` in MiB. */
export function machineReport(
  ramMiB: number,
  rows: OomReport['tasks'],
  counters: Readonly<Record<string, number>>,
  changes: Partial<OomReport> = {},
  state: Partial<NonNullable<OomReport['memory']>> = {},
): OomReport {
  const first = rows[0];
  return report({
    tasks: rows,
    victims: first === undefined ? [] : [victim(first)],
    trigger: trigger({ comm: first?.comm ?? 'x', pid: first?.pid ?? 1 }),
    memory: memory(ramMiB, { ...QUIET, ...SMALL, free: 40, free_pcp: 0, free_cma: 0, ...counters }, state),
    ...changes,
  });
}

export function workers(count: number, comm: string, size: Parameters<typeof row>[2], firstPid = 100) {
  return Array.from({ length: count }, (_, index) => row(firstPid + index, comm, size));
}

const bigJava = row(200, 'java', { anon: 3400, file: 40, pageTables: 8 });
const smallJava = row(200, 'java', { anon: 300, file: 40, pageTables: 2 });
const many = [
  row(1001, 'mysqld', { anon: 900 }),
  row(1002, 'java', { anon: 850 }),
  row(1003, 'ruby', { anon: 800 }),
  row(1004, 'node', { anon: 700 }),
];
const dominated = machineReport(4000, [bigJava], { inactive_anon: 3450 });
const crowded = machineReport(4000, many, { inactive_anon: 3300 });

const podJava = row(300, 'java', { anon: 480, adj: 940 });
const podReport = cgroupReport(512, [podJava], { anon: 490, file: 4 }, {}, CONTAINER_PATH);
const unitReport = cgroupReport(512, [row(300, 'app', { anon: 480 })], { anon: 490, file: 4 });

const order3 = { trigger: trigger({ order: 3, gfpFlags: ['GFP_KERNEL'], comm: 'ip', pid: 50 }) };
const normalZone = (
  free: number,
  min: number,
  buddy: Parameters<typeof zone>[3],
  changes: Parameters<typeof zone>[4] = {},
) => ({
  nodes: [node([zone('Normal', free, min, buddy, changes)])],
});

function at(report: OomReport, wall: string, id: string, changes: Partial<OomReport> = {}): OomReport {
  return { ...report, id, time: { wall, wallSource: 'log', uptimeSeconds: null }, ...changes };
}

const earlier = at(unitReport, '2026-11-20T03:02:45Z', 'earlier');
const onlyKill = report({
  scope: 'memcg',
  completeness: {
    status: 'partial',
    missing: ['trigger', 'memcg', 'tasks'],
    foreignLines: 0,
    lostRecords: null,
    notes: [],
  },
  victims: [victim(row(77, 'worker', { anon: 100 }))],
});

export const RULE_CASES: Readonly<Record<RuleId, RuleCase>> = {
  'manual-trigger': {
    fires: { ...dominated, manual: true, trigger: trigger({ order: -1, comm: 'kworker/0:1', pid: 9 }) },
    silent: dominated,
  },
  'userspace-killer': {
    fires: report({ killer: 'earlyoom', victims: [victim(smallJava)], trigger: null }),
    silent: dominated,
  },
  'kill-storm': {
    fires: at(unitReport, '2026-11-20T03:02:55Z', 'now'),
    history: [
      at(unitReport, '2026-11-20T03:02:45Z', 'e1'),
      at(unitReport, '2026-11-20T03:02:48Z', 'e2'),
      at(unitReport, '2026-11-20T03:02:52Z', 'e3'),
    ],
    silent: at(unitReport, '2026-11-20T09:00:00Z', 'now'),
    silentHistory: [at(unitReport, '2026-11-19T03:02:45Z', 'e1')],
  },
  'panic-on-oom': {
    fires: {
      ...crowded,
      outcome: 'panicked',
      victims: [],
      extra: { panic: 'Out of memory: system-wide panic_on_oom is enabled' },
    },
    silent: crowded,
  },
  'no-killable-task': {
    fires: cgroupReport(
      64,
      [row(5, 'agent', { anon: 60, adj: -1000 })],
      { anon: 62 },
      { outcome: 'no-killable-task', victims: [] },
    ),
    silent: cgroupReport(64, [row(5, 'agent', { anon: 60 })], { anon: 62 }),
  },
  'limit-lowered': {
    fires: loweredLimit(['out_of_memory+0x219/0x4b0', 'memory_max_write+0x127/0x210']),
    // A frame that was only left on the stack.
    silent: loweredLimit(['out_of_memory+0x219/0x4b0', '? memory_max_write+0x127/0x210']),
  },
  'swap-turned-off': {
    fires: swapOff(['unuse_pte_range+0x481/0x800', '__do_sys_swapoff+0x798/0xfe0']),
    // Programs read their own pages back as well.
    silent: swapOff(['swapin_readahead+0x20d/0x5b0', 'do_swap_page+0x4a4/0x8d0']),
  },
  'cpuset-exhausted': {
    fires: {
      ...dominated,
      scope: 'cpuset',
      trigger: trigger({ comm: 'java', pid: 200, cpuset: 'numa1', memsAllowed: '1' }),
    },
    silent: dominated,
  },
  'mempolicy-exhausted': {
    fires: { ...dominated, scope: 'mempolicy', trigger: trigger({ comm: 'java', pid: 200, nodemask: '1' }) },
    silent: dominated,
  },
  fragmentation: {
    fires: machineReport(
      4000,
      many,
      { inactive_anon: 2800, free: 600 },
      order3,
      normalZone(600_000, 45_000, { 0: [150_000, 'UM'] }),
    ),
    silent: machineReport(
      4000,
      many,
      { inactive_anon: 2800, free: 600 },
      order3,
      normalZone(600_000, 45_000, { 0: [90_000, 'UM'], 3: [7_500, 'M'] }),
    ),
  },
  'lowmem-exhausted': {
    fires: lowmem(800),
    silent: lowmem(500_000),
  },
  'dma-zone-exhausted': {
    fires: dma(300),
    silent: dma(9_000),
  },
  'page-fault-failed': {
    fires: pageFault(1_700_000),
    silent: pageFault(46_000),
  },
  'movable-only-free': {
    fires: movable(['GFP_KERNEL']),
    silent: movable(['GFP_HIGHUSER_MOVABLE']),
  },
  'cma-only-free': {
    fires: cma(['GFP_KERNEL']),
    silent: cma(['GFP_HIGHUSER_MOVABLE']),
  },
  'node-exhausted': {
    fires: twoNodes('0'),
    silent: twoNodes('0-1'),
  },
  'cgroup-shared-memory': {
    fires: cgroupReport(512, [row(300, 'ffmpeg', { anon: 20, shmem: 30 })], {
      anon: 40,
      shmem: 460,
      file: 462,
    }),
    silent: cgroupReport(512, [row(300, 'ffmpeg', { anon: 300, shmem: 30 })], {
      anon: 300,
      shmem: 200,
      file: 202,
    }),
  },
  'cgroup-kernel-memory': {
    fires: cgroupReport(512, [row(300, 'find', { anon: 20 })], {
      anon: 30,
      file: 20,
      kernel: 455,
      slab_reclaimable: 300,
      slab_unreclaimable: 140,
    }),
    silent: cgroupReport(512, [row(300, 'find', { anon: 300 })], {
      anon: 310,
      file: 20,
      kernel: 170,
      slab_reclaimable: 160,
    }),
  },
  'cgroup-dirty-cache': {
    fires: cgroupReport(512, [row(300, 'dd', { anon: 5 })], {
      anon: 10,
      file: 490,
      file_dirty: 260,
      file_writeback: 180,
    }),
    silent: cgroupReport(512, [row(300, 'dd', { anon: 5 })], {
      anon: 10,
      file: 490,
      file_dirty: 40,
      file_writeback: 18,
    }),
  },
  'cgroup-parent-limit': {
    fires: { ...podReport, memcg: memcg({ ...podReport.memcg, limitPath: POD_PATH }) },
    // A sibling whose name begins alike is no ancestor.
    silent: {
      ...podReport,
      memcg: memcg({ ...podReport.memcg, limitPath: `${CONTAINER_PATH}0`, taskPath: CONTAINER_PATH }),
    },
  },
  'cgroup-many-workers': {
    fires: cgroupReport(512, workers(38, 'postgres', { anon: 11, shmem: 3 }), {
      anon: 425,
      shmem: 60,
      file: 70,
    }),
    silent: cgroupReport(512, [row(99, 'postgres', { anon: 400 }), ...workers(2, 'postgres', { anon: 11 })], {
      anon: 425,
      file: 10,
    }),
  },
  'cgroup-one-task': {
    fires: podReport,
    silent: cgroupReport(512, workers(38, 'postgres', { anon: 11 }), { anon: 425, file: 70 }),
  },
  'cgroup-limit': { fires: onlyKill, silent: report({ victims: [victim(smallJava)] }) },
  'unused-hugepages': { fires: hugepages(700), silent: hugepages(20) },
  'used-hugepages': { fires: hugepages(20), silent: hugepages(1000) },
  'unreclaimable-slab': {
    fires: machineReport(
      4000,
      [smallJava],
      { slab_unreclaimable: 2900, inactive_anon: 310 },
      {},
      {
        unreclaimableSlab: [
          { name: 'dentry', usedBytes: 20 * MiB, totalBytes: 30 * MiB },
          { name: 'kmalloc-4k', usedBytes: 2700 * MiB, totalBytes: 2750 * MiB },
        ],
      },
    ),
    silent: machineReport(4000, [bigJava], { slab_unreclaimable: 300, inactive_anon: 3450 }),
  },
  'page-tables': {
    fires: machineReport(4000, workers(200, 'postgres', { anon: 4, shmem: 500, pageTables: 9 }), {
      inactive_anon: 1600,
      shmem: 500,
      pagetables: 1200,
    }),
    silent: machineReport(4000, [bigJava], { inactive_anon: 3450, pagetables: 60 }),
  },
  'kernel-stacks': { fires: stacks(1300), silent: stacks(60) },
  vmalloc: {
    fires: cgroupReport(512, [row(300, 'bpftool', { anon: 10 })], {
      anon: 15,
      file: 4,
      kernel: 470,
      vmalloc: 440,
    }),
    silent: cgroupReport(512, [row(300, 'bpftool', { anon: 400 })], {
      anon: 410,
      file: 4,
      kernel: 60,
      vmalloc: 40,
    }),
  },
  'shared-memory': {
    fires: machineReport(4000, [smallJava], { inactive_anon: 3400, shmem: 3000 }),
    silent: machineReport(4000, [bigJava], { inactive_anon: 3450, shmem: 100 }),
  },
  'locked-memory': {
    fires: machineReport(
      4000,
      [smallJava],
      { inactive_anon: 400, unevictable: 3200 },
      {},
      {
        nodes: [node([], { counters: { mlocked: 3100 * MiB } })],
      },
    ),
    silent: machineReport(4000, [bigJava], { inactive_anon: 3450, unevictable: 20 }),
  },
  'ballooned-guest': {
    fires: machineReport(
      4000,
      [smallJava],
      { inactive_anon: 400 },
      {},
      { nodes: [node([], { counters: { Balloon: 3000 * MiB } })] },
    ),
    silent: machineReport(
      4000,
      [bigJava],
      { inactive_anon: 3450 },
      {},
      { nodes: [node([], { counters: { Balloon: 0 } })] },
    ),
  },
  'unaccounted-memory': {
    fires: machineReport(
      4000,
      [smallJava],
      { inactive_anon: 400 },
      {},
      {
        allocations: [
          {
            bytes: 2500 * MiB,
            calls: 640_000,
            location: 'drivers/gpu/drm/ttm/ttm_pool.c:188 [ttm] func:ttm_pool_alloc_page',
          },
        ],
      },
    ),
    silent: dominated,
  },
  'reclaimable-slab': {
    fires: machineReport(4000, [smallJava], { inactive_anon: 400, slab_reclaimable: 3000 }),
    silent: machineReport(4000, [bigJava], { inactive_anon: 3450, slab_reclaimable: 200 }),
  },
  'dominant-process': { fires: dominated, silent: crowded },
  'many-similar-processes': {
    fires: machineReport(4000, workers(60, 'php-fpm7.4', { anon: 50, shmem: 4 }), {
      inactive_anon: 3100,
      shmem: 60,
    }),
    silent: machineReport(
      4000,
      [row(99, 'php-fpm7.4', { anon: 2600 }), ...workers(10, 'php-fpm7.4', { anon: 50 })],
      { inactive_anon: 3100 },
    ),
  },
  'highatomic-reserve': { fires: highatomic(200), silent: highatomic(0) },
  'large-reserve': { fires: reserved(900), silent: reserved(300) },
  'watermark-boost': { fires: boosted(180), silent: boosted(0) },
  'overcommitted-machine': { fires: crowded, silent: dominated },
  'machine-memory': { fires: report({ victims: [victim(smallJava)] }), silent: onlyKill },
  workload: { fires: podReport, silent: { ...dominated, manual: true } },
  platform: { fires: podReport, silent: { ...dominated, scope: 'cpuset' } },
  'critical-victim': {
    fires: machineReport(4000, [row(600, 'sshd', { anon: 4 }), ...many], { inactive_anon: 3300 }),
    silent: cgroupReport(64, [row(600, 'sshd', { anon: 60 })], { anon: 62 }, {}, CONTAINER_PATH),
  },
  'allocating-task': {
    fires: { ...crowded, extra: { killMessage: 'Out of memory (oom_kill_allocating_task)' } },
    silent: { ...crowded, victims: [victim(many[0] ?? bigJava, { score: 225 })] },
  },
  'biggest-shielded': {
    fires: shielded(-1000),
    silent: shielded(0),
  },
  'exempt-consumers': { fires: shielded(-1000), silent: shielded(-500) },
  'swap-exhausted': {
    fires: machineReport(
      4000,
      [bigJava],
      { inactive_anon: 3450 },
      {},
      { swapTotalBytes: GiB, swapFreeBytes: 100 * KiB },
    ),
    silent: machineReport(
      4000,
      [bigJava],
      { inactive_anon: 3450 },
      {},
      { swapTotalBytes: GiB, swapFreeBytes: 0.5 * GiB },
    ),
  },
  'no-swap': {
    fires: dominated,
    silent: machineReport(
      4000,
      [bigJava],
      { inactive_anon: 3450 },
      {},
      { swapTotalBytes: null, swapFreeBytes: null },
    ),
  },
  'cgroup-swap-full': { fires: swapped(64), silent: swapped(10) },
  'repeated-kill': {
    fires: at(unitReport, '2026-11-20T03:12:45Z', 'now'),
    history: [earlier],
    silent: at(unitReport, '2026-11-20T03:12:45Z', 'now'),
    silentHistory: [{ ...earlier, host: 'web2' }],
  },
  cascade: {
    fires: at(unitReport, '2026-11-20T03:02:50Z', 'now'),
    history: [at(podReport, '2026-11-20T03:02:45Z', 'earlier')],
    silent: at(unitReport, '2026-11-20T03:12:50Z', 'now'),
    silentHistory: [at(podReport, '2026-11-20T03:02:45Z', 'earlier')],
  },
  'userspace-killer-first': {
    fires: at(unitReport, '2026-11-20T03:02:50Z', 'now'),
    history: [
      at(
        report({ killer: 'earlyoom', trigger: null, victims: [victim(smallJava)] }),
        '2026-11-20T03:02:45Z',
        'earlier',
      ),
    ],
    silent: at(unitReport, '2026-11-20T03:02:50Z', 'now'),
    silentHistory: [at(podReport, '2026-11-20T03:02:45Z', 'earlier')],
  },
  'group-killed': {
    fires: {
      ...podReport,
      victims: [
        ...podReport.victims,
        victim(row(301, 'sidecar', { anon: 5 }), { role: 'group-member', line: 91 }),
      ],
    },
    silent: {
      ...podReport,
      victims: [
        ...podReport.victims,
        victim(row(301, 'java', { anon: 5 }), { role: 'shares-memory', line: 91 }),
      ],
    },
  },
  'not-reaped': {
    fires: { ...dominated, victims: [victim(bigJava, { reaped: false })] },
    silent: { ...dominated, victims: [victim(bigJava, { reaped: null })] },
  },
  'why-this-victim': { fires: crowded, silent: { ...crowded, tasks: [] } },
  'old-badness': {
    fires: oldKernel(null),
    silent: oldKernel(0),
  },
  'child-sacrificed': {
    fires: {
      ...crowded,
      selected: { pid: 1001, comm: 'mysqld', score: 225 },
      victims: [victim(row(1050, 'mysqld_child', { anon: 30 }), { role: 'child-sacrificed' })],
    },
    silent: { ...crowded, selected: { pid: 1001, comm: 'mysqld', score: 225 } },
  },
  'bystander-trigger': {
    fires: { ...crowded, trigger: trigger({ comm: 'node', pid: 1004 }) },
    silent: { ...crowded, trigger: trigger({ comm: 'mysqld', pid: 1001 }) },
  },
  'kubernetes-qos': { fires: podReport, silent: unitReport },
  'zone-watermarks': {
    fires: machineReport(
      4000,
      [bigJava],
      { inactive_anon: 3450 },
      {},
      normalZone(40_000, 45_000, { 0: [10_000, 'UM'] }),
    ),
    silent: { ...dominated, scope: 'memcg', memcg: memcg({ limitPath: '/a', taskPath: '/a' }) },
  },
  'further-steps': { fires: podReport, silent: { ...dominated, manual: true } },
  aftermath: {
    fires: {
      ...unitReport,
      aftermath: [
        {
          kind: 'unit-failed',
          subject: 'app.service',
          text: "app.service: Failed with result 'oom-kill'.",
          line: 95,
        },
        {
          kind: 'postgres',
          subject: null,
          text: 'server process (PID 300) was terminated by signal 9: Killed',
          line: 97,
        },
      ],
    },
    silent: unitReport,
  },
  'watch-next-time': { fires: unitReport, silent: { ...unitReport, outcome: 'unknown', victims: [] } },
  'report-incomplete': { fires: onlyKill, silent: unitReport },
};

function hugepages(free: number): OomReport {
  return machineReport(
    4000,
    [smallJava],
    { inactive_anon: 600 },
    {},
    {
      nodes: [node([], { hugepages: [{ sizeBytes: 2 * MiB, total: 1400, free, surplus: 0 }] })],
    },
  );
}

function stacks(mib: number): OomReport {
  return machineReport(
    4000,
    [smallJava],
    { inactive_anon: 2000 },
    {},
    { nodes: [node([], { counters: { kernel_stack: mib * MiB } })] },
  );
}

function lowmem(normalFree: number): OomReport {
  const zones = [
    zone('DMA', 3500, 3600, { 0: [800, 'UM'] }, { lowmemReservePages: [0, 850, 4050, 4050] }),
    zone('Normal', normalFree, 3700, { 0: [200, 'UM'] }, { lowmemReservePages: [0, 0, 25_600, 25_600] }),
    zone('HighMem', 900_000, 512, { 0: [225_000, 'UM'] }, { lowmemReservePages: [0, 0, 0, 0] }),
  ];
  return machineReport(
    4000,
    many,
    { inactive_anon: 1800, free: 880 },
    { trigger: trigger({ comm: 'cp', pid: 40, gfpFlags: ['GFP_KERNEL'] }) },
    {
      highmemPages: 780_000,
      nodes: [node(zones)],
    },
  );
}

/** As kernels since 6.1 print it: without the zone that is out of reach. */
function movable(gfpFlags: string[]): OomReport {
  const zones = [
    zone('DMA', 860, 900, { 0: [215, 'U'] }, { lowmemReservePages: [0, 199, 199, 444, 444] }),
    zone('DMA32', 1572, 1696, { 0: [393, 'UM'] }, { lowmemReservePages: [0, 0, 0, 245, 245] }),
  ];
  return machineReport(
    460,
    many,
    { inactive_anon: 8, free: 239 },
    { trigger: trigger({ comm: 'writer', pid: 40, gfpFlags }) },
    { nodes: [node(zones)] },
  );
}

function dma(dmaFree: number): OomReport {
  const zones = [
    zone('DMA', dmaFree, 400, { 0: [70, 'U'] }, { lowmemReservePages: [0, 0, 0, 0, 0] }),
    zone('Normal', 900_000, 45_000, { 0: [225_000, 'UM'] }, { lowmemReservePages: [0, 0, 0, 0, 0] }),
  ];
  return machineReport(
    4000,
    many,
    { inactive_anon: 1800, free: 880 },
    { trigger: trigger({ comm: 'modprobe', pid: 40, gfpFlags: ['GFP_KERNEL', 'GFP_DMA'] }) },
    {
      nodes: [node(zones)],
    },
  );
}

/** Called without flags, with so much free in a zone that asks for 60 MB. */
/** A container of 40 MiB whose limit a shell set to 8. */
function loweredLimit(callTrace: readonly string[]): OomReport {
  const held = cgroupReport(40, [row(219, 'redis', { anon: 30 })], { anon: 30 });
  return {
    ...held,
    trigger: trigger({ comm: 'sh', pid: 80, callTrace }),
    memcg: memcg({ ...held.memcg, usageBytes: 30 * MiB, limitBytes: 8 * MiB }),
  };
}

function swapOff(callTrace: readonly string[]): OomReport {
  const held = cgroupReport(24, [row(129, 'app', { anon: 24, swap: 16 })], { anon: 24 });
  return { ...held, trigger: trigger({ comm: 'swapoff', pid: 190, callTrace }) };
}

function pageFault(freeKiB: number): OomReport {
  const normal = zone(
    'Normal',
    freeKiB,
    40_000,
    {},
    { highBytes: 60_000 * KiB, counters: { managed: 2_000_000 * KiB } },
  );
  return machineReport(
    2000,
    many.slice(3),
    { inactive_anon: 200, free: Math.round(freeKiB / 1024) },
    {
      trigger: trigger({
        comm: 'stat',
        pid: 40,
        gfpMask: '0x0',
        gfpFlags: [],
        callTrace: ['pagefault_out_of_memory+0x3c/0x4b'],
      }),
    },
    { nodes: [node([normal])] },
  );
}

function cma(gfpFlags: readonly string[]): OomReport {
  const only = zone(
    'Normal',
    300_000,
    20_000,
    { 0: [1000, 'U'], 5: [2000, 'C'] },
    { counters: { free_cma: 290_000 * KiB, managed: 900_000 * KiB } },
  );
  return machineReport(
    900,
    many.slice(3),
    { inactive_anon: 500, free: 293, free_cma: 283 },
    { trigger: trigger({ comm: 'insmod', pid: 40, gfpFlags }) },
    {
      nodes: [node([only])],
      cmaReservedPages: 81_920,
    },
  );
}

function twoNodes(memsAllowed: string): OomReport {
  return machineReport(
    8000,
    many,
    { inactive_anon: 3300, free: 3500 },
    { trigger: trigger({ comm: 'mysqld', pid: 1001, memsAllowed }) },
    {
      nodes: [
        node([zone('Normal', 40_000, 45_000, { 0: [10_000, 'UM'] })]),
        node([zone('Normal', 3_500_000, 45_000, { 10: [850, 'M'] })], { node: 1 }),
      ],
    },
  );
}

function highatomic(reservedMiB: number): OomReport {
  const free = 240 * 1024;
  return machineReport(
    4000,
    many,
    { inactive_anon: 3300, free: 240 },
    {},
    normalZone(
      free,
      45_000,
      { 0: [60_000, 'UMH'] },
      {
        counters: { reserved_highatomic: reservedMiB * MiB },
      },
    ),
  );
}

function reserved(minMiB: number): OomReport {
  const free = minMiB - 8;
  const zone = normalZone(free * 1024, minMiB * 1024, { 0: [free * 256, 'UM'] });
  return machineReport(4000, many, { inactive_anon: 3900 - free, free }, {}, zone);
}

function boosted(boostMiB: number): OomReport {
  const min = (45 + boostMiB) * 1024;
  return machineReport(
    4000,
    many,
    { inactive_anon: 3300, free: 200 },
    {},
    normalZone(
      200 * 1024,
      min,
      { 0: [50_000, 'UM'] },
      {
        counters: { boost: boostMiB * MiB },
      },
    ),
  );
}

function shielded(adj: number): OomReport {
  const agent = row(700, 'backup-agent', { anon: 2500, adj });
  const small = row(701, 'nginx', { anon: 600 });
  const rows = [small, agent];
  const killed = adj === 0 ? agent : small;
  return { ...machineReport(4000, rows, { inactive_anon: 3300 }), victims: [victim(killed)] };
}

function swapped(usedMiB: number): OomReport {
  return {
    ...unitReport,
    memcg: memcg({ ...unitReport.memcg, swapUsageBytes: usedMiB * MiB, swapLimitBytes: 64 * MiB }),
  };
}

/** Rows of the table up to 2.6.35 (`scoreAdj` null) or of the one after it. */
function oldKernel(scoreAdj: number | null): OomReport {
  const rows = [
    row(
      3000,
      'httpd',
      { rss: 200 },
      { oomScoreAdj: scoreAdj, oomAdj: 0, swapBytes: null, pageTableBytes: null },
    ),
    row(
      3001,
      'mysqld',
      { rss: 700 },
      { oomScoreAdj: scoreAdj, oomAdj: 0, swapBytes: null, pageTableBytes: null },
    ),
  ];
  const killed = rows[1] ?? bigJava;
  return {
    ...machineReport(1000, rows, { inactive_anon: 900 }),
    kernel: { release: scoreAdj === null ? '2.6.32' : '2.6.32-642.el6', hardware: null, tainted: null },
    victims: [victim(killed, { pageTableBytes: null, oomScoreAdj: null, score: 251_000 })],
    trigger: trigger({ oomScoreAdj: scoreAdj, oomAdj: 0, comm: 'mysqld', pid: 3001 }),
  };
}
