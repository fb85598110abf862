/** Single facts of the format, each by the few lines that show it: what stands around them is in `fixtures/reports`. */
import { expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';

interface Fact {
  readonly log: string;
  /** One event, or several: what of each must be so. */
  readonly events: readonly object[];
}

const twice = (log: string): string => log.replace(/^.*$/gm, '$&\n$&');

const FACTS: Readonly<Record<string, Fact>> = {
  'OpenVZ: the CPU line names the container behind the task': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0x200da, order=0, oom_adj=0, oom_score_adj=0
[10.1] Pid: 812, comm: php veid: 101 Not tainted 2.6.32-042stab120.16 #1 042stab120_16
[10.1] Call Trace:
[10.1]  [<ffffffff81180b0a>] oom_kill_process+0x8a/0x2c0
[10.1] Out of memory in UB 101: OOM killed process 812 (php) score 0 vm:281988kB, rss:17004kB, swap:0kB`,
    events: [
      {
        scope: 'memcg',
        outcome: 'killed',
        kernel: { release: '2.6.32-042stab120.16' },
        trigger: { comm: 'php', pid: 812, callTrace: ['oom_kill_process+0x8a/0x2c0'] },
        victims: [{ pid: 812, comm: 'php', score: 0, totalVmBytes: 288755712 }],
        identity: { runtime: 'other', containerId: '101', extra: { engine: 'openvz' } },
        extra: { killMessage: 'Out of memory in UB 101', rssBytes: '17412096', swapBytes: '0' },
      },
    ],
  },
  '5.10: a report bound to one node shows the huge pages of all': {
    log: `[10.1] worker invoked oom-killer: gfp_mask=0x100dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), order=0, oom_score_adj=0
[10.1] Mem-Info:
[10.1] Node 1 active_anon:4kB inactive_anon:8kB all_unreclaimable? no
[10.1] Node 1 DMA32 free:1024kB min:512kB low:640kB high:768kB present:65536kB managed:61440kB
[10.1] Node 1 DMA32: 0*4kB 0*8kB 64*16kB (U) = 1024kB
[10.1] Node 0 hugepages_total=8 hugepages_free=3 hugepages_surp=0 hugepages_size=2048kB
[10.1] Node 1 hugepages_total=4 hugepages_free=4 hugepages_surp=0 hugepages_size=2048kB`,
    events: [
      {
        memory: {
          nodes: [
            { node: 0, zones: [], hugepages: [{ sizeBytes: 2097152, total: 8, free: 3, surplus: 0 }] },
            { node: 1, zones: [{ name: 'DMA32' }], hugepages: [{ total: 4, free: 4 }] },
          ],
        },
      },
    ],
  },
  'OpenVZ: kills alone': {
    log: `Nov 24 12:17:04 hwnode kernel: [758955.653217] OOM killer in rage, 16 tasks killed in ub 1234
Nov 24 12:17:04 hwnode kernel: [758955.653313] Out of memory in UB 1234: OOM killed process 21738 (php-cgi) score 0 vm:281988kB, rss:17004kB, swap:0kB
Nov 24 12:17:07 hwnode kernel: [758957.803617] Out of memory in UB 1234: OOM killed process 21747 (php-cgi) score 0 vm:281988kB, rss:17008kB, swap:0kB`,
    events: [
      { outcome: 'killed', trigger: null, victims: [{ pid: 21738 }], completeness: { status: 'partial' } },
      { outcome: 'killed', trigger: null, victims: [{ pid: 21747 }], completeness: { status: 'partial' } },
    ],
  },
  "2.6.24: empty lines around the trace are the kernel's own": {
    log: `Jan  1 00:00:10 box kernel: cc1 invoked oom-killer: gfp_mask=0x1201d2, order=0, oomkilladj=0
Jan  1 00:00:10 box kernel: Pid: 333, comm: cc1 Not tainted 2.6.24-1-686 #1
Jan  1 00:00:10 box kernel: 
Jan  1 00:00:10 box kernel: Call Trace:
Jan  1 00:00:10 box kernel:  [<c0157d3e>] oom_kill_process+0x4f/0x1a2
Jan  1 00:00:10 box kernel: 
Jan  1 00:00:10 box kernel: Out of memory: kill process 333 (cc1) score 12345 or a child
Jan  1 00:00:10 box kernel: Killed process 333 (cc1)`,
    events: [{ completeness: { foreignLines: 0 }, victims: [{ pid: 333, score: 12345 }] }],
  },
  '2.6.22, 2.6.24: klogd names the symbols of a trace': {
    log: `Aug  6 22:29:44 box kernel: [ 9755.148000] Xorg invoked oom-killer: gfp_mask=0x2d0, order=0, oomkilladj=0
Aug  6 22:29:44 box kernel: [ 9755.148000]  [out_of_memory+389/448] out_of_memory+0x185/0x1c0
Aug  6 22:29:44 box kernel: [ 9755.148000]  [nfs:__alloc_pages+0x34c/0x380] __alloc_pages+0x34c/0x380
Aug  6 22:29:44 box kernel: [ 9755.148000]  [<f948003a>] nv_vm_malloc_pages+0x10a/0x310 [nvidia]
Aug  6 22:29:44 box kernel: [ 9755.148000] Out of memory: kill process 577 (avahi-daemon) score 1025 or a child
Aug  6 22:29:44 box kernel: [ 9755.148000] Killed process 579 (avahi-daemon)`,
    events: [
      {
        trigger: {
          callTrace: [
            'out_of_memory+0x185/0x1c0',
            '__alloc_pages+0x34c/0x380',
            'nv_vm_malloc_pages+0x10a/0x310 [nvidia]',
          ],
        },
        completeness: { foreignLines: 0 },
      },
    ],
  },
  '2.6.24 to 2.6.32: a kill line of the kernel says nothing but the name': {
    log: `Aug  6 22:29:44 box kernel: [ 9754.500000] Killed process 6238 (gconfd-2)
Aug  6 22:29:45 box runner[812]: Killed process 6239 (gconfd-2)`,
    events: [
      {
        outcome: 'killed',
        scope: 'unknown',
        victims: [{ pid: 6238, comm: 'gconfd-2' }],
        completeness: { status: 'partial' },
      },
    ],
  },
  'lines under another one have its time, whatever stamp a collector put before them': {
    log: `2026-11-21T03:00:00.123+00:00 Nov 21 02:25:00 db7 kernel: java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
2026-11-21T03:00:00.123+00:00 Nov 21 02:25:00 db7 kernel: Mem-Info:
2026-11-21T03:00:00.123+00:00 Nov 21 02:25:00 db7 kernel: active_anon:1 inactive_anon:2 isolated_anon:0
2026-11-21T03:00:00.123+00:00                              active_file:3 inactive_file:4 isolated_file:0
2026-11-21T03:00:00.123+00:00 Nov 21 02:25:00 db7 kernel: device veth2 entered promiscuous mode
2026-11-21T03:00:00.123+00:00 Nov 21 02:25:00 db7 kernel: 4096 pages RAM
2026-11-21T03:00:00.123+00:00 Nov 21 02:25:00 db7 kernel: Out of memory: Killed process 333 (java) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0`,
    events: [{ victims: [{ pid: 333 }], memory: { ramPages: 4096, totals: { active_file: 3 } } }],
  },
  'a count of pages that is no number of bytes in JSON is noted': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0x200da, order=0, oom_adj=0, oom_score_adj=0
[10.1] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
[10.1] [  812]    33   812 4503599627370496     4251      30        0             0 php
[10.1] Out of memory: Kill process 812 (php) score 5 or sacrifice child
[10.1] Killed process 812 (php) total-vm:281988kB, anon-rss:17004kB, file-rss:0kB`,
    events: [
      {
        tasks: [{ pid: 812, totalVmBytes: null, rssBytes: 17412096 }],
        completeness: {
          notes: [
            'number too large for JSON: row 812, column 3=4503599627370496 pages',
            'page size not shown; 4096 bytes assumed',
          ],
        },
      },
    ],
  },
  'page tables of a table without its header are bytes where pages would be more than is mapped, whatever their unit':
    {
      log: `[    5.417001] [    139]  1337   139       62       46    21760        0           984 envoy
[    5.417002] [    148]  1000   148     1310      331    28672        0           984 java
[    5.417003] Memory cgroup out of memory: Killed process 148 (java) total-vm:83840kB, anon-rss:20736kB, file-rss:0kB, shmem-rss:448kB, UID:1000 pgtables:28kB oom_score_adj:984`,
      events: [{ tasks: [{ pageTableBytes: 21_760 }, { pageTableBytes: 28_672, oomScoreAdj: 984 }] }],
    },
  'and pages where no process has more of them than it maps': {
    log: `[    5.417001] [    139]  1337   139     4062      146       30        0           984 envoy
[    5.417002] [    148]  1000   148  1131000   933100     2048     4000           984 java
[    5.417003] Killed process 148 (java) total-vm:4524000kB, anon-rss:3732400kB, file-rss:0kB`,
    events: [{ tasks: [{ pageTableBytes: 122_880 }, { pageTableBytes: 8_388_608, swapBytes: 16_384_000 }] }],
  },
  'line ends that a script wrote as backslashes, from the first line on': {
    log: `php invoked oom-killer: gfp_mask=0x200da, order=0, oom_adj=0, oom_score_adj=12\\
Pid: 812, comm: php Not tainted 2.6.32-504.el6.x86_64 #1\\
Call Trace:\\
Out of memory: Kill process 812 (php) score 5 or sacrifice child\\
Killed process 812 (php) total-vm:281988kB, anon-rss:17004kB, file-rss:0kB\\`,
    events: [{ trigger: { oomScoreAdj: 12, pid: 812 }, victims: [{ pid: 812, fileRssBytes: 0 }] }],
  },
  'a log that got every line twice': {
    log: twice(`Nov 21 02:25:00 app1 kernel: [   10.100000] php invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
Nov 21 02:25:00 app1 kernel: [   10.100001]  dump_header+0x43/0x1aa
Nov 21 02:25:00 app1 kernel: [   10.100001]  dump_header+0x43/0x1aa
Nov 21 02:25:00 app1 kernel: [   10.100002] Tasks state (memory values in pages):
Nov 21 02:25:00 app1 kernel: [   10.100003] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
Nov 21 02:25:00 app1 kernel: [   10.100004] [    812]    33   812     4000     2000    40960        0             0 php
Nov 21 02:25:00 app1 kernel: [   10.100005] [    813]    33   813     4000     2000    40960        0             0 php
Nov 21 02:25:00 app1 kernel: [   10.100006] Out of memory: Killed process 812 (php) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:0`),
    events: [
      {
        trigger: { callTrace: ['dump_header+0x43/0x1aa', 'dump_header+0x43/0x1aa'] },
        tasks: [{ pid: 812 }, { pid: 813 }],
        victims: [{ pid: 812 }],
        completeness: { foreignLines: 0 },
      },
    ],
  },
  'what a test printed of its bytes': {
    log: String.raw`E   AssertionError: b'[   10.100000] php invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n[   10.100001] CPU: 0 PID: 812 Comm: php Not tainted 6.12.9 #1\n[   10.100006] Out of memory: Killed process 812 (php) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:0\n'`,
    events: [{ trigger: { comm: 'php', pid: 812 }, victims: [{ pid: 812, oomScoreAdj: 0 }] }],
  },
  'earlyoom: a dry run kills nothing': {
    log: `Nov 21 02:25:00 app1 earlyoom[700]: low memory! at or below SIGTERM limits: mem 10.00%, swap 10.00%
Nov 21 02:25:00 app1 earlyoom[700]: sending SIGTERM to process 4711 uid 1000 "java": badness 900, VmRSS 2891 MiB
Nov 21 02:25:00 app1 earlyoom[700]: dryrun, not actually sending any signal`,
    events: [{ killer: 'earlyoom', outcome: 'unknown', victims: [], extra: { signal: 'SIGTERM' } }],
  },
  'earlyoom: a process that does not die is no victim': {
    log: `Nov 21 02:25:00 app1 earlyoom[700]: sending SIGTERM to process 4711 uid 1000 "java": badness 900, VmRSS 2891 MiB
Nov 21 02:25:09 app1 earlyoom[700]: escalating to SIGKILL after 6.1 seconds
Nov 21 02:25:13 app1 earlyoom[700]: kill failed: Timer expired
Nov 21 02:25:14 app1 earlyoom[700]: sending SIGKILL to process 4711 uid 1000 "java": badness 901, VmRSS 2892 MiB
Nov 21 02:25:14 app1 earlyoom[700]: process exited after 0.2 seconds`,
    events: [
      {
        outcome: 'unknown',
        victims: [],
        completeness: { notes: ['the process did not die in time: Timer expired'] },
        extra: { spared: 'java (pid 4711)', escalated: '6.1 seconds' },
        diagnosis: {
          summary: 'earlyoom chose java (pid 4711), but killed nothing: its own thresholds were crossed.',
        },
      },
      { outcome: 'killed', victims: [{ pid: 4711 }], extra: { exit: 'process exited after 0.2 seconds' } },
    ],
  },
  'earlyoom on a terminal: what it says after the kill': {
    log: `mem avail:  6815 of 13855 MiB (49 %), swap free:    0 of    0 MiB ( 0 %)
sending SIGTERM to process 4711 "java": badness 900, VmRSS 2891 MiB
escalating to SIGKILL after 2.4 seconds
process exited after 2.8 seconds`,
    events: [{ extra: { escalated: '2.4 seconds', exit: 'process exited after 2.8 seconds' } }],
  },
  'nohang 0.3: the status of the victim in three lines': {
    log: `Nov 21 02:25:00 app1 nohang[437]:   PID: 4711, name: rustc, badness: 815
Nov 21 02:25:00 app1 nohang[437]: Victim status (found in 1ms):
Nov 21 02:25:00 app1 nohang[437]:   PID:       4711, name: rustc, state: S (sleeping), EUID: 957, SID: 27 (bash), lifetime: 1min 4s
Nov 21 02:25:00 app1 nohang[437]:   Vm, MiB:   Size: 1962, RSS: 1297 (Anon: 1292, File: 1, Shmem: 3), Swap: 0
Nov 21 02:25:00 app1 nohang[437]: Implementing a corrective action:
Nov 21 02:25:00 app1 nohang[437]:   Sending SIGTERM to the victim`,
    events: [
      { victims: [{ pid: 4711, comm: 'rustc', uid: 957, score: 815 }], extra: { rssBytes: '1360003072' } },
    ],
  },
  'a chosen thread has a number above that of its process, and may have another name': {
    log: `[   10.100001] Memory cgroup out of memory: Kill process 4790 (search[node-1][) score 1499 or sacrifice child
[   10.100002] Killed process 4711 (java) total-vm:4770836kB, anon-rss:1298548kB, file-rss:21304kB, shmem-rss:0kB`,
    events: [{ selected: { pid: 4790, score: 1499 }, victims: [{ pid: 4711, role: 'selected' }] }],
  },
  'a child has a number above that of its parent': {
    log: `[   10.100001] Out of memory: Kill process 4711 (sh) score 14 or sacrifice child
[   10.100002] Killed process 4790 (make) total-vm:4770836kB, anon-rss:1298548kB, file-rss:21304kB, shmem-rss:0kB`,
    events: [{ selected: { pid: 4711, score: 14 }, victims: [{ pid: 4790, role: 'child-sacrificed' }] }],
  },
  'Markdown: a fence right before the first line and right behind the last': {
    log: `It says \`\`\`php
\`\`\`php invoked oom-killer: gfp_mask=0x200da, order=0, oom_score_adj=12\`
CPU: 0 PID: 812 Comm: php Not tainted 3.16.0 #1
Killed process 812 (php) total-vm:281988kB, anon-rss:17004kB, file-rss:24kB\`\`\``,
    events: [
      { trigger: { comm: 'php', pid: 812, oomScoreAdj: 12 }, victims: [{ pid: 812, fileRssBytes: 24576 }] },
    ],
  },
  'earlyoom: what its kill led to': {
    log: `Nov 21 02:25:00 app1 earlyoom[700]: sending SIGTERM to process 4711 uid 1000 "java": badness 900, VmRSS 2891 MiB
Nov 21 02:25:01 app1 postgres[812]: LOG:  server process (PID 4711) was terminated by signal 9: Killed`,
    events: [
      {
        victims: [{ pid: 4711, comm: 'java', uid: 1000, score: 900 }],
        extra: { rssBytes: '3031433216' },
        aftermath: [{ kind: 'postgres', subject: '4711' }],
      },
    ],
  },
  'nohang since 0.2: the victim stands in the lines before': {
    log: `Feb 12 14:31:46 laptop nohang-desktop[11871]: Process with highest badness (found in 590 ms):
Feb 12 14:31:46 laptop nohang-desktop[11871]:   PID: 32706, Name: python3, badness: 572
Feb 12 14:31:46 laptop nohang-desktop[11871]: Recheck memory levels...
Feb 12 14:31:46 laptop nohang-desktop[11871]: Victim status (found in 1 ms):
Feb 12 14:31:46 laptop nohang-desktop[11871]:   Name:      python3
Feb 12 14:31:46 laptop nohang-desktop[11871]:   PID:       32706
Feb 12 14:31:46 laptop nohang-desktop[11871]:   EUID:      1000
Feb 12 14:31:46 laptop nohang-desktop[11871]:   VmRSS:     10432 MiB  (Anon: 10427 MiB, File: 6 MiB, Shmem: 0 MiB)
Feb 12 14:31:46 laptop nohang-desktop[11871]: Implementing a corrective action:
Feb 12 14:31:46 laptop nohang-desktop[11871]:   Sending SIGTERM to the victim`,
    events: [
      {
        killer: 'nohang',
        victims: [{ pid: 32706, comm: 'python3', uid: 1000, score: 572 }],
        extra: { signal: 'SIGTERM', rssBytes: '10938744832' },
      },
    ],
  },
  'nohang: its own log file': {
    log: `2023-08-10 16:53:26,463: TOP printed in 1ms; process with highest badness:
  PID: 903309, name: mysqld, badness: 849
2023-08-10 16:53:26,463: Recheck memory levels...
2023-08-10 16:53:26,464: Implementing a corrective action:
  Sending SIGKILL to the victim
2023-08-10 16:53:26,465: OK; total response time: 7ms`,
    events: [
      {
        killer: 'nohang',
        victims: [{ pid: 903309, comm: 'mysqld', score: 849 }],
        extra: { signal: 'SIGKILL' },
      },
    ],
  },
  'nohang until 0.1: two lines': {
    log: `  Preventing OOM: trying to send the SIGTERM signal to stress,
  Pid: 9828, Badness: 82, VmRSS: 485 MiB, VmSwap: 0 MiB
  Success; reaction time: 11 ms`,
    events: [
      {
        killer: 'nohang',
        victims: [{ pid: 9828, comm: 'stress', score: 82 }],
        extra: { signal: 'SIGTERM', rssBytes: '508559360' },
      },
    ],
  },
  'another program and its victim': {
    log: `Nov 21 02:25:00 app1 chaosd[700]: Sending SIGKILL to the victim`,
    events: [],
  },
  'systemd-oomd: what its kill led to': {
    log: `Nov 21 02:25:00 app1 systemd-oomd[700]: Considered 139 cgroups for killing, top candidates were:
Nov 21 02:25:00 app1 systemd-oomd[700]: Marked /system.slice/app.service for killing due to memory used (60776927232) / total (66940563456) and swap used (61069553664) / total (67830013952) being more than 90.00%
Nov 21 02:25:01 app1 systemd[1]: app.service: systemd-oomd killed 3 process(es) in this unit.
Nov 21 02:25:01 app1 systemd[1]: app.service: Main process exited, code=killed, status=9/KILL
Nov 21 02:25:01 app1 systemd[1]: app.service: Failed with result 'oom-kill'.`,
    events: [
      {
        killer: 'systemd-oomd',
        scope: 'memcg',
        memcg: { taskPath: '/system.slice/app.service' },
        aftermath: [
          { kind: 'oomd-kill' },
          { kind: 'unit-failed' },
          { kind: 'unit-failed', subject: 'app.service' },
        ],
      },
    ],
  },
  'firmware without a name': {
    log: `[10.1] app invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[10.1] CPU: 0 UID: 0 PID: 74 Comm: app Not tainted 6.12.6 #1
[10.1] Hardware name:
[10.1] Call Trace:`,
    events: [{ kernel: { release: '6.12.6', hardware: null } }],
  },
  'Broadcom: a whole report of a shortage for which the killer is not called': {
    log: `[10.1] cfgd triggered out of memory codition (oom killer not called): gfp_mask=0x201da, order=0, oom_score_adj=0
[10.1] CPU: 1 PID: 761 Comm: cfgd Tainted: P           O    4.1.51 #2
[10.1] Call trace:
[10.1] [<ffffffc000100748>] out_of_memory+0x48/0x68
[10.1] Mem-Info:
[10.1] active_anon:21000 inactive_anon:1200 isolated_anon:0
[10.1] 131072 pages RAM
[10.1] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name
[10.1] [  761]     0   761     2502     1006       9       3        0             0 cfgd
[11.1] httpd invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0
[11.1] CPU: 0 PID: 801 Comm: httpd Tainted: P           O    4.1.51 #2
[11.1] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name
[11.1] [  801]     0   801     2502     1006       9       3        0             0 httpd`,
    events: [{ trigger: { comm: 'httpd', pid: 801 }, tasks: [{ pid: 801 }], memory: null }],
  },
  "4.19: a cgroup's statistics without the usage before them may be those of a cgroup below the limit": {
    log: `[10.1] Memory cgroup stats for /kubepods/burstable/poda/web: cache:0KB rss:613460KB inactive_anon:0KB active_anon:614340KB
[10.1] Tasks state (memory values in pages):
[10.1] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[10.1] [  19331]  1000 19331   226026    29603  1314816        0           999 npm start`,
    events: [{ scope: 'memcg', memcg: { limitPath: null, stats: { rss: 628183040 } } }],
  },
  "5.3: only the limit's own statistics are printed": {
    log: `[10.1] Memory cgroup stats for /kubepods/burstable/poda/web:
[10.1] anon 613460992
[10.1] Tasks state (memory values in pages):
[10.1] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[10.1] [  19331]  1000 19331   226026    29603  1314816        0           999 npm start`,
    events: [{ scope: 'memcg', memcg: { limitPath: '/kubepods/burstable/poda/web' } }],
  },
  'lmkd in the log of Android': {
    log: `11-21 02:25:00.123   600   600 I lowmemorykiller: Kill 'com.example.app' (3847), uid 10045, oom_score_adj 900 to free 51200kB rss, 120kB swap; reason: low watermark is breached
11-21 02:25:00.123   600   600 I lmkd    : Kill 'com.example.app2' (3848), uid 10045, oom_score_adj 900 to free 51200kB rss, 120kB swap; reason: device is not responding`,
    events: [
      {
        killer: 'lowmemorykiller',
        victims: [{ pid: 3847, comm: 'com.example.app', uid: 10045, oomScoreAdj: 900 }],
      },
      { victims: [{ pid: 3848 }], extra: { reason: 'device is not responding' } },
    ],
  },
};

test.each(Object.entries(FACTS))('%s', async (_, { log, events }) => {
  const found: unknown[] = [];
  for await (const event of parseLog([new TextEncoder().encode(`${log}\n`)])) found.push(event);
  expect(found).toMatchObject(events);
});
