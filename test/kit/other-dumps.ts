/**
 * What other subsystems of the kernel print over many lines: dumps with CPU lines, traces, registers or a Mem-Info of their
 * own, written by us in the shapes of several generations. Each is a list of records, some of several lines.
 */

export interface OtherDump {
  readonly name: string;
  readonly records: readonly string[];
}

const MEM_INFO = [
  'Mem-Info:',
  'active_anon:1700001 inactive_anon:9101 isolated_anon:0\n active_file:21 inactive_file:211 isolated_file:0\n unevictable:1 dirty:2 writeback:3\n slab_reclaimable:4011 slab_unreclaimable:9021\n mapped:301 shmem:9901 pagetables:7101 bounce:0\n free:23472 free_pcp:481 free_cma:0',
  'Node 0 active_anon:7200001kB inactive_anon:36401kB active_file:81kB inactive_file:841kB unevictable:0kB isolated(anon):0kB isolated(file):0kB mapped:1201kB dirty:0kB writeback:0kB shmem:39601kB all_unreclaimable? no',
  'Node 0 DMA32 free:35681kB min:24433kB low:30541kB high:36649kB active_anon:3001kB inactive_anon:13kB active_file:0kB inactive_file:41kB unevictable:0kB writepending:0kB present:5242881kB managed:5112221kB mlocked:0kB bounce:0kB free_pcp:481kB local_pcp:121kB free_cma:0kB',
  'lowmem_reserve[]: 0 0 4991 4991',
  'Node 0 DMA32: 13*4kB (UM) 31*8kB (UM) 21*16kB (UM) 9*32kB (UM) 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 0*2048kB 8*4096kB (M) = 33692kB',
  'Node 0 hugepages_total=3 hugepages_free=2 hugepages_surp=1 hugepages_size=2048kB',
  '10013 total pagecache pages',
  '7 pages in swap cache',
  'Free swap  = 12kB',
  'Total swap = 2097149kB',
  '2097011 pages RAM',
  '0 pages HighMem/MovableOnly',
  '50711 pages reserved',
] as const;

const ALLOCATION_FRAMES = ['dump_stack+0x63/0x8b', 'warn_alloc+0x114/0x1c0', 'igb_poll+0x12a/0x6d0'] as const;
const WAIT_FRAMES = [
  '__schedule+0x2e3/0x740',
  'schedule+0x42/0xb0',
  'io_schedule+0x16/0x40',
  'jbd2_log_wait_commit+0xac/0x120',
] as const;
const STUCK_FRAMES = ['native_queued_spin_lock_slowpath+0x61/0x1b0', '_raw_spin_lock+0x1d/0x20'] as const;

const indented = (frames: readonly string[]) => frames.map((frame) => ` ${frame}`);
const addressed = (frames: readonly string[]) =>
  frames.map((frame, index) => ` [<ffffffff8110${(4096 + index).toString(16)}>] ${frame}`);

export const otherDumps: readonly OtherDump[] = [
  {
    name: 'a page allocation failure',
    records: [
      'swapper/1: page allocation failure: order:2, mode:0x40a20(GFP_ATOMIC|__GFP_COMP), nodemask=(null),cpuset=/,mems_allowed=0',
      'CPU: 1 PID: 0 Comm: swapper/1 Tainted: G        W         5.4.0-91-generic #102-Ubuntu',
      'Hardware name: Dell Inc. PowerEdge R640/0H28RR, BIOS 2.11.2 06/28/2021',
      'Call Trace:',
      ' <IRQ>',
      ...indented(ALLOCATION_FRAMES),
      ' </IRQ>',
      ...MEM_INFO,
    ],
  },
  {
    name: 'a page allocation failure of old',
    records: [
      'kswapd0: page allocation failure. order:1, mode:0x20',
      'Pid: 45, comm: kswapd0 Not tainted 2.6.32-431.el6.x86_64 #1',
      'Call Trace:',
      ...addressed(ALLOCATION_FRAMES),
      ...MEM_INFO,
    ],
  },
  {
    name: 'a hung task',
    records: [
      'INFO: task jbd2/sda1-8:312 blocked for more than 120 seconds.',
      '      Tainted: G        W         5.4.0-91-generic #102-Ubuntu',
      '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
      'jbd2/sda1-8     D    0   312      2 0x80004000',
      'Call Trace:',
      ...indented(WAIT_FRAMES),
    ],
  },
  {
    name: 'a hung task of 2.6.32',
    records: [
      'INFO: task flush-253:0:1180 blocked for more than 120 seconds.',
      '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
      'flush-253:0   D 0000000000000002     0  1180      2 0x00000000',
      ' ffff8802335b7a90 0000000000000046 0000000000000000 ffff8802335b7a54',
      'Call Trace:',
      ...addressed(WAIT_FRAMES),
    ],
  },
  {
    name: 'a soft lockup',
    records: [
      'watchdog: BUG: soft lockup - CPU#2 stuck for 23s! [kworker/2:1:88]',
      'Modules linked in: xt_conntrack nf_conntrack overlay',
      'CPU: 2 PID: 88 Comm: kworker/2:1 Tainted: G        W    L    5.15.0-86-generic #96-Ubuntu',
      'Hardware name: Dell Inc. PowerEdge R640/0H28RR, BIOS 2.11.2 06/28/2021',
      'Workqueue: events_unbound flush_to_ldisc',
      'RIP: 0010:native_queued_spin_lock_slowpath+0x61/0x1b0',
      'Code: 0f b6 c0 3d 00 01 00 00 77 <f3> 90',
      'RSP: 0018:ffffb2c4000bbd58 EFLAGS: 00000202 ORIG_RAX: ffffffffffffff13',
      'RAX: 0000000000000101 RBX: ffff8f4e07e80000 RCX: 0000000000000001',
      'FS:  0000000000000000(0000) GS:ffff8f4e3dd00000(0000) knlGS:0000000000000000',
      'Call Trace:',
      ' <TASK>',
      ...indented(STUCK_FRAMES),
      ' </TASK>',
    ],
  },
  {
    name: 'a soft lockup of 2.6.32',
    records: [
      'BUG: soft lockup - CPU#3 stuck for 67s! [events/3:38]',
      'Modules linked in: autofs4 sunrpc ipv6',
      'CPU 3 ',
      'Pid: 38, comm: events/3 Not tainted 2.6.32-431.el6.x86_64 #1 VMware, Inc.',
      'RIP: 0010:[<ffffffff8152a3ee>]  [<ffffffff8152a3ee>] _spin_lock+0x1e/0x30',
      'RSP: 0018:ffff88022f0f7d50  EFLAGS: 00000297',
      'RAX: 0000000000006b6a RBX: ffff88022f0f7d50 RCX: 0000000000000000',
      'Process events/3 (pid: 38, threadinfo ffff88022f0f6000, task ffff88022f0f5500)',
      'Call Trace:',
      ...addressed(STUCK_FRAMES),
    ],
  },
  {
    name: 'a stall told by RCU',
    records: [
      'rcu: INFO: rcu_sched self-detected stall on CPU',
      'rcu: \t3-....: (14999 ticks this GP) idle=9da/1/0x4000000000000002 softirq=31/31 fqs=7000 ',
      '\t(t=15000 jiffies g=1105 q=37)',
      'NMI backtrace for cpu 3',
      'CPU: 3 PID: 71 Comm: kworker/3:2 Not tainted 5.10.0-26-amd64 #1 Debian 5.10.197-1',
      'Call Trace:',
      ' <IRQ>',
      ...indented(['dump_stack+0x6b/0x83', 'nmi_cpu_backtrace.cold+0x32/0x69']),
      ' </IRQ>',
    ],
  },
  {
    name: 'a warning',
    records: [
      '------------[ cut here ]------------',
      'WARNING: CPU: 1 PID: 977 at net/sched/sch_generic.c:477 dev_watchdog+0x2a4/0x2b0',
      'NETDEV WATCHDOG: eth0 (igb): transmit queue 3 timed out',
      'Modules linked in: xt_conntrack nf_conntrack overlay',
      'CPU: 1 PID: 977 Comm: rngd Not tainted 6.1.0-18-amd64 #1  Debian 6.1.76-1',
      'RIP: 0010:dev_watchdog+0x2a4/0x2b0',
      'Call Trace:',
      ' <TASK>',
      ...indented(['call_timer_fn+0x27/0x130', 'run_timer_softirq+0x3d2/0x430']),
      ' </TASK>',
      '---[ end trace 0000000000000000 ]---',
    ],
  },
];
