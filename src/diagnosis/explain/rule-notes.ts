/** One sentence for each rule: what it says and what it rests on. */
import type { RuleId } from '../rules/index.js';

export const RULE_NOTES: Readonly<Record<RuleId, string>> = {
  'manual-trigger': 'The run was requested through SysRq: order=-1.',
  'userspace-killer': 'A program in user space killed, not the kernel.',
  'kill-storm': 'Five or more runs within a minute, or one program killed and restarted again and again.',
  'panic-on-oom': 'The machine panicked instead of killing.',
  'no-killable-task': 'Nothing eligible was left to kill.',
  'cpuset-exhausted': 'The constraint is a cpuset: only its memory nodes ran out.',
  'mempolicy-exhausted': 'The constraint is a NUMA policy: only its nodes ran out.',
  fragmentation:
    'More than one page was asked for; zones had free memory above their watermark, but no usable block of that size.',
  'lowmem-exhausted': '32-bit: the low zones failed while HighMem had plenty.',
  'dma-zone-exhausted':
    'The allocation was bound to DMA or DMA32, which failed while higher zones had plenty.',
  'page-fault-failed':
    'The killer was called without allocation flags, by a page fault, while zones had well more free than their watermarks ask for.',
  'cma-only-free': 'A zone failed only because its free memory is CMA and the allocation is not movable.',
  'node-exhausted': 'All zones the allocation may use failed while other nodes had plenty.',
  'cgroup-shared-memory':
    "Shared memory and tmpfs hold at least 40 % of the cgroup's limit, and more than private memory.",
  'cgroup-kernel-memory':
    "Kernel memory holds at least 30 % of the cgroup's limit, and more than private memory.",
  'cgroup-dirty-cache': "Dirty file cache and writeback hold at least 25 % of the cgroup's limit.",
  'cgroup-parent-limit': "The cgroup whose limit was hit is an ancestor of the victim's.",
  'cgroup-many-workers':
    "Three or more processes of one program hold half of the cgroup's limit, none of them alone.",
  'cgroup-one-task': "One process holds at least half of the cgroup's limit privately.",
  'cgroup-limit': "A cgroup's limit was hit; nothing more is certain.",
  'unused-hugepages': 'Free huge pages take at least 10 % of RAM.',
  'unreclaimable-slab': 'Unreclaimable slab takes at least 15 % of RAM.',
  'page-tables': 'Page tables take at least 10 % of RAM.',
  'kernel-stacks': 'Kernel stacks take at least 8 % of RAM.',
  vmalloc: 'vmalloc areas take at least 20 % of what ran out.',
  'shared-memory': 'Shared memory and tmpfs take at least 25 % of RAM.',
  'locked-memory': 'Unevictable memory takes at least 20 % of RAM.',
  'ballooned-guest': 'The balloon takes at least 10 % of RAM.',
  'unaccounted-memory': "At least 25 % of RAM is in none of the report's counters.",
  'reclaimable-slab': 'Reclaimable slab still takes at least 25 % of RAM.',
  'dominant-process': 'One process holds at least half of RAM privately.',
  'many-similar-processes':
    'Five or more processes of one program hold at least 40 % of RAM, none of them half of that.',
  'highatomic-reserve': 'A zone failed only because of the reserve for urgent allocations.',
  'watermark-boost': 'A zone failed only because its watermark was boosted.',
  'overcommitted-machine': 'Private memory takes at least half of RAM, and no program stands out.',
  'machine-memory': 'The machine ran out; nothing more is certain.',
  workload: 'What to change in the program that holds the memory.',
  platform: 'What the container engine, cluster, service manager or host offers.',
  'allocating-task': 'vm.oom_kill_allocating_task: whoever asks is killed.',
  'biggest-shielded':
    'The largest process was protected by its oom_score_adj, by being exempt, or by a setting.',
  'exempt-consumers': 'Processes that may not be killed hold at least 10 % of what ran out.',
  'critical-victim': 'The victim is one of the programs a machine is controlled with.',
  'swap-exhausted': 'There is swap, and less than 5 % of it was free.',
  'no-swap': 'The machine has no swap.',
  'cgroup-swap-full': "The cgroup's swap limit was reached too.",
  'repeated-kill': 'The same program was killed in the same place before.',
  cascade: 'Another program or place had been hit within 30 seconds before.',
  'userspace-killer-first': 'A userspace killer had acted on this host in the five minutes before.',
  'group-killed': 'memory.oom.group: all processes of the cgroup died.',
  'not-reaped': "The reaper could not free a victim's memory.",
  'why-this-victim': "The ranking recomputed from the task table, compared with the kernel's choice.",
  'old-badness': 'How kernels before 2.6.36 chose.',
  'child-sacrificed': 'Up to 5.0: a child was killed in the place of the chosen process.',
  'bystander-trigger': 'The process that invoked the killer is not the one that died.',
  'kubernetes-qos':
    "What the pod's class means for its chances, and the request read back from oom_score_adj.",
  'zone-watermarks': 'The watermark arithmetic of the zones the allocation may use.',
  aftermath: 'What other lines of the log say the kill led to.',
  'further-steps': 'Advice that comes after the first steps.',
  'watch-next-time': 'What to watch, and at which threshold to be warned.',
  'report-incomplete': 'Parts of the report are missing.',
};
