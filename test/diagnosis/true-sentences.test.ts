/** Sentences that must not say more than the log: what a cpuset had left, what a limit was used up to, what a victim held. */
import { expect, test } from 'vitest';
import { parseAll, parseOne } from '../kit/parse-one.js';

/** Written by us after the format of 6.1: node 3 has a Movable zone alone, of which most is free. */
const MOVABLE_ONLY = (constraint: string) => [
  '[   50.100001] tar invoked oom-killer: gfp_mask=0x400cc0(GFP_KERNEL_ACCOUNT), order=0, oom_score_adj=0',
  '[   50.100002] CPU: 1 PID: 900 Comm: tar Not tainted 6.1.0-50-amd64 #1',
  '[   50.100003] Mem-Info:',
  '[   50.100004] Node 3 Movable free:8200100kB min:4000kB low:12000kB high:20000kB present:8300000kB managed:8300000kB',
  '[   50.100005] lowmem_reserve[]: 0 0 0 0 0',
  `[   50.100006] oom-kill:constraint=${constraint},cpuset=far,mems_allowed=3,global_oom,task_memcg=/b.slice,task=monitord,pid=700,uid=5`,
  '[   50.100007] Out of memory: Killed process 700 (monitord) total-vm:90000kB, anon-rss:7000kB, file-rss:16kB, shmem-rss:0kB, UID:5 pgtables:60kB oom_score_adj:9',
];

test('what is free in a zone that the allocation may not use is no memory that was used up', () => {
  const { diagnosis } = parseOne(MOVABLE_ONLY('CONSTRAINT_CPUSET,nodemask=(null)'));
  expect(diagnosis.summary).toContain(
    ': the memory nodes of a cpuset (3) had nothing left that this allocation may use.',
  );
  const [finding] = diagnosis.findings;
  expect(finding?.detail).toContain('the 7.82 GiB free there lie in zone Movable, out of its reach');
  expect(finding?.evidence.map(({ text }) => text)).toContain(
    'node 3 Movable: 7.82 GiB free, which this allocation may not use',
  );
});

test('the same of a NUMA policy', () => {
  const { diagnosis } = parseOne(MOVABLE_ONLY('CONSTRAINT_MEMORY_POLICY,nodemask=3'));
  expect(diagnosis.summary).toContain(
    'the nodes of a NUMA policy (3) had nothing left that this allocation may use',
  );
});

const cgroup = (usage: number, task: string) => [
  '[   60.100001] httpd invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
  `[   60.100002] Task in ${task} killed as a result of limit of /lxc/shop`,
  `[   60.100003] memory: usage ${usage}kB, limit 204800kB, failcnt 31`,
  '[   60.100004] Memory cgroup out of memory: Kill process 810 (httpd) score 70 or sacrifice child',
  '[   60.100005] Killed process 810 (httpd) total-vm:90000kB, anon-rss:17000kB, file-rss:16kB',
];

test('a limit of which a part was used by the time of the report is said so, less surely', () => {
  const { diagnosis } = parseOne(cgroup(51_200, '/lxc/shop/a'));
  expect(diagnosis.summary).toContain(
    'was reached, although only 50 MiB of 200 MiB were used by the time of the report',
  );
  expect(diagnosis.findings.find(({ rule }) => rule === 'cgroup-limit')?.confidence).not.toBe('high');
});

test('a full one is not', () => {
  const { diagnosis } = parseOne(cgroup(204_800, '/lxc/shop'));
  expect(diagnosis.summary).toContain('was reached (200 MiB of 200 MiB used)');
});

test('a victim with more shared memory than its own is said to hold it, and PostgreSQL is told of shared_buffers first', () => {
  const { diagnosis } = parseOne([
    '[   70.100001] Out of memory: Killed process 815 (postgres) total-vm:71000000kB, anon-rss:4096kB, file-rss:16kB, shmem-rss:52428800kB, UID:70 pgtables:90000kB oom_score_adj:0',
  ]);
  expect(diagnosis.summary).toContain('which held 4 MiB of private memory and 50 GiB of shared memory:');
  expect(diagnosis.findings.find(({ rule }) => rule === 'workload')?.advice[0]?.title).toBe(
    'Lower shared_buffers',
  );
});

test('little shared memory is no news', () => {
  const { diagnosis } = parseOne([
    '[   70.100001] Out of memory: Killed process 815 (postgres) total-vm:71000000kB, anon-rss:409600kB, file-rss:16kB, shmem-rss:81920kB, UID:70 pgtables:90000kB oom_score_adj:0',
  ]);
  expect(diagnosis.summary).toContain('which held 400 MiB of private memory:');
  expect(diagnosis.findings.find(({ rule }) => rule === 'workload')?.advice[0]?.title).not.toBe(
    'Lower shared_buffers',
  );
});

test('swapoff is no larger than others, and the kernel looks no further', () => {
  const { diagnosis } = parseOne([
    '[   80.100001] swapoff invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0',
    '[   80.100002] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[   80.100003] [    701]     0   701    90000     7000    90000        0             0 app',
    '[   80.100004] [    702]     0   702      600      400    40000        0             0 swapoff',
    '[   80.100005] Out of memory: Killed process 702 (swapoff) total-vm:2400kB, anon-rss:200kB, file-rss:1400kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0',
  ]);
  const why = diagnosis.findings.find(({ rule }) => rule === 'why-this-victim');
  expect(why?.title).toBe('swapoff goes first, whatever it holds');
  expect(why?.detail).not.toContain('should have been chosen');
});

test('where a child died in place of the process that was chosen, that one is to be changed', () => {
  const { diagnosis } = parseOne([
    '[   90.100001] [  940]     0   940    26516       46   0       0             0 sh',
    '[   90.100002] Out of memory: Kill process 929 (beam.smp) score 580 or sacrifice child',
    '[   90.100003] Killed process 940, UID 0, (sh) total-vm:106064kB, anon-rss:180kB, file-rss:4kB',
  ]);
  const finding = diagnosis.findings.find(({ rule }) => rule === 'workload');
  expect(finding?.title).toMatch(/^beam\.smp \(RabbitMQ/);
  const child = diagnosis.findings.find(({ rule }) => rule === 'child-sacrificed');
  expect(child?.title).toBe('beam.smp was chosen, sh was killed in its place');
  // What its death would have cost is no fact of this log.
  expect(finding?.detail).toBe('beam.smp was chosen.');
});

test('lmkd is said to have killed for the reason that it gives', () => {
  const { diagnosis } = parseOne([
    "11-21 02:25:00.123   600   600 I lowmemorykiller: Kill 'com.example.app' (3848), uid 10045, oom_score_adj 900 to free 51200kB rss, 120kB swap; reason: device is not responding",
  ]);
  expect(diagnosis.summary).toMatch(/: its reason was "device is not responding"\.$/);
});

test('SysRq tells by the sign that the log has', () => {
  const { diagnosis } = parseOne([
    '[   95.100001] SysRq : Manual OOM execution',
    '[   95.100002] Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled',
  ]);
  const finding = diagnosis.findings.find(({ rule }) => rule === 'manual-trigger');
  expect(finding?.evidence[0]?.text).toBe('SysRq: Manual OOM execution');
  expect(finding?.detail).not.toContain('order=-1');
});

test('no swap is advised to a kernel that ran out before any program did', () => {
  const { diagnosis } = parseOne([
    '[   10.100001] swapper invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
    '[   10.100002] Mem-Info:',
    '[   10.100003] Free swap  = 0kB',
    '[   10.100004] Total swap = 0kB',
    '[   10.100005] 7680 pages RAM',
    '[   10.100006] 3095 pages reserved',
    '[   10.100007] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
    '[   10.100008] Kernel panic - not syncing: Out of memory and no killable processes...',
  ]);
  expect(diagnosis.findings.find(({ rule }) => rule === 'no-swap')?.advice).toEqual([]);
});

test('with a group above the victim’s own cgroup, nobody is said to have died where he did not live', () => {
  const { diagnosis } = parseOne([
    '[   50.100001] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/shop,task_memcg=/shop/web,task=worker,pid=700,uid=5',
    '[   50.100002] Memory cgroup out of memory: Killed process 700 (worker) total-vm:90000kB, anon-rss:7000kB, file-rss:16kB, shmem-rss:0kB, UID:5 pgtables:60kB oom_score_adj:0',
    '[   50.100003] Tasks in /shop are going to be killed due to memory.oom.group set',
    '[   50.100004] Memory cgroup out of memory: Killed process 700 (worker) total-vm:90000kB, anon-rss:7000kB, file-rss:16kB, shmem-rss:0kB, UID:5 pgtables:60kB oom_score_adj:0',
    '[   50.100005] Memory cgroup out of memory: Killed process 690 (cache) total-vm:9000kB, anon-rss:700kB, file-rss:16kB, shmem-rss:0kB, UID:6 pgtables:40kB oom_score_adj:0',
  ]);
  expect(diagnosis.summary).toContain(', in cgroup /shop/web, and 1 more process of cgroup /shop: ');
  const finding = diagnosis.findings.find(({ rule }) => rule === 'group-killed');
  expect(finding?.detail).toContain('memory.oom.group is set for /shop, ');
});

/** Written by us after the format of 6.1: one small tmpfs page that is mapped tens of thousands of times. */
const MANY_MAPPINGS = [
  '[   59.100001] mapper invoked oom-killer: gfp_mask=0x400dc0(GFP_KERNEL_ACCOUNT|__GFP_ZERO), order=0, oom_score_adj=0',
  '[   59.100002] Mem-Info:',
  '[   59.100003] active_anon:1100 inactive_anon:560 isolated_anon:0',
  '                active_file:0 inactive_file:0 isolated_file:0',
  '                unevictable:0 dirty:0 writeback:0',
  '                slab_reclaimable:2300 slab_unreclaimable:3800',
  '                mapped:600 shmem:1650 pagetables:43600 bounce:0',
  '                free:8500 free_pcp:0 free_cma:0',
  '[   59.100004] 65400 pages RAM',
  '[   59.100005] 3700 pages reserved',
  '[   59.100006] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
  '[   59.100007] [    633]     0   633    43900    43500 178200576        0             0 mapper',
  '[   59.100008] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=mapper,pid=633,uid=0',
  '[   59.100009] Out of memory: Killed process 633 (mapper) total-vm:175600kB, anon-rss:56kB, file-rss:4kB, shmem-rss:173940kB, UID:0 pgtables:174024kB oom_score_adj:0',
];

test('a page that is mapped many times is neither private memory nor more shared memory than there is', () => {
  const { diagnosis } = parseOne(MANY_MAPPINGS);
  expect(diagnosis.cause).toBe('page-tables');
  expect(diagnosis.summary).toContain('which held 56 KiB of private memory and 170 MiB of page tables: ');
  expect(diagnosis.findings.map(({ rule }) => rule)).not.toContain('dominant-process');
});

test('page tables that no listed process has are not ascribed to the largest of them', () => {
  const { diagnosis } = parseOne(
    MANY_MAPPINGS.map((line) =>
      line.replace(' 178200576 ', '    192000 ').replace('pgtables:174024kB', 'pgtables:192kB'),
    ),
  );
  const finding = diagnosis.findings.find(({ rule }) => rule === 'page-tables');
  expect(finding?.detail).toContain('The listed processes have 188 KiB of them together: ');
});

const kill = (second: number, pid: number, cgroup: string) => [
  `[   ${second}.100001] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/${cgroup},task_memcg=/${cgroup},task=p${pid},pid=${pid},uid=0`,
  `[   ${second}.100002] Memory cgroup out of memory: Killed process ${pid} (p${pid}) total-vm:90000kB, anon-rss:7000kB, file-rss:16kB, shmem-rss:0kB, UID:0 pgtables:60kB oom_score_adj:0`,
];

const stormAfter = (cgroups: readonly string[]) =>
  parseAll(cgroups.flatMap((cgroup, index) => kill(20 + index, 700 + index, cgroup)))
    .at(-1)
    ?.diagnosis.findings.find(({ rule }) => rule === 'kill-storm')?.detail;

test('kills below other limits are not said to have freed too little', () => {
  expect(stormAfter(['a', 'a', 'a', 'a', 'a'])).toContain(
    'Each kill freed too little, or its place was taken at once.',
  );
  expect(stormAfter(['b', 'c', 'a', 'd', 'a'])).toContain(
    '3 of them were below other limits and could not help this one',
  );
});

test('a run by hand follows from no shortage', () => {
  const events = parseAll([
    ...['a', 'a', 'a', 'a', 'a'].flatMap((cgroup, index) => kill(20 + index, 700 + index, cgroup)),
    '[   26.100001] sysrq: Manual OOM execution',
    '[   26.100002] kworker/1:2 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0',
    '[   26.100003] Out of memory: Killed process 800 (top) total-vm:9000kB, anon-rss:700kB, file-rss:16kB, shmem-rss:0kB, UID:6 pgtables:40kB oom_score_adj:0',
  ]);
  const rules = events.at(-1)?.diagnosis.findings.map(({ rule }) => rule);
  expect(rules).toContain('manual-trigger');
  expect(rules).not.toContain('kill-storm');
  expect(rules).not.toContain('cascade');
});

test('of nodes that ran out, no earlier kill is said to have freed too little', () => {
  const events = parseAll([
    ...kill(20, 700, 'a'),
    ...MOVABLE_ONLY('CONSTRAINT_CPUSET,nodemask=(null)').map((line) => line.replace('[   50.', '[   22.')),
  ]);
  const cascade = events.at(-1)?.diagnosis.findings.find(({ rule }) => rule === 'cascade');
  expect(cascade?.detail).toContain(
    'Whether its memory lay on the nodes that ran out now is not in the log.',
  );
});

/** Written by us after the format of 6.1: `tail` holds the cgroup, and ten small processes map the same libraries. */
const ONE_AMONG_SMALL = [
  '[   88.300001] tail invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
  '[   88.300002] memory: usage 10240kB, limit 10240kB, failcnt 54',
  '[   88.300003] Memory cgroup stats for /a:',
  '[   88.300004] anon 9900032',
  '[   88.300005] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
  ...Array.from(
    { length: 10 },
    (_, at) =>
      `[   88.30001${at}] [    ${60 + at}]     0    ${60 + at}      600      350    40960        0             0 nap`,
  ),
  '[   88.300020] [     80]     0    80     2986     2624    65536        0             0 tail',
  '[   88.300021] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=tail,pid=80,uid=0',
];
const tailKilled = (anonKiB: number, tablesKiB: number) =>
  `[   88.300022] Memory cgroup out of memory: Killed process 80 (tail) total-vm:11944kB, anon-rss:${anonKiB}kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:${tablesKiB}kB oom_score_adj:0`;

test('processes that may hold a limit are not its cause where another is known to', () => {
  const { diagnosis } = parseOne([...ONE_AMONG_SMALL, tailKilled(9216, 64)]);
  expect(diagnosis.cause).toBe('cgroup-one-task');
  expect(diagnosis.findings.map(({ rule }) => rule)).not.toContain('cgroup-many-workers');
});

test('the page tables that every process has are no news of a victim', () => {
  const { diagnosis } = parseOne([...ONE_AMONG_SMALL, tailKilled(0, 64)]);
  expect(diagnosis.summary).not.toContain('page tables');
  expect(parseOne([...ONE_AMONG_SMALL, tailKilled(0, 6400)]).diagnosis.summary).toContain(
    '6.25 MiB of page tables',
  );
});

/** Written by us after the format of 6.12: a shell writes a limit, and the killer runs twice before the victim is gone. */
const LOWERED = [
  ...['redis', ''].flatMap((victim, run) => [
    `[   90.10000${run}] sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0`,
    `[   90.10000${run}] CPU: 0 UID: 0 PID: 80 Comm: sh Not tainted 6.12.9 #1`,
    `[   90.10000${run}] Call Trace:`,
    `[   90.10000${run}]  mem_cgroup_out_of_memory+0x12b/0x140`,
    `[   90.10000${run}]  memory_max_write+0x127/0x210`,
    `[   90.10000${run}] memory: usage ${run === 0 ? 30_720 : 22_528}kB, limit 8192kB, failcnt 0`,
    `[   90.10000${run}] Memory cgroup stats for /system.slice/redis.service:`,
    `[   90.10000${run}] anon ${run === 0 ? 31_457_280 : 0}`,
    `[   90.10000${run}] [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name`,
    ...(victim === ''
      ? [`[   90.10000${run}] Out of memory and no killable processes...`]
      : [
          `[   90.10000${run}] [    219]   999   219    20000     7680     7680        0         0    90000        0             0 redis`,
          `[   90.10000${run}] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=redis.service,mems_allowed=0,oom_memcg=/system.slice/redis.service,task_memcg=/system.slice/redis.service,task=redis,pid=219,uid=999`,
          `[   90.10000${run}] Memory cgroup out of memory: Killed process 219 (redis) total-vm:80000kB, anon-rss:30720kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:88kB oom_score_adj:0`,
        ]),
  ]),
];

test('who set a limit below the use asked for no memory, and what was in use is the need that is known', () => {
  const [killed, nobody] = parseAll(LOWERED);
  expect(killed?.diagnosis.cause).toBe('limit-lowered');
  expect(killed?.diagnosis.summary).toContain(
    'its memory limit was set to 8 MiB, below the 30 MiB in use. It was sh (pid 80) that set the limit.',
  );
  const platform = killed?.diagnosis.findings.find(({ rule }) => rule === 'platform');
  expect(platform?.advice[0]?.detail).toContain('more than 30 MiB was needed, not how much more: try 38 MiB');
  expect(killed?.diagnosis.findings.some(({ rule }) => rule === 'bystander-trigger')).toBe(false);
  const left = nobody?.diagnosis.findings.find(({ rule }) => rule === 'no-killable-task');
  expect(left?.detail).toContain(
    'redis (pid 219), killed just before, which may not have given all of it back yet',
  );
  expect(left?.advice).toEqual([]);
});

test('swap that version 1 allows beyond the memory limit, and that was used up', () => {
  const log = (memsw: string) => [
    '[   60.100001] ruby invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    '[   60.100003] memory: usage 16384kB, limit 16384kB, failcnt 2052',
    `[   60.100004] memory+swap: ${memsw}, failcnt 30`,
    '[   60.100005] Memory cgroup out of memory: Killed process 810 (ruby) total-vm:90000kB, anon-rss:15000kB, file-rss:16kB, shmem-rss:0kB, UID:0 pgtables:60kB oom_score_adj:0',
  ];
  const finding = (memsw: string) =>
    parseOne(log(memsw)).diagnosis.findings.find(({ rule }) => rule === 'cgroup-swap-full');
  expect(finding('usage 24440kB, limit 24576kB')?.detail).toContain('Swap use was 7.87 MiB of 8 MiB (98 %).');
  expect(finding('usage 16384kB, limit 32768kB')).toBeUndefined();
  expect(finding('usage 16384kB, limit 16384kB')).toBeUndefined();
});

test('a report that lacks the table alone may be of a kernel that is set to print none', () => {
  const log = [
    '[   60.100001] ruby invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    '[   60.100002] CPU: 1 PID: 810 Comm: ruby Not tainted 6.1.0-50-amd64 #1',
    '[   60.100003] Call Trace:',
    '[   60.100004] memory: usage 16384kB, limit 16384kB, failcnt 2052',
    '[   60.100005] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=ruby,pid=810,uid=0',
    '[   60.100006] Memory cgroup out of memory: Killed process 810 (ruby) total-vm:90000kB, anon-rss:15000kB, file-rss:16kB, shmem-rss:0kB, UID:0 pgtables:60kB oom_score_adj:0',
  ];
  const finding = (lines: readonly string[]) =>
    parseOne(lines).diagnosis.findings.find(({ rule }) => rule === 'report-incomplete');
  expect(finding(log)?.detail).toContain('With vm.oom_dump_tasks=0 the kernel prints none.');
  expect(finding(log.toSpliced(4, 1))?.detail).not.toContain('oom_dump_tasks');
});

test('a machine that panicked for want of a task to kill is told not to exempt what is large, where that is', () => {
  const advised = (rss: number) =>
    parseOne([
      '[   60.100001] init invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP), order=0, oom_score_adj=-1000',
      '[   60.100002] Mem-Info:',
      '[   60.100003] 100000 pages RAM',
      '[   60.100004] 0 pages reserved',
      '[   60.100005] [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name',
      `[   60.100006] [     91]     0    91   100000 ${rss} ${rss}        0         0    40960        0         -1000 keeper`,
      '[   60.100007] Out of memory and no killable processes...',
      '[   60.100008] Kernel panic - not syncing: System is deadlocked on memory',
    ])
      .diagnosis.findings.find(({ rule }) => rule === 'panic-on-oom')
      ?.advice.map(({ title }) => title);
  expect(advised(80_000)).toEqual(['Do not exempt what is large']);
  expect(advised(800)).toEqual([]);
});

test('a task that holds more than twice the limit has a score without a number that the kernel did not print', () => {
  const { diagnosis } = parseOne([
    '[   60.100001] httpd invoked oom-killer: gfp_mask=0x14000c0(GFP_KERNEL), nodemask=(null),  order=0, oom_score_adj=0',
    '[   60.100002] Task in /lxc/shop killed as a result of limit of /lxc/shop',
    '[   60.100003] memory: usage 4096kB, limit 4096kB, failcnt 31',
    '[   60.100004] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name',
    '[   60.100005] [  810]    33   810    30000     2600      20       3        0             0 httpd',
    '[   60.100006] [  811]    33   811    30000      250      20       3        0             0 sh',
    '[   60.100007] Memory cgroup out of memory: Kill process 810 (httpd) score 2561 or sacrifice child',
    '[   60.100008] Killed process 810 (httpd) total-vm:120000kB, anon-rss:3000kB, file-rss:7400kB, shmem-rss:0kB',
  ]);
  const detail = diagnosis.findings.find(({ rule }) => rule === 'why-this-victim')?.detail;
  expect(detail).toContain('an oom_score of 2000 or more. Next in line was sh');
});

test('pages of 16 KiB are counted as such in a report of a cgroup, which has no Mem-Info', () => {
  const { diagnosis } = parseOne([
    '[   60.100001] httpd invoked oom-killer: gfp_mask=0x6000c0(GFP_KERNEL), nodemask=(null), order=0, oom_score_adj=0',
    '[   60.100002] Task in /lxc/shop killed as a result of limit of /lxc/shop',
    '[   60.100003] memory: usage 1048576kB, limit 1048576kB, failcnt 31',
    '[   60.100004] kmem: usage 0kB, limit 9007199254740976kB, failcnt 0',
    '[   60.100005] Tasks state (memory values in pages):',
    '[   60.100006] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[   60.100007] [    810]    33   810    90001    60001   163840        0             0 httpd',
    '[   60.100008] [    811]    33   811      303       51    49152        0             0 sh',
    '[   60.100009] Memory cgroup out of memory: Kill process 810 (httpd) score 915 or sacrifice child',
    '[   60.100010] Killed process 810 (httpd) total-vm:1440016kB, anon-rss:950000kB, file-rss:10016kB, shmem-rss:0kB',
  ]);
  const detail = diagnosis.findings.find(({ rule }) => rule === 'why-this-victim')?.detail;
  expect(detail).toContain('httpd (pid 810) comes to 60,011 pages');
  expect(detail).toContain('an oom_score of about 915');
});
