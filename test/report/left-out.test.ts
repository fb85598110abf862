/** Lines that stand for others, which `grep -C` or a person left out of a report: it is not told as whole, nor judged as if it were. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

const HEAD = `[   99.000001] worker invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), order=0, oom_score_adj=0
[   99.000002] CPU: 0 PID: 700 Comm: worker Not tainted 6.6.1 #1
[   99.000003] Call Trace:
[   99.000004]  dump_stack_lvl+0x5e/0x90
[   99.000005] Mem-Info:
[   99.000006] active_anon:903121 inactive_anon:51 isolated_anon:0
 active_file:12 inactive_file:7 isolated_file:0
 free:20717 free_pcp:2 free_cma:0
[   99.000007] 1000000 pages RAM
[   99.000008] 50000 pages reserved
[   99.000009] Tasks state (memory values in pages):
[   99.000010] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[   99.000011] [    108]   202   108   245813      448   200704        0             0 syslogd
`;
const TAIL = `[   99.000013] [    700]  1000   700    13826     3488   147456        0           200 worker
[   99.000014] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=worker,pid=700,uid=1000
[   99.000015] Out of memory: Killed process 700 (worker) total-vm:55304kB, anon-rss:11952kB, file-rss:2000kB, shmem-rss:0kB, UID:1000 pgtables:144kB oom_score_adj:200
`;

async function eventOf(between: string): Promise<OomEvent> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(HEAD + between + TAIL)])) events.push(event);
  expect(events).toHaveLength(1);
  return events[0] as OomEvent;
}

test.each([
  '--',
  '...',
  '[...]',
  '(...)',
  '……',
  '(...snipped...)',
  '<...snip...>',
  '[snip]',
  '-- snip --',
  '[... 120 lines omitted ...]',
  '    ..... (many more)',
])('%s', async (mark) => {
  const { completeness, tasks } = await eventOf(`${mark}\n`);
  expect(tasks).toHaveLength(2);
  expect(completeness).toMatchObject({
    status: 'partial',
    missing: [],
    notes: expect.arrayContaining(['lines of it were left out where the log was copied']),
  });
});

test.each([
  '',
  '[   99.000012] ...\n',
  '[   99.000012] app[7]: [...]\n',
  '[   99.000012] usb 1-1: new device\n',
  '[   99.000012] ------------[ cut here ]------------\n',
])('nothing is left out: %j', async (between) => {
  expect((await eventOf(between)).completeness.status).toBe('complete');
});

test('a mark behind the report leaves out nothing of it', async () => {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(`...\n${HEAD}${TAIL}--\n[  120.0] usb 1-1: new device\n`)]))
    events.push(event);
  expect(events.map(({ completeness }) => completeness.status)).toEqual(['complete']);
});

test('no program is said to be small among others, where the table shows little of the memory', async () => {
  const { diagnosis } = await eventOf('--\n');
  const rules = diagnosis.findings.map(({ rule }) => rule);
  expect(rules).not.toContain('overcommitted-machine');
  expect(diagnosis.findings.find(({ rule }) => rule === 'report-incomplete')?.detail).toBe(
    'Some of its lines are cut or were left out.',
  );
});

test.each(['...', '\u2026', '***', 'xxxxx', '<redacted>', '[hidden]'])(
  "the name of the first line, left out as %s, is that of its CPU line, which is the report's",
  async (mark) => {
    const events: OomEvent[] = [];
    const log = Buffer.from(`${HEAD.replace('worker invoked', `${mark} invoked`)}${TAIL}`);
    for await (const event of parseLog([log])) events.push(event);
    expect(events[0]?.trigger).toMatchObject({ comm: 'worker', pid: 700 });
    expect(events[0]?.completeness.status).toBe('complete');
  },
);
