/** Lines that were broken once, where no other line shows how: what is certain is kept, the rest is left out and said so. */
import { describe, expect, test } from 'vitest';
import { recordsOf, reportsOf } from '../laws/replay.js';

const TRIGGER =
  '[    7.194501] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984\n';
const HEADER =
  '[    7.194502] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n';
const KILL =
  '[    7.194509] Memory cgroup out of memory: Killed process 157 (java) total-vm:1208kB, anon-rss:0kB, file-rss:4kB, shmem-rss:0kB, UID:0 pgtables:36kB oom_score_adj:984\n';

const reportOf = (...lines: readonly string[]) => {
  const [report] = reportsOf(recordsOf(new TextEncoder().encode(lines.join(''))));
  if (report === undefined) throw new Error('no event was found');
  return report;
};
const LEFT_OUT = 'lines are broken in the log; what could not be put together for certain was left out';

describe('a row of the table', () => {
  const rowOf = (text: string) => {
    const { tasks, completeness } = reportOf(TRIGGER, HEADER, `[    7.194503] ${text}\n`, KILL);
    return { ...tasks[0], notes: completeness.notes };
  };

  test('broken between numbers, as only one reading has a name', () => {
    const row = rowOf('[    157]     0   157      302      113    36864        0\n           984 sh');
    expect(row).toMatchObject({ comm: 'sh', rssBytes: 113 * 4096, oomScoreAdj: 984 });
    expect(row.notes).not.toContain(LEFT_OUT);
  });

  test('broken within a number, which may be two as well', () => {
    const row = rowOf('[    157]     0   157      302 11\n3 36864 0 984 sh');
    expect(row).toMatchObject({ pid: 157, totalVmBytes: 302 * 4096, rssBytes: null, oomScoreAdj: null });
    expect(row.notes).toContain(LEFT_OUT);
  });

  test('broken within its name', () => {
    const row = rowOf('[    157]     0   157      302      113    36864        0           984 ja\nva');
    expect(row).toMatchObject({ comm: '', rssBytes: 113 * 4096 });
  });

  test('filled up with blanks, which no name has room for', () => {
    const filled = rowOf(
      `[    157]     0   157      302      113    36864        0           984 web-guard${' '.repeat(12)}`,
    );
    expect(filled.comm).toBe('web-guard');
    const named = rowOf(
      `[    157]     0   157      302      113    36864        0           984 web-guard${' '.repeat(6)}`,
    );
    expect(named.comm).toBe('web-guard      ');
  });

  test('broken behind the minus of its last number', () => {
    const row = rowOf('[    157]     0   157      302      113    36864        0          -\n250 java');
    expect(row).toMatchObject({ rssBytes: 113 * 4096 });
    expect(row.comm).not.toBe('-');
    const headless =
      '[    7.194503] [    157]     0   157      302      113    36864        0          -\n250 java\n';
    expect(reportOf(TRIGGER, headless, KILL).tasks[0]?.comm).not.toBe('-');
  });

  test('whole, with a line of other origin behind it', () => {
    for (const foreign of ['...', '[snip]', '--More--', 'root@web1:~# tail -f /var/log/messages'])
      expect(
        rowOf(`[    157]     0   157      302      113    36864        0           984 java\n${foreign}`)
          .comm,
      ).toBe('java');
  });
});

test('a clock behind the kill line goes on with none of its numbers', () => {
  for (const next of ['12:04', '2026-11-27 12:04 bob'])
    expect(reportOf(TRIGGER, KILL, `${next}\nseen this?\n`).victims[0]?.oomScoreAdj).toBe(984);
  expect(reportOf(TRIGGER, KILL, '4 1\n').victims[0]?.oomScoreAdj).toBeNull();
});

test('a hardware name, a release and a last number are left out where they may go on', () => {
  const report = reportOf(
    TRIGGER.replace('984\n', '9\n84\n'),
    '[    7.194501] CPU: 0 PID: 157 Comm: java Not tainted 3.10.0-\nof which more was not kept\n',
    '[    7.194501] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.\n2-debian-1.16.2-1 04/01/2014\n',
    KILL,
  );
  expect(report.kernel).toEqual({ release: null, hardware: null, tainted: null });
  expect(report.trigger).toMatchObject({ comm: 'java', pid: 157, order: 0 });
  expect([null, 984]).toContain(report.trigger?.oomScoreAdj);
  expect(report.completeness.notes).toContain(LEFT_OUT);
});

test('a number of the table that no JSON number can hold is null, and told as it was printed', () => {
  const row = '[    157]     0   157 18446744073709551604      113    36864        0           984 java';
  const { tasks, completeness } = reportOf(TRIGGER, HEADER, `[    7.194503] ${row}\n`, KILL);
  expect(tasks[0]).toMatchObject({ pid: 157, totalVmBytes: null, rssBytes: 113 * 4096, comm: 'java' });
  expect(completeness.notes).toContain('number too large for JSON: row 157, column 3=18446744073709551604');
});

test('a list of free blocks that does not come to its total is none', () => {
  const blocks = (text: string) =>
    reportOf(TRIGGER, `[    7.194502] Node 0 DMA: ${text}\n`, KILL).memory?.nodes[0]?.zones[0]?.buddy;
  expect(blocks('1*4kB (U) 2*8kB (M) = 20kB')).toHaveLength(2);
  expect(blocks('1*4kB (U) 2*8kB (M) 1*1 6kB = 36kB')).toEqual([]);
  expect(blocks('1*4kB (U) 2*8kB (M)')).toEqual([]);
});

describe('the summary line without a prefix, broken within the name', () => {
  const ROW = '[    157]     0   157      302      113    36864        0           984 java\n';
  const SUMMARY =
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=ja\nva,pid=157,uid=0\n';
  const bare = (text: string) => text.replace(/^\[ *\d+\.\d+\] /, '');
  const commOf = (...lines: readonly string[]) => reportOf(bare(TRIGGER), ...lines).victims[0]?.comm;

  test('is put together as the table has the name', () => {
    expect(commOf(bare(HEADER), ROW, SUMMARY)).toBe('java');
  });

  test('holds the line end where the table has the first part of the name', () => {
    expect(commOf(bare(HEADER), ROW.replace('java', 'ja\nva'), SUMMARY)).toBe('ja\nva');
  });
});

test('a name that is one line end stays one where dmesg puts the rest under it', () => {
  const kill = KILL.replace('(java)', '(\n               )');
  const row = '[    7.194500] [    157]     0   157      302      113    36864        0           984 \n\n';
  const { victims, tasks } = reportOf(TRIGGER, HEADER, row, kill);
  expect([...victims, ...tasks].map(({ comm }) => comm)).toEqual(['\n', '\n']);
});

describe('broken once', () => {
  const at = (text: string) => `[    7.194502] ${text}\n`;

  test('a frame keeps the question mark that stands on the line before', () => {
    const report = reportOf(TRIGGER, at('Call Trace:'), at(' ?\nexit_to_user_mode_loop+0x75/0xa0'), KILL);
    expect(report.trigger?.callTrace).toEqual(['? exit_to_user_mode_loop+0x75/0xa0']);
  });

  test('the last number of a limit is no statistic', () => {
    const stats = at('Memory cgroup stats for /a:') + at('anon 4096');
    const { memcg } = reportOf(TRIGGER, at('memory: usage 24kB, limit 24kB, failc\nnt 19'), stats, KILL);
    expect(memcg).toMatchObject({ failcnt: 19, stats: { anon: 4096 } });
  });

  test('a counter of statistics in one line is none without its beginning', () => {
    const record =
      '4,12,7194502,-;Memory cgroup stats for /a:\n4,13,7194502,-;anon 4096\\x0afile 0\\x0athp_fau\nlt_alloc 7\n';
    const { memcg } = reportOf('4,11,7194501,-;java invoked oom-killer: gfp_mask=0xcc0, order=0\n', record);
    expect(memcg?.stats).toEqual({ anon: 4096, file: 0 });
  });

  test('a machine’s name without a prefix is left out where its date goes on', () => {
    const { kernel } = reportOf(
      'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984\n',
      'CPU: 0 PID: 157 Comm: java Not tainted 6.1.0 #1\n',
      'Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 0\n4/01/2014\n',
      'Call Trace:\n',
    );
    expect(kernel).toMatchObject({ release: '6.1.0', hardware: null });
  });

  test.each([
    ['System is\ndeadlocked on memory', 'System is deadlocked on memory'],
    [
      'Out of memory:\nsystem-wide panic_on_oom is enabled',
      'Out of memory: system-wide panic_on_oom is enabled',
    ],
  ])('a panic is read to its end: %j', (text, reason) => {
    const report = reportOf(
      TRIGGER,
      at('Mem-Info:'),
      at(`Kernel panic - not syncing: ${text}`),
      at('CPU: 0 PID: 1 Comm: sh Not tainted 6.1.0 #1'),
    );
    expect(report).toMatchObject({ outcome: 'panicked', extra: { panic: reason } });
  });

  test('a victim that was exiting already was not killed', () => {
    const summary =
      'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=java,pid=157,uid=0';
    const report = reportOf(
      TRIGGER,
      at(summary),
      at('Out of memory: OOM victim 157 (java) is already\nexiting. Skip killing the task'),
    );
    expect(report).toMatchObject({ outcome: 'unknown', victims: [] });
  });

  test('values of one-line statistics are no part of the path', () => {
    const stats = 'Memory cgroup stats for /db: cache:12KB inactive_anon:4KBactive_anon:0KB unevictable:0KB';
    const { memcg } = reportOf(TRIGGER, at('memory: usage 24kB, limit 24kB, failcnt 19'), at(stats), KILL);
    expect(memcg?.limitPath ?? '').not.toContain('cache');
  });
});

test('the last number of a record of /dev/kmsg, with its other lines behind it', () => {
  const kmsg = (sequence: number, text: string) => `6,${sequence},${7194500 + sequence},-;${text}\n`;
  const { memcg } = reportOf(
    kmsg(1, 'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984'),
    kmsg(2, 'memory: usage 24576kB, limit 24576kB, failcnt 19'),
    kmsg(3, 'Memory cgroup stats for /a:'),
    kmsg(4, 'anon 1208\\x0afile 0\\x0ainactive_anon 25\n006080\\x0aactive_anon 7'),
    kmsg(5, KILL.slice(KILL.indexOf('Memory')).trimEnd()),
  );
  expect(memcg?.stats.anon).toBe(1208);
  expect(memcg?.stats).not.toHaveProperty('inactive_anon');
});

describe('the oom-kill line', () => {
  const scopeOf = (text: string) =>
    reportOf(TRIGGER, `[    7.194505] ${text}\n`, '[    7.194506] Killed process 157 (java)\n').scope;

  test('with blanks that somebody put behind its commas still says which memory ran out', () => {
    expect(scopeOf('oom-kill:constraint=CONSTRAINT_NONE, cpuset=/, global_oom, task=java, pid=157')).toBe(
      'system',
    );
    expect(scopeOf('oom-kill:constraint=CONSTRAINT_MEMCG, oom_memcg=/a, task=java, pid=157')).toBe('memcg');
  });

  test('cut within its first key, too', () => {
    expect(scopeOf('oom-kill:constraint=CONSTRAINT_MEMCG,nodem')).toBe('memcg');
    expect(scopeOf('oom-kill:constraint=CONSTRAINT_MEM')).not.toBe('memcg');
  });
});
