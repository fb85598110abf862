/** What the log says was lost within a report belongs to that report, and what stood before it is not tied to what follows. */
import { expect, test } from 'vitest';
import { recordsOf, reportsOf } from '../laws/replay.js';

const read = (...texts: readonly string[]) =>
  reportsOf(
    recordsOf(
      new TextEncoder().encode(texts.map((text, index) => `[    7.${200000 + index}] ${text}\n`).join('')),
    ),
  );
const TRIGGER = 'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984';
const LOST = '** 2 printk messages dropped **';
const kill = (pid: number) =>
  `Memory cgroup out of memory: Killed process ${pid} (java) total-vm:1208kB, anon-rss:0kB, file-rss:4kB, shmem-rss:0kB, UID:0 pgtables:36kB oom_score_adj:984`;
const zone = (name: string) =>
  `Node 0 ${name} free:908kB min:136kB low:168kB high:200kB present:15992kB managed:15360kB`;

test('lost members of a group are told of', () => {
  const group = 'Tasks in /a are going to be killed due to memory.oom.group set';
  const [report, ...others] = read(TRIGGER, kill(7), group, kill(8), LOST, kill(9));
  expect(others).toEqual([]);
  expect(report?.victims.map(({ pid }) => pid)).toEqual([7, 8, 9]);
  expect(report?.completeness).toMatchObject({ status: 'partial', lostRecords: 2 });
});

test('reports that the rate limit kept back are no loss of the one behind the notice', () => {
  const notice = 'oom_kill_process: 34 callbacks suppressed';
  const [bare, report, ...others] = read(
    kill(6),
    notice,
    TRIGGER,
    'CPU: 0 PID: 7 Comm: java Not tainted 6.1.0-50-amd64 #1 Debian 6.1.176-1',
    'Call Trace:',
    'memory: usage 12288kB, limit 12288kB, failcnt 21',
    '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[      7]     0     7      302        1    36864        0           984 java',
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=java,pid=7,uid=0',
    kill(7),
  );
  expect(others).toEqual([]);
  expect(bare?.completeness.status).toBe('partial');
  expect(report?.completeness).toEqual({
    status: 'complete',
    missing: [],
    foreignLines: 0,
    lostRecords: null,
    notes: [`the log says: ${notice}`],
  });
});

test('reserves behind a gap are of no known zone', () => {
  const reserves = (...between: readonly string[]) =>
    read(TRIGGER, 'Mem-Info:', zone('DMA'), ...between, 'lowmem_reserve[]: 0 193 193', kill(7))[0]?.memory
      ?.nodes[0]?.zones[0]?.lowmemReservePages;
  expect(reserves()).toEqual([0, 193, 193]);
  expect(reserves(LOST)).toEqual([]);
  expect(reserves('systemd-journald[211]: Missed 2 kernel messages')).toEqual([]);
});

test('a reserve of minus nothing is none', () => {
  const [report] = read(TRIGGER, 'Mem-Info:', zone('DMA'), 'lowmem_reserve[]: 0 -0 193', kill(7));
  expect(report?.memory?.nodes[0]?.zones[0]?.lowmemReservePages).toEqual([0, 0, 193]);
});

test('a program’s line keeps its writer where line ends were lost', () => {
  const kernel = '[ 1234.500000] Memory: 16250108K/16777216K available (22528K kernel code, 4425K rwdata)';
  const program = `Nov 21 02:25:04 app1 ticket[94]: ${kill(7)}`;
  expect(reportsOf(recordsOf(new TextEncoder().encode(`${kernel} ${program}\n`)))).toEqual([]);
});

test('counters of a cgroup that a console cut are told of', () => {
  const counters = (...rest: readonly string[]) =>
    read(
      TRIGGER,
      'memory: usage 12288kB, limit 12288kB, failcnt 21',
      ['Memory cgroup stats for /a:', 'anon 4096', 'file 0', ...rest].join('\n[    7.200002] '),
      kill(7),
    )[0]?.completeness.notes.filter((note) => note.includes('statistics'));
  expect(counters()).toEqual([
    "the end of the cgroup's statistics is missing, as where a console or syslog(2) cuts a message of many lines",
  ]);
  expect(counters('pgfault 20')).toEqual([]);
});

test('a fragment that /dev/kmsg marks goes on where the line before it ended, with nothing in between', () => {
  const path = '/own (limit), x=y';
  const constraint = `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=own,mems_allowed=0,oom_memcg=${path},task_memcg=`;
  const log = [
    `4,1,7200000,-;${TRIGGER}`,
    `6,2,7200001,-;${constraint}`,
    `4,3,7200002,c;${path},task=java,pid=7,uid=0`,
    `3,4,7200003,-;${kill(7)}`,
  ];
  const [report] = reportsOf(recordsOf(new TextEncoder().encode(`${log.join('\n')}\n`)));
  expect(report?.completeness.notes).toEqual([]);
  expect(report?.memcg).toMatchObject({ limitPath: path, taskPath: path });
});

test('a table that the kernel did not print is none that is missing, where its own numbers show it', () => {
  const lines = [
    TRIGGER,
    'CPU: 0 PID: 7 Comm: java Not tainted 6.1.0-50-amd64 #1 Debian 6.1.176-1',
    'Call Trace:',
    'memory: usage 12288kB, limit 12288kB, failcnt 21',
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=java,pid=7,uid=0',
    kill(7),
  ];
  const numbered = (numberOf: (index: number) => number) =>
    reportsOf(
      recordsOf(
        new TextEncoder().encode(
          lines.map((text, index) => `4,${numberOf(index)},7200000,-;${text}\n`).join(''),
        ),
      ),
    )[0]?.completeness;
  expect(numbered((index) => 100 + index)).toMatchObject({ status: 'complete', missing: [] });
  expect(numbered((index) => (index < 4 ? 100 : 104) + index)).toMatchObject({ missing: ['tasks'] });
  expect(read(...lines)[0]?.completeness.missing).toEqual(['tasks']);
});
