/** Facts of excerpts as people paste them: lines picked by `grep`, heads and tails of reports, other tools' stamps. Our own lines. */
import { expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';

const FACTS: Readonly<Record<string, { readonly log: string; readonly events: readonly object[] }>> = {
  'short-monotonic without the host': {
    log: `[ 4100.100000] kernel: web srv invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=100
[ 4100.100100] kernel: CPU: 1 UID: 33 PID: 812 Comm: web srv Not tainted 6.13.1-200.fc41.x86_64 #1
[ 4100.100200] kernel: Out of memory: Killed process 812 (web srv) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:100
[ 4100.200000] systemd[1]: web.service: A process of this unit has been killed by the OOM killer.`,
    events: [
      {
        host: null,
        kernel: { release: '6.13.1-200.fc41.x86_64' },
        trigger: { comm: 'web srv', pid: 812, uid: 33 },
        aftermath: [{ kind: 'unit-oom', subject: 'web.service' }],
      },
    ],
  },
  'a wall stamp before the stamp of a console': {
    log: `[2026-11-21 02:25:00] [    4.694852] cp invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[2026-11-21 02:25:00] [    4.694892] CPU: 1 PID: 427 Comm: cp Not tainted 6.6.77 #1`,
    events: [{ time: { wall: '2026-11-21T02:25:00', uptimeSeconds: 4.694852 }, trigger: { pid: 427 } }],
  },
  'the head of a table without a row lacks the table': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[10.1] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[10.1] Out of memory: Killed process 812 (php) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:0`,
    events: [{ completeness: { missing: ['identity', 'call-trace', 'memory', 'tasks', 'constraint'] } }],
  },
  'where nobody could be killed the table may be empty': {
    log: `[10.1] Normal free:540kB min:540kB low:672kB high:804kB present:30720kB managed:18340kB
[10.1] 7680 pages RAM
[10.1] [ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[10.1] Kernel panic - not syncing: Out of memory and no killable processes...`,
    events: [
      {
        outcome: 'panicked',
        scope: 'system',
        completeness: { missing: ['trigger', 'identity', 'call-trace'] },
      },
    ],
  },
  'a trace through the cgroup code tells the scope': {
    log: `[10.1] runc invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=-999
[10.1] Call Trace:
[10.1]  out_of_memory+0x109/0x510
[10.1]  mem_cgroup_out_of_memory+0xbb/0xd0`,
    events: [
      { scope: 'memcg', memcg: null, completeness: { missing: ['identity', 'memcg', 'tasks', 'kill'] } },
    ],
  },
  'what merely lay on the stack tells nothing': {
    log: `[10.1] runc invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=-999
[10.1] Call Trace:
[10.1]  out_of_memory+0x109/0x510
[10.1]  ? mem_cgroup_out_of_memory+0xbb/0xd0`,
    events: [{ scope: 'unknown' }],
  },
  'arm names callers without an offset': {
    log: `<4>[ 10.1] rmm invoked oom-killer: gfp_mask=0x24201ca(GFP_HIGHUSER_MOVABLE|__GFP_COLD), nodemask=0, order=0, oom_score_adj=0
<4>[ 10.1] [<c000fdeb>] (show_stack) from [<c007db35>] (dump_header.constprop.4+0x45/0x134)
<4>[ 10.1] [<c007db35>] (dump_header.constprop.4) from [<c0055059>] (oom_kill_process+0xa1/0x370)`,
    events: [
      {
        trigger: {
          callTrace: [
            'show_stack from dump_header.constprop.4+0x45/0x134',
            'dump_header.constprop.4 from oom_kill_process+0xa1/0x370',
          ],
        },
      },
    ],
  },
  'more pages reserved than there are: fewer than none': {
    log: `[10.1] ld invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0
[10.1] Mem-Info:
[10.1] 131072 pages RAM
[10.1] 4294965447 pages reserved
[10.1] Out of memory: Kill process 812 (php) score 5 or sacrifice child`,
    events: [
      {
        memory: { ramPages: 131072, reservedPages: null },
        completeness: {
          notes: expect.arrayContaining([
            'the log says 4294965447 pages reserved, which is more than all of RAM',
          ]),
        },
      },
    ],
  },
  'systemd-oomd on a narrow screen': {
    log: `Nov 21 02:25:00 app1 systemd-oomd[34]: Killed /user.slice/app-1.scope due to memory pressure for /user.slice be>`,
    events: [{ killer: 'systemd-oomd', memcg: { taskPath: '/user.slice/app-1.scope' }, host: 'app1' }],
  },
  'a serial console in the log of Google Cloud': {
    log: String.raw`{"textPayload":"[  10.100000] node invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=991\\r\\n","labels":{"compute.googleapis.com/resource_name":"gke-1"},"timestamp":"2026-11-21T02:25:00.5Z"}`,
    events: [{ host: 'gke-1', time: { wall: '2026-11-21T02:25:00.5Z' }, trigger: { oomScoreAdj: 991 } }],
  },
};

test.each(Object.entries(FACTS))('%s', async (_name, { log, events }) => {
  const found: object[] = [];
  for await (const event of parseLog([new TextEncoder().encode(log)])) found.push(event);
  expect(found).toMatchObject(events);
  expect(found).toHaveLength(events.length);
});
