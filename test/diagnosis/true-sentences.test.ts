/** Sentences that must not say more than the log: what a cpuset had left, what a limit was used up to, what a victim held. */
import { expect, test } from 'vitest';
import { parseOne } from '../kit/parse-one.js';

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
  expect(finding?.detail).toMatch(/^beam.smp was chosen\./);
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
