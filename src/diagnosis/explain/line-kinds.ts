/** What each kind of line says, with its units. Keyed by the recogniser's kinds, so a new kind needs its row here. */
import type { LineKind } from '../../line/oom-line.js';
import type { Note } from './explanation.js';

export const LINE_KINDS: Readonly<Record<LineKind, Note>> = {
  trigger: [
    null,
    'First line of a report: which task asked for memory when none was left, and how (allocation flags, order). It names who asked, not who used the memory, and not who is killed.',
  ],
  cpuset: [
    null,
    'Which cpuset the asking task belongs to (last part of its path) and which memory nodes it may use.',
  ],
  identity: [
    null,
    "CPU, pid and name of the asking task, taint flags of the kernel, and the kernel's release.",
  ],
  hardware: [null, 'Maker, model and firmware of the machine, or of the hypervisor.'],
  workqueue: [
    null,
    'The asking task was a kernel worker: this is its queue and job. `moom_callback` means SysRq.',
  ],
  trace: [
    null,
    'Part of the call trace or of the registers: the way through the kernel on which memory was asked for.',
  ],
  'task-in': [
    null,
    "Up to 4.20: the cgroup of the victim, and the cgroup whose limit was hit. Where the second is a parent of the first, the parent's limit counts.",
  ],
  'memcg-usage': [
    'kB, and a count of failures',
    'Usage against the limit of the cgroup, for memory, memory+swap, swap or kernel memory; failcnt is how often the limit was hit.',
  ],
  'memcg-stats': [
    'KB in the one-line form',
    "Head of the cgroup's statistics, and up to 5.2 the statistics themselves.",
  ],
  stat: [
    'bytes for sizes, counts for events',
    "One counter of the cgroup's memory.stat at the time of the kill.",
  ],
  protection: [
    'kB',
    "How much of this cgroup's memory is protected from reclaim (memory.min and memory.low).",
  ],
  'mem-info': [
    null,
    "Head of the machine's memory state; a report of a cgroup's limit has none since about 3.19.",
  ],
  'mem-detail': [
    null,
    'A detail of the memory state that does not matter for the kill (per-CPU lists, statistics of the swap cache).',
  ],
  totals: ['pages', 'Counters of the whole machine, in pages (usually 4 KiB): what the memory was used for.'],
  node: [
    'kB',
    'Counters of one NUMA node. `all_unreclaimable? yes` means that the kernel had given up reclaiming there.',
  ],
  zone: [
    'kB',
    'Free memory, watermarks and counters of one zone. An allocation fails when the free memory it may use is not above `min` plus what lowmem_reserve keeps back.',
  ],
  lowmem: [
    'pages',
    'What this zone keeps back from allocations that could also be served by a higher zone, one number for each zone.',
  ],
  buddy: [
    'blocks of the size given, in kB',
    'Free blocks of each size. The letters say which kinds of pages they are for: U unmovable, M movable, E reclaimable, H reserve for urgent ones, C CMA, I isolated. Zeros to the right mean fragmentation.',
  ],
  hugepages: [
    'pages of the size given',
    'Pool of huge pages of that node: reserved, free, surplus. Free ones are lost to all other use.',
  ],
  pages: ['pages', 'A count of pages: of RAM, reserved, in the page cache, in the swap cache.'],
  swap: ['kB', 'Free or total swap of the machine. Total 0 means that there is none.'],
  'slab-header': [
    null,
    'Head of the table of unreclaimable kernel caches; printed only where they are larger than all other memory.',
  ],
  'slab-row': ['KB', 'A cache of kernel objects that cannot be dropped: used and total size.'],
  'allocations-header': [
    null,
    'Head of the allocation profile: the places in the kernel that hold most memory.',
  ],
  'allocation-row': ['bytes and calls', "A place in the kernel's source and what it holds."],
  'tasks-banner': [null, `Head of the table of candidates. "In pages" does not hold for pgtables_bytes.`],
  'task-header': [null, 'Column names of the table of candidates.'],
  'task-row': [
    'pages, except pgtables_bytes',
    'One candidate: thread id, uid, process id, sizes, oom_score_adj, name. Kernel threads and init are not in the table.',
  ],
  constraint: [
    null,
    "Summary since 5.0: which kind of limit it was, the cgroup whose limit was hit (oom_memcg), the victim's cgroup (task_memcg), the victim.",
  ],
  select: [
    'score in thousandths',
    'Up to 5.0: whom the kernel chose, with its score. It may kill a child in its place.',
  ],
  killed: [
    'kB',
    'Who was killed and what it held: virtual size, private (anon), file and shared memory in RAM.',
  ],
  sharing: [null, "A further process that shared the victim's memory and had to die with it."],
  group: [null, 'memory.oom.group is set: all processes of this cgroup are killed.'],
  'already-exiting': [null, 'The chosen process was already dying, so it is only left to finish.'],
  spared: [null, 'This kernel was set not to kill: the chosen process goes on.'],
  pinned: [
    null,
    'A process that may not be killed uses the victim’s memory too, so killing the victim does not free it.',
  ],
  reaper: [
    'kB still held',
    "The reaper took the victim's memory back without waiting for it to exit, or could not.",
  ],
  'no-killable': [
    null,
    'Nothing eligible was left. In a cgroup the allocation fails; on the machine the kernel panics.',
  ],
  panic: [
    null,
    'The kernel stopped the machine: because of vm.panic_on_oom, or because nothing was left to kill.',
  ],
  sysrq: [null, 'Somebody asked for a run of the killer through SysRq-f or /proc/sysrq-trigger.'],
  'other-dump': [
    null,
    'Start of another report (page allocation failure, warning, bug). Its memory state does not belong to a kill.',
  ],
  gap: [null, 'The log says that records are missing here.'],
  'userspace-kill': [
    null,
    "A userspace killer (systemd-oomd, earlyoom, oomd, nohang, Android's) killed something by its own thresholds.",
  ],
  'userspace-detail': [null, 'A detail that a userspace killer printed with its kill.'],
  aftermath: [
    null,
    'What followed from a kill: a unit that failed, a container reported as OOM-killed, a database that recovers.',
  ],
  unrecognised: [null, 'Not a line that an OOM killer writes.'],
};
