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
  'the first line was copied without its stamp': {
    log: `cc1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[ 1974.205755] CPU: 2 PID: 427 Comm: cc1 Not tainted 6.6.77 #1
[ 1974.205790] Call Trace:
[ 1974.305790] Memory cgroup out of memory: Killed process 427 (cc1) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:0`,
    events: [{ time: { uptimeSeconds: 1974.205755 }, trigger: { comm: 'cc1', pid: 427 } }],
  },
  'a paste that begins with a number, behind a sentence and a fence': {
    log: `When I start it, I get:
\`\`\`
26114 total pagecache pages
0 pages in swap cache
Swap cache stats: add 0, delete 0, find 0/0
Free swap  = 0kB
Total swap = 0kB
32638 pages RAM
Out of memory: Killed process 812 (web) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:100
\`\`\``,
    events: [{ memory: { pagecachePages: 26_114, ramPages: 32_638 }, victims: [{ pid: 812 }] }],
  },
  'a mailer broke the line of the machine': {
    log: `[   35.1] mkfs invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[   35.2] CPU: 0 PID: 393 Comm: mkfs Not tainted 5.7.0-rc3 #1
[   35.3] Hardware name: Example Server X1/B2, BIOS
2.2 05/23/2018
[   35.4] Call Trace:`,
    events: [{ kernel: { hardware: 'Example Server X1/B2, BIOS 2.2 05/23/2018' } }],
  },
  'a mailer broke it where a blank or nothing may have been': {
    log: `[   35.1] mkfs invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[   35.2] CPU: 0 PID: 393 Comm: mkfs Not tainted 5.7.0-rc3 #1
[   35.3] Hardware name: Example Server
X1/B2, BIOS 2.2 05/23/2018
[   35.4] Call Trace:`,
    events: [{ kernel: { hardware: null } }],
  },
  'dmesg -S of a kernel that prints no times': {
    log: `[    0.000000] cc1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[    0.000000]  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[   91.000000]     0    91      317        1    28672        0         -1000 init helper
[  427.000000]    33   427     4000     2000    40960        0             0 cc1
[    0.000000] Memory cgroup out of memory: Killed process 427 (cc1) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:0`,
    events: [
      {
        time: { wall: null, uptimeSeconds: null },
        tasks: [
          { pid: 91, uid: 0, comm: 'init helper' },
          { pid: 427, uid: 33, comm: 'cc1', rssBytes: 8192000 },
        ],
      },
    ],
  },
  'a wall stamp before the stamp of a console': {
    log: `[2026-11-21 02:25:00] [    4.694852] cp invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[2026-11-21 02:25:00] [    4.694892] CPU: 1 PID: 427 Comm: cp Not tainted 6.6.77 #1`,
    events: [{ time: { wall: '2026-11-21T02:25:00', uptimeSeconds: 4.694852 }, trigger: { pid: 427 } }],
  },
  'dots for the lines that were left out are no rest of a line': {
    log: `    \`\`\`
    ......
    Feb  3 11:20:41 db7 kernel: importer invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0
    Feb  3 11:20:41 db7 kernel: importer cpuset=/ mems_allowed=0
    Feb  3 11:20:41 db7 kernel: CPU: 9 PID: 3117 Comm: importer Kdump: loaded Not tainted 3.10.0-1160.el7.x86_64 #1
    Feb  3 11:20:41 db7 kernel: Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS rel-1.12.0-0-ga698c89-prebuilt.qemu.org 04/01/2014
    ......
    Feb  3 11:20:41 db7 kernel: Out of memory: Kill process 3102 (importer) score 931 or sacrifice child
    Feb  3 11:20:41 db7 kernel: Killed process 3102 (importer), UID 991, total-vm:21002492kB, anon-rss:19303276kB, file-rss:0kB, shmem-rss:0kB
    ......`,
    events: [
      {
        kernel: {
          hardware:
            'QEMU Standard PC (i440FX + PIIX, 1996), BIOS rel-1.12.0-0-ga698c89-prebuilt.qemu.org 04/01/2014',
        },
        victims: [{ pid: 3102, comm: 'importer', uid: 991 }],
      },
    ],
  },
  'a report without prefixes has no time of the lines that stand before it in the mail': {
    log: `> [ 2201.781891] live kernel: Free swap  = 245804kB
> [ 2201.781894] live kernel: 458615 pages RAM
>
> The whole of it is below:
>
>   installer invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=(null), order=0, oom_score_adj=0
>   CPU: 1 PID: 4928 Comm: installer Not tainted 4.16.0-0.rc4.fc28.x86_64 #1
>   Free swap  = 4kB
>   458000 pages RAM`,
    events: [
      {
        host: null,
        time: { wall: null, uptimeSeconds: null },
        trigger: { comm: 'installer', pid: 4928 },
        memory: { swapFreeBytes: 4096, ramPages: 458000 },
      },
    ],
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
  'Amazon Linux: a second colon before the stamp of the kernel': {
    log: `Dec 27 09:19:05 web1 kernel: : [277622.359064] squid invoked oom-killer: gfp_mask=0x42d0, order=3, oom_score_adj=0
Dec 27 09:19:05 web1 kernel: : [277622.359074] Pid: 533, comm: squid Not tainted 3.4.37-40.44.amzn1.i686 #1
Dec 27 09:19:05 web1 kernel: : [277622.359110] DMA free:2332kB min:36kB low:44kB high:52kB present:15968kB`,
    events: [
      {
        host: 'web1',
        time: { uptimeSeconds: 277622.359064 },
        trigger: { pid: 533 },
        memory: { nodes: [{ zones: [{ name: 'DMA' }] }] },
      },
    ],
  },
  'a heading of the state of memory alone is none of it': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0
[10.1] Mem-Info:
[10.1] Node 0 DMA per-cpu:
[10.1] CPU    0: hi:    0, btch:   1 usd:   0`,
    events: [{ memory: null, completeness: { missing: expect.arrayContaining(['memory']) } }],
  },
  'a line of today that was cut is none of an old kernel': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0
[10.1] Memory cgroup out of memory: Killed process 812 (php) total-vm:16000kB, anon-rss:8000kB`,
    events: [{ completeness: { missing: expect.arrayContaining(['identity', 'call-trace', 'tasks']) } }],
  },
  'what was joined to the end of a frame is no part of it': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0
[10.1]  [<c0141f8a>] __get_free_pages+0x39/0x47 Feb 4
[10.1]  [<c0141f8a>] rx_submit+0x1c/0x2c8 [usbnet]
[10.1]  [<ffffffff88147d4d>] :dm_mod:dm_any_congested+0x38/0x3f`,
    events: [
      {
        trigger: {
          callTrace: [
            '__get_free_pages+0x39/0x47',
            'rx_submit+0x1c/0x2c8 [usbnet]',
            ':dm_mod:dm_any_congested+0x38/0x3f',
          ],
        },
      },
    ],
  },
  'tabs for the blanks of a table': {
    log: `[10.1] [  pid  ]   uid  tgid total_vm\t rss pgtables_bytes swapents oom_score_adj name
[10.1] [   6560]  1000  6560 \t2736  \t649\t57344    \t0         \t0 zsh
[10.1] [   6882]  1000  6882   681965\t38585  1318912    \t0         \t0 Web Content
[10.1] Out of memory: Killed process 6882 (Web Content) total-vm:2727860kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:1288kB oom_score_adj:0`,
    events: [
      {
        tasks: [
          { pid: 6560, comm: 'zsh', rssBytes: 2658304, oomScoreAdj: 0 },
          { pid: 6882, comm: 'Web Content', totalVmBytes: 2793328640 },
        ],
      },
    ],
  },
  'sentences about kills, one under the other': {
    log: `Out of memory: kill process or sacrifice child - what does it mean?
Then the kernel logs "Out of memory: Killed process 1234 (foo)" to dmesg.
And then (some time later) the service starts (again)`,
    events: [],
  },
  'a mailer broke the lines of the zones before their last word': {
    log: `[   10.100000] php invoked oom-killer: gfp_mask=0x201d2, order=0
[   10.100100] Mem-Info:
[   10.100200] DMA free:2068kB min:88kB low:108kB high:132kB active:28kB
inactive:4kB present:16384kB pages_scanned:34
all_unreclaimable? no
[   10.100300] lowmem_reserve[]: 0 495
[   10.100400] Normal free:3252kB min:2800kB low:3500kB high:4200kB
active:480056kB inactive:2572kB present:506880kB pages_scanned:6715 all_unreclaimable?
yes
[   10.100500] lowmem_reserve[]: 0 0
[   10.100600] Out of memory: Killed process 812 (php).`,
    events: [
      {
        memory: {
          nodes: [
            {
              zones: [
                { name: 'DMA', counters: { pages_scanned: 34 }, lowmemReservePages: [0, 495] },
                { name: 'Normal', counters: { pages_scanned: 6715 }, lowmemReservePages: [0, 0] },
              ],
            },
          ],
        },
      },
    ],
  },
  'two screens that overlap': {
    log: `[   10.100000] php invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[   10.100100] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[   10.100200] [    301]     0   301     1000       10    40960        0             0 sh
[   10.100300] [    812]    33   812     9000     8000    90112        0             0 php
[   10.100400] [    813]    33   813     9000     8000    90112        0             0 php
[   10.100300] [    812]    33   812     9000     8000    90112        0             0 php
[   10.100400] [    813]    33   813     9000     8000    90112        0             0 php
[   10.100500] [    120]    33   120     9000     8000    90112        0             0 php
[   10.100600] Out of memory: Killed process 812 (php) total-vm:36000kB, anon-rss:32000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:88kB oom_score_adj:0`,
    events: [{ tasks: [{ pid: 301 }, { pid: 812 }, { pid: 813 }, { pid: 120 }] }],
  },
  'events of Kubernetes, the same one twice': {
    log: `Events:
  Type     Reason      Age               From                     Message
  ----     ------      ----              ----                     -------
  Warning  SystemOOM   28s               kubelet                  System OOM encountered, victim process: stress, pid: 470521
  Warning  OOMKilling  28s (x3 over 5m)  kernel-monitor, node-1  Memory cgroup out of memory: Killed process 470521 (stress) total-vm:256780kB, anon-rss:100056kB, file-rss:264kB, shmem-rss:0kB, UID:0 pgtables:240kB oom_score_adj:986
LAST SEEN   TYPE      REASON       OBJECT       MESSAGE
2m10s       Warning   OOMKilling   node/node-1  Memory cgroup out of memory: Killed process 470521 (stress) total-vm:256780kB, anon-rss:100056kB, file-rss:264kB, shmem-rss:0kB, UID:0 pgtables:240kB oom_score_adj:986
kernel-monitor, node-1\t\t\tWarning\t\tOOMKilling\tMemory cgroup out of memory: Kill process 371 (node) score 2081 or sacrifice child
Killed process 371 (node) total-vm:783352kB, anon-rss:201844kB, file-rss:22852kB`,
    events: [
      { scope: 'memcg', victims: [{ pid: 470521, comm: 'stress', oomScoreAdj: 986 }] },
      { scope: 'memcg', victims: [{ pid: 371, score: 2081, anonRssBytes: 206688256 }] },
    ],
  },
  'an event of Kubernetes as kubectl describes it': {
    log: `Name:             node-1.17e5c470723da57b
Kind:             Event
Message:          Memory cgroup out of memory: Killed process 470521 (stress) total-vm:256780kB, anon-rss:100056kB, file-rss:264kB, shmem-rss:0kB, UID:0 pgtables:240kB oom_score_adj:986
Reason:           OOMKilling`,
    events: [{ scope: 'memcg', victims: [{ pid: 470521, comm: 'stress', oomScoreAdj: 986 }] }],
  },
  'kill lines whose numbers somebody set below each other': {
    log: `Jul 22 19:16:26 tv kernel: Out of memory: Killed process   532 (player) total-vm:1561568kB, anon-rss:397140kB, file-rss:112348kB, shmem-rss:0kB, UID:972 pgtables:1724kB oom_score_adj:0
Jul 22 20:00:53 tv kernel: Out of memory: Killed process 15430 (player) total-vm:1538540kB, anon-rss:415464kB, file-rss:111648kB, shmem-rss:0kB, UID:972 pgtables:1760kB oom_score_adj:0`,
    events: [
      { scope: 'system', victims: [{ pid: 532, comm: 'player' }] },
      { scope: 'system', victims: [{ pid: 15430 }] },
    ],
  },
  'an event of Kubernetes as an object': {
    log: `{
  "kind": "Event",
  "reason": "OOMKilling",
  "message": "Memory cgroup out of memory: Killed process 470521 (stress) total-vm:256780kB, anon-rss:100056kB, file-rss:264kB, shmem-rss:0kB, UID:0 pgtables:240kB oom_score_adj:986",
  "source": { "component": "kernel-monitor", "host": "node-1" },
  "lastTimestamp": "2023-06-13T14:35:38Z"
}`,
    events: [{ host: 'node-1', time: { wall: '2023-06-13T14:35:38Z' }, victims: [{ pid: 470521 }] }],
  },
  'words about an event of Kubernetes': {
    log: 'A Warning OOMKilling says: Memory cgroup out of memory: Killed process 12 (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB',
    events: [],
  },
  'a first line without its beginning, a last one without its end': {
    log: `-builder invoked oom-killer: gfp_mask=0x140
[   12.500100] CPU: 0 PID: 135 Comm: report-builder Not tainted 6.12.0 #1
[   12.500200] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[   12.500300] [    135]  1000   135   102704    43532   389120        0           100 report-builder
[   12.500400] [    136]     0   136   204
[   12.500500] Out of memory: Killed process 135 (report-builder) total-vm:410816kB, anon-rss:173612kB, file-rss:0kB, shmem-rss:516kB, UID:10`,
    events: [
      {
        trigger: { comm: 'report-builder', pid: 135, gfpMask: null },
        tasks: [{ pid: 135 }, { pid: 136, totalVmBytes: null }],
        victims: [{ pid: 135, uid: 1000 }],
      },
    ],
  },
  'hard blanks of a mail, its stamps included': {
    log: `Sep=C2=A0=C2=A05 12:00:52 web1 kernel: [=C2=A0=C2=A025507]=C2=A0=C2=A0=C2=A0=
=C2=A0=C2=A00 25507=C2=A0=C2=A01581195=C2=A0=C2=A01411594 11395072=C2=A0=C2=
=A0=C2=A0=C2=A048=C2=A0=C2=A0=C2=A0=C2=A0=C2=A0=C2=A0=C2=A0=C2=A00 oom01
Sep=C2=A0=C2=A05 12:00:52 web1 kernel: Out of memory: Killed process 25507 (=
oom01) total-vm:6324780kB, anon-rss:5647168kB, file-rss:0kB, shmem-rss:0kB`,
    events: [{ host: 'web1', tasks: [{ pid: 25507, comm: 'oom01' }], victims: [{ pid: 25507 }] }],
  },
};

test.each(Object.entries(FACTS))('%s', async (_name, { log, events }) => {
  const found: object[] = [];
  for await (const event of parseLog([new TextEncoder().encode(log)])) found.push(event);
  expect(found).toMatchObject(events);
  expect(found).toHaveLength(events.length);
});
