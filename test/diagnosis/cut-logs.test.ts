/** What is said of the end of a report, whose head the log lost. */
import { expect, test } from 'vitest';
import type { OomEvent } from '../../src/index.js';
import { parseLog } from '../../src/index.js';

const TAIL = `Nov 21 02:25:00 app1 kernel: [  783]  1000   783    42504     1184    98304        0             0 (sd-pam)
Nov 21 02:25:00 app1 kernel: [  884]  1000   884     2537      974    61440        0             0 bash
Nov 21 02:25:00 app1 kernel: oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/app.service,task=java,pid=700,uid=113
Nov 21 02:25:00 app1 kernel: Out of memory: Killed process 700 (java) total-vm:5364932kB, anon-rss:1143344kB, file-rss:0kB, shmem-rss:0kB, UID:113 pgtables:2668kB oom_score_adj:0
Nov 21 02:25:01 app1 systemd[1]: app.service: `;

async function findingsOf(after: string): Promise<OomEvent['diagnosis']['findings']> {
  for await (const event of parseLog([new TextEncoder().encode(TAIL + after)]))
    return event.diagnosis.findings;
  return [];
}

test('advice is for the victim, where the rows that are left hold less than it', async () => {
  const findings = await findingsOf('Scheduled restart job.');
  expect(findings.find(({ rule }) => rule === 'workload')?.title).toBe(
    'java (a Java virtual machine): what to change',
  );
});

test.each([
  ["Failed with result 'oom-kill'.", 'app.service failed with the result oom-kill.'],
  [
    'Main process exited, code=killed, status=9/KILL',
    'The main process of app.service was killed by signal 9.',
  ],
  ['Unit entered failed state.', 'app.service entered the failed state.'],
])('systemd said of the unit: %s', async (said, detail) => {
  expect((await findingsOf(said)).find(({ rule }) => rule === 'aftermath')?.detail).toBe(detail);
});

test('files of a cgroup are those of its version', async () => {
  const commands = async (usage: string) => {
    const log = `[10.1] Memory cgroup out of memory: Killed process 700 (java) total-vm:5364932kB, anon-rss:94334kB, file-rss:0kB, shmem-rss:0kB, UID:113 pgtables:268kB oom_score_adj:0`;
    const head = `[10.1] memory: usage 102400kB, limit 102400kB, failcnt 7
[10.1] ${usage}
[10.1] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=java,pid=700,uid=113
`;
    for await (const event of parseLog([new TextEncoder().encode(head + log)]))
      return event.diagnosis.findings
        .flatMap(({ advice }) => advice.flatMap((step) => step.commands))
        .filter((command) => /\/sys\/fs\/cgroup\/(?:memory\/)?a\//.test(command));
    return [];
  };
  expect(await commands('memory+swap: usage 102400kB, limit 204800kB, failcnt 0')).toEqual([
    'grep . /sys/fs/cgroup/memory/a/*/memory.usage_in_bytes',
    'cat /sys/fs/cgroup/memory/a/memory.limit_in_bytes',
    'cat /sys/fs/cgroup/memory/a/memory.max_usage_in_bytes',
    'cat /sys/fs/cgroup/memory/a/memory.failcnt',
  ]);
  expect(await commands('swap: usage 0kB, limit 0kB, failcnt 0')).toEqual([
    'grep . /sys/fs/cgroup/a/*/memory.current',
    'cat /sys/fs/cgroup/a/memory.max',
    'cat /sys/fs/cgroup/a/memory.current',
    'cat /sys/fs/cgroup/a/memory.peak',
    'cat /sys/fs/cgroup/a/memory.events',
    'cat /sys/fs/cgroup/a/memory.pressure',
  ]);
});
