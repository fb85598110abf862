/** What other CPUs print between the pieces of a line, or between the lines of one kill, takes nothing from the report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordsOf, reportsOf } from '../laws/replay.js';

const fixture = (path: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/reports', path), 'latin1').split(/\n\n(.*)/s)[1] ??
  '';
const reports = (log: string) => reportsOf(recordsOf(Buffer.from(log, 'latin1')));

test('an ignored request between the pieces of the summary line', () => {
  const log = fixture('lab/6.1-memcg-v2-foreign-lines.log');
  const mixed = log.replace(
    /^(\[ *\d+\.\d+\] )(oom-kill:.*)$/m,
    '$1$2\n$1sysrq: OOM request ignored. No task eligible',
  );
  expect(mixed).not.toBe(log);
  const [whole] = reports(log);
  expect(whole?.trigger?.memsAllowed).toBe('0');
  expect(reports(mixed).map(({ trigger, memcg }) => ({ trigger, memcg }))).toEqual([
    { trigger: whole?.trigger, memcg: whole?.memcg },
  ]);
});

test('an empty line behind a row without a name', () => {
  const log = fixture('lab/6.1-hostile-names-bytes.log');
  const rows = (text: string) => reports(text).flatMap(({ tasks }) => tasks.map(({ comm }) => comm));
  const mixed = log.replace(/^(\[ *\d+\.\d+\] )(\[ *\d+\](?: +\d+){7} )$/m, '$1$2\n$1');
  expect(mixed).not.toBe(log);
  expect(rows(mixed)).toEqual(rows(log));
});

/** The lines of one kill, the last of which tells of a process that shared the victim's memory, with others before it. */
function sharersAfter(seconds: number): [number, string][][] {
  const log = fixture('reference/2.6.18-el5-system-shared-memory.log');
  const lines = log.trimEnd().split('\n');
  const at = lines.findIndex((line) => line.includes('Killed process 9122'));
  const stamp = (line: string) => line.replace(':25:03 ', `:25:${String(3 + seconds).padStart(2, '0')} `);
  const other = Array.from({ length: 4 }, (_, index) =>
    stamp(`Nov 21 02:25:03 web3 kernel: eth0: link up, ${index}`),
  );
  const mixed = [...lines.slice(0, at), ...other, stamp(lines[at] ?? '')];
  return reports(mixed.join('\n')).map(({ victims }) => victims.map(({ pid, role }) => [pid, role]));
}

test('other lines of the same second between those of processes that share the memory', () => {
  expect(sharersAfter(0)).toEqual([
    [
      [9120, 'selected'],
      [9121, 'shares-memory'],
      [9122, 'shares-memory'],
    ],
  ]);
});

test('a kill some seconds later is another one', () => {
  expect(sharersAfter(5).map((victims) => victims.at(-1))).toEqual([
    [9121, 'shares-memory'],
    [9122, 'selected'],
  ]);
});

test('lines behind the last one of a report that waited for its rest', () => {
  const log = [
    '[   10.000000] perl invoked oom-killer: gfp_mask=0x280da, order=0, oom_score_adj=0',
    '[   10.000010] eth0: link up',
    '[   10.000020] Out of memory: Kill process 418 (perl) score 246 or sacrifice child',
    '[   10.000030] Killed process 418 (perl) total-vm:1972392kB, anon-rss:1953348kB, file-rss:0kB',
    '[   10.500000] eth0: link down',
    '[   10.600000] eth0: link up',
  ];
  expect(reports(log.join('\n')).map(({ completeness }) => completeness.foreignLines)).toEqual([1]);
});

test('a summary line that was cut names no victim', () => {
  const log = [
    '[   10.000000] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,glob',
  ];
  expect(reports(log.join('\n')).map(({ completeness }) => completeness.notes)).toEqual([
    ['the oom-kill line is cut'],
  ]);
});

test('the slab table alone, of a report whose memory was left out', () => {
  const log = [
    '[   10.000000] ip invoked oom-killer: gfp_mask=0xc2cc0(GFP_KERNEL), order=3, oom_score_adj=0',
    '...',
    '[   10.000010] Unreclaimable slab info:',
    '[   10.000020] Name                      Used          Total',
    '[   10.000030] extent_map           3200000KB    3300000KB',
  ];
  const [found] = reports(log.join('\n'));
  expect(found?.scope).toBe('system');
  expect(found?.memory?.unreclaimableSlab).toEqual([
    { name: 'extent_map', usedBytes: 3_276_800_000, totalBytes: 3_379_200_000 },
  ]);
});

test('a page that speaks of a panic in strings of its own', () => {
  const page = [
    "    'Kernel panic - not syncing: Out of memory',",
    "    'CPU: 0 PID: 1 Comm: swapper/0 Not tainted 5.15.0',",
    "    'Call Trace:',",
    "    ' out_of_memory+0x4a9/0x4e0',",
  ];
  expect(reports(page.join('\n'))).toEqual([]);
});

test('a trace whose CPU line was lost is the head of the report that follows', () => {
  const log = [
    '[   10.000000] Call Trace:',
    '[   10.000001]  [<ffffffff81401c43>] dump_stack+0x63/0x90',
    '[   10.000002]  [<ffffffff81197dd2>] oom_kill_process+0x202/0x3c0',
    '[   10.000003] Task in /a killed as a result of limit of /a',
    '[   10.000004] memory: usage 204800kB, limit 204800kB, failcnt 4563',
    '[   10.000005] Memory cgroup out of memory: Kill process 77 (java) [State: 0 Flags: 4202752] score 958 or sacrifice child',
    '[   10.000006] Killed process 77 (java) total-vm:520000kB, anon-rss:196000kB, file-rss:0kB',
  ];
  const [found] = reports(log.join('\n'));
  expect(found?.completeness.missing).toEqual(['trigger', 'identity', 'tasks']);
  expect(found?.source.firstLine).toBe(1);
  expect(found?.victims).toMatchObject([{ pid: 77, comm: 'java', score: 958 }]);
});

test('a hardware name that somebody left out is none', () => {
  const log = [
    '[   10.000000] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    '[   10.000001] CPU: 2 PID: 77 Comm: java Not tainted 6.1.0 #1',
    '[   10.000002] Hardware name: ...',
  ];
  expect(reports(log.join('\n')).map(({ kernel }) => kernel)).toMatchObject([
    { release: '6.1.0', hardware: null },
  ]);
});
