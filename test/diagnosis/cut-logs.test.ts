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

async function last(log: string): Promise<OomEvent['diagnosis']> {
  let diagnosis: OomEvent['diagnosis'] | undefined;
  for await (const event of parseLog([new TextEncoder().encode(log)])) diagnosis = event.diagnosis;
  if (diagnosis === undefined) throw new Error('no event');
  return diagnosis;
}

const told = ({ findings }: OomEvent['diagnosis'], rule: string) =>
  findings.find((finding) => finding.rule === rule);

test('what died within milliseconds was not restarted in between', async () => {
  const kill = (at: string, pid: number) =>
    `[   10.${at}] Memory cgroup out of memory: Killed process ${pid} (mount) total-vm:22008kB, anon-rss:164kB, file-rss:1012kB, shmem-rss:0kB, UID:0 pgtables:80kB oom_score_adj:-997`;
  const log = ['221', '223', '226', '229', '231', '236'].map((at, index) => kill(at, 100 + index));
  const diagnosis = await last(log.join('\n'));
  expect(told(diagnosis, 'repeated-kill')?.detail).toContain('too little for a restart');
  expect(told(diagnosis, 'kill-storm')?.title).toBe('Many processes were killed within a minute');
  expect(JSON.stringify(diagnosis)).not.toMatch(/is restarted and fills up|in a loop/);
});

test('a page fault without flags is no proof that the machine was full', async () => {
  const head = `[ 10.1] app invoked oom-killer: gfp_mask=0x0(), order=0, oom_score_adj=0
[ 10.1] Mem-Info:
[ 10.1] active_anon:57988 inactive_anon:147 isolated_anon:0
`;
  expect((await last(head)).summary).toContain(': a page fault failed for want of memory.');
  const full = `${head}[ 10.1]  free:900 free_pcp:0 free_cma:0\n[ 10.1] 100000 pages RAM\n[ 10.1] 1000 pages reserved\n`;
  expect((await last(full)).summary).toContain('the machine ran out of memory');
});

test('a machine whose zones are free has not run out, where the totals were lost', async () => {
  const diagnosis =
    await last(`[ 74.1] Normal free:497168kB min:2848kB low:3560kB high:4272kB present:524288kB managed:507108kB
[ 74.2] Total swap = 0kB
[ 74.3] 131072 pages RAM
[ 74.4] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name
[ 74.5] Kernel panic - not syncing: Out of memory and no killable processes...`);
  expect(diagnosis.cause).toBe('machine-memory');
  expect(diagnosis.summary).toContain('although only 26.5 MiB (5.2 %) of 512 MiB RAM were used');
  expect(told(diagnosis, 'platform')?.detail).toBe('Nothing was killed.');
});

test('a victim that only the summary line names is no victim that the log does not show', async () => {
  const diagnosis = await last(
    '[ 10.1] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=java,pid=7134,uid=1000',
  );
  expect(diagnosis.summary).toContain('The log kept only the line that names it');
  expect(told(diagnosis, 'report-incomplete')?.detail).toMatch(/ and the kill line\.$/);
  expect(told(diagnosis, 'platform')?.detail).toBe('The victim ran in the root cgroup, which has no limit.');
});

test.each([
  ['nr_ptes nr_pmds swapents', 'machine-memory'],
  ['nr_ptes swapents', 'unknown'],
])('whose report it is, where only memory and the columns %s are left', async (columns, cause) => {
  const log = `[ 10.1] Normal free:14456kB min:16384kB low:20480kB high:24576kB present:131072kB managed:123752kB
[ 10.1] [ pid ]   uid  tgid total_vm      rss ${columns} oom_score_adj name`;
  expect((await last(log)).cause).toBe(cause);
});

test('who was set to go first is not what somebody else was protected from', async () => {
  const row = (pid: number, rss: number, adj: number, comm: string) =>
    `[ 10.1] [  ${pid}]     0   ${pid}  4383314  ${rss} 31670272        0  ${adj} ${comm}`;
  const diagnosis =
    await last(`[ 10.1] [ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
${row(233, 3919808, 0, 'loki')}
${row(410, 9873, 1000, 'netdata')}
${row(481, 843, 1000, 'apps.plugin')}
[ 10.2] Out of memory: Kill process 410 (netdata) score 1002 or sacrifice child
[ 10.2] Killed process 481 (apps.plugin) total-vm:17533256kB, anon-rss:1464kB, file-rss:0kB, shmem-rss:0kB`);
  const found = told(diagnosis, 'biggest-shielded');
  expect(found?.title).toBe('loki held more than the chosen process, which was set to go first');
  expect(found?.detail).toContain('the chosen process netdata (pid 410)');
  expect(found?.advice[0]?.title).toBe('Decide whether netdata should go before loki');
});

test('advice is for the victim that only the summary names, where the table has no row of it', async () => {
  const diagnosis = await last(`${TAIL.split('\n').slice(0, 3).join('\n')}`);
  expect(told(diagnosis, 'workload')?.title).toBe('java (a Java virtual machine): what to change');
});
