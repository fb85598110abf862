/** Lines of a report that a person broke with backslashes, on a slide or in a commit message. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

async function eventsOf(log: string): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log)])) events.push(event);
  return events;
}

test('a summary and a kill, each over several lines', async () => {
  const log = String.raw`Nov 21 02:25:00 web1 kernel: head invoked oom-killer: gfp_mask=0x500cc2(GFP_HIGHUSER|__GFP_ACCOUNT), order=0, oom_score_adj=0
Nov 21 02:25:00 web1 kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),\
    cpuset=docker-1.scope,mems_allowed=0,\
    oom_memcg=/tasks.slice/tasks-1.slice,\
    task_memcg=/tasks.slice/tasks-1.slice/docker-1.scope,\
    task=tail,pid=11235,uid=0
Nov 21 02:25:00 web1 kernel: Memory cgroup out of memory: Killed process 11235 (tail) total-vm:1052684kB, \
    anon-rss:522124kB, file-rss:512kB, shmem-rss:0kB, UID:0 pgtables:1076kB oom_score_adj:0
`;
  expect(await eventsOf(log)).toMatchObject([
    {
      memcg: {
        limitPath: '/tasks.slice/tasks-1.slice',
        taskPath: '/tasks.slice/tasks-1.slice/docker-1.scope',
      },
      victims: [{ pid: 11235, comm: 'tail', anonRssBytes: 522124 * 1024, oomScoreAdj: 0 }],
      completeness: { foreignLines: 0, notes: [] },
    },
  ]);
});

test('the flags of a trigger', async () => {
  const log = `    ip invoked oom-killer: gfp_mask=0xc2cc0(GFP_KERNEL|__GFP_NOWARN|\\
\t__GFP_COMP), order=3, oom_score_adj=0
    CPU: 74 PID: 204414 Comm: ip Not tainted 4.19.0 #1
    Call Trace:
    dump_stack+0x57/0x6a
    out_of_memory+0x3e8/0x790
`;
  expect(await eventsOf(log)).toMatchObject([
    { trigger: { comm: 'ip', gfpFlags: ['GFP_KERNEL', '__GFP_NOWARN', '__GFP_COMP'], order: 3 } },
  ]);
});

test('a name that ends in a backslash is a name', async () => {
  const log = `[   12.345678] Out of memory: Killed process 7 (a, \\
[   12.345679] oom_reaper: reaped process 7 (a, \\), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
`;
  for (const { victims } of await eventsOf(log)) expect(victims[0]?.pid).toBe(7);
});
