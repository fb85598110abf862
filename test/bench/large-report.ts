/**
 * A whole report of a busy server as its syslog has it: a 6.8 kernel's lines with numbers of its own for each report, two
 * zones, and a table of as many tasks as asked for.
 */
import { syslogStamp } from '../kit/noise.js';

const NAMES = [
  'java',
  'postgres',
  'nginx',
  'php-fpm',
  'python3',
  'node',
  'redis-server',
  'sshd',
  'containerd-shim',
  'kworker/u8:1',
];
const TRACE = [
  'dump_stack_lvl+0x76/0xa0',
  'dump_stack+0x10/0x20',
  'dump_header+0x47/0x1f0',
  'oom_kill_process+0x118/0x280',
  '? oom_evaluate_task+0x143/0x1e0',
  'out_of_memory+0x101/0x340',
  '__alloc_pages_may_oom+0x10f/0x1f0',
  '__alloc_pages_slowpath.constprop.0+0x9b2/0xea0',
  '__alloc_pages+0x31c/0x350',
  'alloc_pages_mpol+0x91/0x1f0',
  'folio_alloc+0x64/0x120',
  'filemap_alloc_folio+0xe8/0xf0',
  '__filemap_get_folio+0xd9/0x290',
  'filemap_fault+0x15c/0x8e0',
  '__do_fault+0x3a/0x190',
  'do_fault+0x296/0x4f0',
  'handle_mm_fault+0x186/0x380',
  'do_user_addr_fault+0x169/0x6a0',
  'exc_page_fault+0x83/0x1b0',
  'asm_exc_page_fault+0x27/0x30',
];

export interface LargeReportOptions {
  /** Counts up: gives the report its numbers. */
  readonly index: number;
  readonly tasks: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export function largeReport({ index, tasks, time }: LargeReportOptions): string {
  const uptime = (100_000 + index * 60 + 0.123456).toFixed(6);
  const prefix = `${syslogStamp(time)} db-prod-3 kernel: [${uptime}] `;
  return [...opening(index), ...memInfo(index), ...table(index, tasks), ...verdict(index)]
    .map((line) => `${prefix}${line}\n`)
    .join('');
}

function opening(index: number): string[] {
  const comm = NAMES[index % 6] ?? 'java';
  return [
    `${comm} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0`,
    `CPU: ${index % 8} PID: ${2000 + index} Comm: ${comm} Not tainted 6.8.0-45-generic #45-Ubuntu`,
    'Hardware name: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.3-debian-1.16.3-2 04/01/2014',
    'Call Trace:',
    ' <TASK>',
    ...TRACE.map((frame) => ` ${frame}`),
    `RIP: 0033:0x7f${(index * 4099).toString(16).padStart(10, '0')}`,
    'Code: Unable to access opcode bytes at 0x7f0000000000.',
    'RSP: 002b:00007ffd5f8c1d30 EFLAGS: 00010246',
    'RAX: 0000000000000000 RBX: 0000000000000001 RCX: 00007f11aabbccdd',
    ' </TASK>',
  ];
}

function memInfo(index: number): string[] {
  const free = 30_000 + (index % 997);
  const zone = (name: string, kib: number) => [
    `Node 0 ${name} free:${kib}kB boost:0kB min:${kib - 1000}kB low:${kib + 1000}kB high:${kib + 3000}kB reserved_highatomic:0KB active_anon:${kib * 9}kB inactive_anon:${kib * 70}kB active_file:${index % 90}kB inactive_file:120kB unevictable:0kB writepending:0kB present:${kib * 100}kB managed:${kib * 96}kB mlocked:0kB bounce:0kB free_pcp:${index % 250}kB local_pcp:0kB free_cma:0kB`,
    'lowmem_reserve[]: 0 0 0 0 0',
  ];
  const buddy = (name: string) =>
    `Node 0 ${name}: ${free}*4kB (UME) 1018*8kB (UME) 404*16kB (UME) 120*32kB (UME) 28*64kB (UM) 6*128kB (M) 2*256kB (M) 1*512kB (M) 0*1024kB 0*2048kB 0*4096kB = ${free * 4 + 22240}kB`;
  return [
    'Mem-Info:',
    `active_anon:${free * 9} inactive_anon:${free * 70} isolated_anon:0`,
    ' active_file:37 inactive_file:212 isolated_file:0',
    ' unevictable:0 dirty:0 writeback:3',
    ' slab_reclaimable:14233 slab_unreclaimable:30117',
    ' mapped:900 shmem:1211 pagetables:10400',
    ' sec_pagetables:0 bounce:0',
    ' kernel_misc_reclaimable:0',
    ` free:${free} free_pcp:318 free_cma:0`,
    `Node 0 active_anon:${free * 36}kB inactive_anon:${free * 280}kB active_file:148kB inactive_file:848kB unevictable:0kB isolated(anon):0kB isolated(file):0kB mapped:3600kB dirty:0kB writeback:12kB shmem:4844kB shmem_thp:0kB shmem_pmdmapped:0kB anon_thp:0kB writeback_tmp:0kB kernel_stack:9216kB pagetables:41600kB sec_pagetables:0kB all_unreclaimable? no`,
    ...zone('DMA32', free),
    ...zone('Normal', free * 2),
    buddy('DMA32'),
    buddy('Normal'),
    'Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=1048576kB',
    'Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB',
    '1467 total pagecache pages',
    '3 pages in swap cache',
    'Free swap  = 0kB',
    'Total swap = 2097148kB',
    '4194174 pages RAM',
    '0 pages HighMem/MovableOnly',
    '94126 pages reserved',
    '0 pages hwpoisoned',
  ];
}

function table(index: number, tasks: number): string[] {
  const rows = Array.from({ length: tasks }, (_, row) => {
    const pid = 400 + row * 7 + (index % 5);
    const anon = row === 17 ? 2_400_000 : (row * 7919 + index) % 9000;
    const cells = [
      [
        `[${String(pid).padStart(7)}]`,
        String(row % 3 === 0 ? 0 : 1000).padStart(5),
        String(pid).padStart(5),
      ].join(' '),
    ];
    const numbers = [
      [anon * 3, 8],
      [anon + 120, 8],
      [anon, 8],
      [100, 9],
      [20, 9],
      [anon * 8 + 40_960, 8],
      [row % 40, 8],
      [row % 50 === 0 ? -1000 : 0, 13],
    ] as const;
    return `${cells.join('')} ${numbers.map(([value, width]) => String(value).padStart(width)).join(' ')} ${NAMES[row % NAMES.length]}`;
  });
  return [
    'Tasks state (memory values in pages):',
    '[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name',
    ...rows,
  ];
}

function verdict(index: number): string[] {
  const pid = 400 + 17 * 7 + (index % 5);
  const comm = NAMES[7];
  return [
    `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=user.slice,mems_allowed=0,global_oom,task_memcg=/system.slice/app-${index % 40}.service,task=${comm},pid=${pid},uid=1000`,
    `Out of memory: Killed process ${pid} (${comm}) total-vm:28800000kB, anon-rss:9600000kB, file-rss:400kB, shmem-rss:80kB, UID:1000 pgtables:18790kB oom_score_adj:0`,
    `oom_reaper: reaped process ${pid} (${comm}), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB`,
  ];
}
