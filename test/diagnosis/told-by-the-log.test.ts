/** Sentences that say no more than the log shows: of what is left of a report, of empty and of lost zones, of reserves. */
import { describe, expect, test } from 'vitest';
import type { OomEvent } from '../../src/index.js';
import { parseLog } from '../../src/index.js';
import { renderTerminal } from '../../src/render/terminal.js';
import { viewEvents } from '../../src/render/view.js';

async function eventsOf(log: string): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([new TextEncoder().encode(log)])) events.push(event);
  return events;
}

async function eventOf(log: string): Promise<OomEvent> {
  const [event] = await eventsOf(log);
  if (event === undefined) throw new Error('no event');
  return event;
}

const titleOf = (event: OomEvent, rule: string) =>
  event.diagnosis.findings.find((finding) => finding.rule === rule)?.title;

const MEMORY = `kernel: Active:95000 inactive:4000 dirty:0 writeback:0 unstable:0 free:3500 slab:10000 mapped:99000 pagetables:12000
kernel: Normal free:12000kB min:2800kB low:3500kB high:4200kB active:378000kB inactive:13000kB present:506880kB pages_scanned:10 all_unreclaimable? no
kernel: HighMem free:0kB min:128kB low:160kB high:192kB active:0kB inactive:0kB present:0kB pages_scanned:0 all_unreclaimable? no`;

describe('the head of a report was lost', () => {
  test('where its memory was kept, the kill is not all there is', async () => {
    const event = await eventOf(`${MEMORY}\nkernel: Out of Memory: Killed process 1407 (rpm).`);
    expect(event.diagnosis.summary).not.toMatch(/kept only the kill line/);
    expect(titleOf(event, 'report-incomplete')).toBe('Parts of the report are missing');
  });

  test('a kill alone is said to be alone', async () => {
    const event = await eventOf('kernel: Out of Memory: Killed process 1407 (rpm).');
    expect(event.diagnosis.summary).toMatch(/kept only the kill line/);
    expect(titleOf(event, 'report-incomplete')).toBe('Only the kill line is there, without its report');
  });
});

test('a zone without memory is not below its minimum', async () => {
  const event = await eventOf(`${MEMORY}\nkernel: Out of Memory: Killed process 1407 (rpm).`);
  expect(renderTerminal(viewEvents([event]))).not.toMatch(/below their minimum/);
});

test.each([
  ['No available memory (MPOL_BIND)', 'mempolicy-exhausted'],
  ['No available memory in cpuset', 'cpuset-exhausted'],
])('%s: the evidence is what the kernel printed', async (message, rule) => {
  const event = await eventOf(`kernel: ${message}: Killed process 1267 (rc).`);
  const [evidence] = event.diagnosis.findings.find((finding) => finding.rule === rule)?.evidence ?? [];
  expect(evidence).toEqual({ text: message, line: 1 });
});

const zones = (...lines: string[]) =>
  [
    '[10.1] app invoked oom-killer: gfp_mask=0x24280ca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), order=0, oom_score_adj=0',
    '[10.1] Mem-Info:',
    ...lines.map((line) => `[10.1] ${line}`),
    '[10.1] Out of memory: Kill process 77 (app) score 900 or sacrifice child',
    '[10.1] Killed process 77 (app) total-vm:900000kB, anon-rss:800000kB, file-rss:0kB, shmem-rss:0kB',
  ].join('\n');

describe('zones', () => {
  const DMA = 'DMA free:2000kB min:40kB low:50kB high:60kB present:16000kB managed:15900kB';

  test('nothing is said of all of them where one that could serve was lost', async () => {
    const event = await eventOf(zones(DMA, 'lowmem_reserve[]: 0 1900 1900 1900'));
    expect(titleOf(event, 'zone-watermarks')).toBeUndefined();
  });

  test('nothing is said of one whose reserve cannot be read', async () => {
    const reserve = 'lowmem_reserve[]: 0 72057594037927935 72057594037927935';
    const rest = 'DMA32 free:3000kB min:4000kB low:5000kB high:6000kB present:900000kB managed:880000kB';
    const event = await eventOf(zones(DMA, reserve, rest, 'lowmem_reserve[]: 0 0 0'));
    expect(titleOf(event, 'zone-watermarks')).toBe('No zone had enough free memory for this allocation');
  });

  test('what is free on lists for urgent allocations alone is no free memory, from 4.4 on', async () => {
    const rest = 'DMA32 free:9000kB min:4000kB low:5000kB high:6000kB present:900000kB managed:880000kB';
    const event = await eventOf(
      zones(rest, 'lowmem_reserve[]: 0 0 0', 'DMA32: 250*4kB (H) 0*8kB 500*16kB (H) = 9000kB'),
    );
    expect(titleOf(event, 'zone-watermarks')).toBe('No zone had enough free memory for this allocation');
  });
});

test('OpenVZ: whose limit it was, and what the process held', async () => {
  const event = await eventOf(
    '[10.1] Out of memory in UB 4102: OOM killed process 812 (php-cgi) score 0 vm:281988kB, rss:20480kB, swap:1024kB',
  );
  expect(event.diagnosis.summary).toBe(
    'The kernel killed php-cgi (pid 812), which held 20 MiB of memory, in OpenVZ container 4102: its memory limit was ' +
      'reached. The log kept only the kill line, not the report before it.',
  );
});

test('OpenVZ: kills in one container are a series', async () => {
  const kill = (at: number, container: number, pid: number) =>
    `[${at}.5] Out of memory in UB ${container}: OOM killed process ${pid} (npm) score 0 vm:1506164kB, rss:237752kB, swap:0kB`;
  const events = await eventsOf([kill(100, 11, 51), kill(400, 12, 52), kill(800, 11, 53)].join('\n'));
  const repeated = events.map((event) => titleOf(event, 'repeated-kill'));
  expect(repeated).toEqual([undefined, undefined, 'npm was killed here 2 times']);
});

test('the cgroup whose members died together tells where the victim ran, where nothing else does', async () => {
  const event =
    await eventOf(`[10.1] Out of memory: Killed process 843 (exporter) total-vm:719984kB, anon-rss:5120kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:108kB oom_score_adj:997
[10.2] Tasks in /system.slice/exporter.service are going to be killed due to memory.oom.group set
[10.2] Out of memory: Killed process 844 (exporter) total-vm:719984kB, anon-rss:5120kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:108kB oom_score_adj:997`);
  expect(event.identity).toMatchObject({ runtime: 'systemd', unit: 'exporter.service' });
  expect(event.diagnosis.summary).toContain('in exporter.service');
});

test('a first line that names no process is of a 2.6 kernel', async () => {
  const log = `kernel: oom-killer: gfp_mask=0x1d2
kernel: Free pages:        7260kB (0kB HighMem)
kernel: Out of Memory: Killed process 4898 (launcher).`;
  const { findings } = (await eventOf(log)).diagnosis;
  expect(JSON.stringify(findings.map(({ advice }) => advice))).not.toMatch(/MemAvailable|pressure|systemctl/);
  expect(findings.map(({ rule }) => rule)).toContain('old-badness');
});

test('the points of a parent are not said to be those of the child that died in its place', async () => {
  const log = `kernel: worker invoked oom-killer: gfp_mask=0xd0, order=1, oomkilladj=0
kernel: Out of memory: kill process 96 (session) score 78749 or a child
kernel: Killed process 97 (mailer)`;
  const found = (await eventOf(log)).diagnosis.findings.find(({ rule }) => rule === 'old-badness');
  expect(found?.detail).toMatch(/^session \(pid 96\) came to 78749 points /);
});

test('processes that ran side by side were not restarted', async () => {
  const pids = [301, 302, 303, 304];
  const rows = pids.map(
    (pid) => `[ ${pid}]    33   ${pid}    90000    60000     130        0             0 worker`,
  );
  const reports = pids.map((pid, index) =>
    [
      'worker invoked oom-killer: gfp_mask=0x280da, order=0, oom_score_adj=0',
      '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
      ...rows.slice(index),
      `Out of memory: Kill process ${pid} (worker) score 120 or sacrifice child`,
      `Killed process ${pid} (worker) total-vm:360000kB, anon-rss:239000kB, file-rss:1000kB`,
    ]
      .map((line) => `[ ${9100 + index}.5] ${line}`)
      .join('\n'),
  );
  const last = (await eventsOf(reports.join('\n'))).at(-1);
  const said = JSON.stringify(last?.diagnosis.findings.map(({ title, detail }) => [title, detail]));
  expect(last?.victims[0]?.pid).toBe(304);
  expect(said).toContain('this one was not restarted');
  expect(said).not.toMatch(/loop of being killed|fills up again/);
});

test('a score that only EL 6 could print is no score of the old rule', async () => {
  const log = `[10.1] java invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0, oom_scoe_adj=0
[10.2] Memory cgroup out of memory: Kill process 812 (java) score 854 or sacrifice child
[10.3] Killed process 812, UID 679, (java) total-vm:11017300kB, anon-rss:7152432kB, file-rss:1232kB`;
  const { findings } = (await eventOf(log)).diagnosis;
  expect(findings.map(({ rule }) => rule)).not.toContain('old-badness');
});

test('a process that holds many times the limit of a cgroup says nothing of that cgroup', async () => {
  const log = `kernel: Task in /13 killed as a result of limit of /13
kernel: memory: usage 8kB, limit 8kB, failcnt 8
kernel: [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
kernel: [  812]     0   812     1103      100       7        0             0 mover
kernel: Memory cgroup out of memory: Kill process 812 (mover) score 53500 or sacrifice child
kernel: Killed process 812 (mover), UID 0, total-vm:4412kB, anon-rss:88kB, file-rss:312kB, shmem-rss:0kB`;
  const { cause, findings } = (await eventOf(log)).diagnosis;
  expect(cause).toBe('cgroup-limit');
  expect(findings.map(({ rule }) => rule)).not.toContain('cgroup-one-task');
});

test('of programs whose names differ by a number, the one that was killed is named', async () => {
  const rows = [41, 42].map(
    (pid) =>
      `kernel: [   ${pid}]  1000    ${pid}    21521    17841      43        0             0 shard-${pid}`,
  );
  const event = await eventOf(
    [
      'kernel: shard-42 invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
      'kernel: memory: usage 102400kB, limit 102400kB, failcnt 181',
      'kernel: Memory cgroup stats for /pool: cache:0KB rss:31052KB mapped_file:0KB',
      'kernel: Memory cgroup stats for /pool/b: cache:44KB rss:70280KB mapped_file:0KB',
      'kernel: [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
      ...rows,
      'kernel: Memory cgroup out of memory: Kill process 42 (shard-42) score 698 or sacrifice child',
      'kernel: Killed process 42 (shard-42) total-vm:86084kB, anon-rss:71020kB, file-rss:344kB',
    ].join('\n'),
  );
  expect(titleOf(event, 'workload')).toMatch(/^shard-42: /);
  expect(event.diagnosis.findings.find(({ rule }) => rule === 'workload')?.detail).toBe(
    '2 shard* processes hold at most 139 MiB of 100 MiB.',
  );
});

test.each([
  ['2.6.18, by its lines', 'gfp_mask=0x201d2, order=0, oomkilladj=0', '', true],
  [
    '2.6.32, by its release',
    'gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0',
    '2.6.32-642.el6.x86_64',
    true,
  ],
  ['3.10', 'gfp_mask=0x201da, order=0, oom_score_adj=0', '3.10.0-957.el7.x86_64', false],
])('advice is for the kernel at hand: %s', async (_, asked, release, isAncient) => {
  const identity = release === '' ? [] : [`kernel: Pid: 812, comm: app Not tainted ${release} #1`];
  const event = await eventOf(
    [
      `kernel: app invoked oom-killer: ${asked}`,
      ...identity,
      'kernel: Free swap  = 0kB',
      'kernel: Out of memory: Killed process 812 (app)',
    ].join('\n'),
  );
  const advice = JSON.stringify(event.diagnosis.findings.map((finding) => finding.advice));
  expect(/systemctl|oom_score_adj|\/proc\/pressure|smaps_rollup|MemAvailable/.test(advice)).toBe(!isAncient);
  expect(advice.includes('oom_adj')).toBe(isAncient);
});

describe('memory.oom.group', () => {
  const groupKill = (path: string) =>
    eventOf(`[    5.1] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${path},task_memcg=${path},task=web,pid=143,uid=0
[    5.2] Memory cgroup out of memory: Killed process 143 (web) total-vm:9000kB, anon-rss:7000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:44kB oom_score_adj:0
[    5.3] Tasks in ${path} are going to be killed due to memory.oom.group set
[    5.4] Memory cgroup out of memory: Killed process 128 (helper) total-vm:9000kB, anon-rss:700kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:44kB oom_score_adj:0`);

  test.each([
    ['/shop.slice/web.service', 'OOMPolicy=kill', 'systemctl show -p OOMPolicy UNIT'],
    ['/shop.slice', 'somebody else did here', 'cat /sys/fs/cgroup/shop.slice/memory.oom.group'],
  ])('of %s', async (path, words, command) => {
    const event = await groupKill(path);
    const found = event.diagnosis.findings.find(({ rule }) => rule === 'group-killed');
    expect(found?.detail).toContain(words);
    expect(found?.advice.flatMap(({ commands }) => commands)).toEqual([command]);
  });
});

describe('vm.oom_kill_allocating_task, up to 5.0', () => {
  const kill = (at: string, parent: number, child: number) =>
    `[${at}0] Out of memory (oom_kill_allocating_task): Kill process ${parent} (loader) score 0 or sacrifice child
[${at}1] Killed process ${child} (loader) total-vm:139476kB, anon-rss:131204kB, file-rss:896kB`;
  const detailOf = (event: OomEvent, rule: string) =>
    event.diagnosis.findings.find((finding) => finding.rule === rule)?.detail;

  test('it was the parent that asked, where a child died', async () => {
    expect(detailOf(await eventOf(kill('10.5', 40, 41)), 'allocating-task')).toContain(
      'loader (pid 40) was chosen because it asked, not because of what it holds, and loader (pid 41) died in its place.',
    );
    expect(detailOf(await eventOf(kill('10.5', 40, 40)), 'allocating-task')).toContain(
      'loader (pid 40) died because it asked',
    );
  });

  test('children of one process that die one after the other show nothing of a restart', async () => {
    const log = [kill('10.5', 40, 41), kill('10.6', 40, 42), kill('10.7', 40, 43), kill('10.8', 40, 44)];
    const last = (await eventsOf(log.join('\n'))).at(-1) as OomEvent;
    expect(JSON.stringify(last.diagnosis.findings)).not.toMatch(/restart/);
    expect(detailOf(last, 'repeated-kill')).toContain('The kernel chose the same process as the time before');
  });

  test('children of several processes do', async () => {
    const log = [kill('10.5', 40, 41), kill('10.6', 50, 51), kill('10.7', 60, 61), kill('10.8', 70, 71)];
    const last = (await eventsOf(log.join('\n'))).at(-1) as OomEvent;
    expect(titleOf(last, 'kill-storm')).toContain('killed and restarted');
  });
});

test('memory that only the area for devices has is not said to have been freed meanwhile', async () => {
  const event =
    await eventOf(`[10.1] app invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
[10.1] Node 0 DMA32 free:600000kB min:91584kB low:114432kB high:137280kB active_anon:1300000kB present:2031616kB managed:1996672kB free_cma:520000kB
[10.1] lowmem_reserve[]: 0 0 0
[10.1] Out of memory: Killed process 40 (app) total-vm:139476kB, anon-rss:131204kB, file-rss:896kB, shmem-rss:0kB, UID:0 pgtables:44kB oom_score_adj:0`);
  expect(titleOf(event, 'zone-watermarks')).toBe('Enough memory was free only with the CMA area');
});

test('a cgroup that the log shows without a limit reached none', async () => {
  const path = '/test/cg2';
  const event =
    await eventOf(`[  315.1] kworker/u17:0 invoked oom-killer: gfp_mask=0x0(), order=0, oom_score_adj=0
[  315.2] memory: usage 42240kB, limit 9007199254740988kB, failcnt 0
[  315.3] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${path},task_memcg=${path},task=web,pid=675,uid=0
[  315.4] Memory cgroup out of memory: Killed process 675 (web) total-vm:648052kB, anon-rss:42848kB, file-rss:1028kB, shmem-rss:0kB, UID:0 pgtables:152kB oom_score_adj:0`);
  expect(event.diagnosis.summary).toContain(
    ': the killer was called for cgroup /test/cg2, which has no memory limit.',
  );
  const found = event.diagnosis.findings.find(({ rule }) => rule === 'cgroup-limit');
  expect(found?.detail).toContain('no memory limit on cgroup /test/cg2, which held 41.3 MiB');
});
