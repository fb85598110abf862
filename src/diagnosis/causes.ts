/**
 * The causes an event can be put down to: their stable names and a sentence each. Where a cause has a rule, the rule
 * has the same name; `unknown` has none.
 */

export const CAUSES = {
  'limit-lowered': "A cgroup's limit was set below what it held.",
  'swap-turned-off': 'Swap was turned off, and what a cgroup had there did not fit under its limit.',
  'cgroup-one-task': 'A cgroup reached its limit, and one process holds most of it.',
  'cgroup-many-workers': 'A cgroup reached its limit, filled by many like processes.',
  'cgroup-parent-limit':
    'The limit of a parent cgroup (a pod, a slice) was reached, not the one of the victim.',
  'cgroup-shared-memory': 'A cgroup reached its limit, full of shared memory or tmpfs files.',
  'cgroup-kernel-memory': 'A cgroup reached its limit, full of kernel memory kept on its behalf.',
  'cgroup-dirty-cache': 'A cgroup reached its limit, full of file data not yet written.',
  'cgroup-limit': 'A cgroup reached its limit; by what, the log does not show.',
  'dominant-process': 'The machine ran out of memory, and one process holds most of it.',
  'many-similar-processes': 'The machine ran out of memory because of many processes of one program.',
  'overcommitted-machine': 'The machine ran out of memory under many programs, none of which stands out.',
  'swap-exhausted': 'RAM and swap of the machine were used up.',
  'no-swap': 'The machine ran out of memory and has no swap.',
  'unreclaimable-slab': "The kernel's own objects fill the machine.",
  'reclaimable-slab': 'Cached directory entries and inodes fill the machine and could not be dropped.',
  'page-tables': 'Page tables fill the machine.',
  'kernel-stacks': 'The kernel stacks of too many threads fill the machine.',
  vmalloc: 'vmalloc areas of the kernel fill the machine or the cgroup.',
  'unused-hugepages': 'Huge pages were reserved and not used.',
  'used-hugepages': 'Huge pages in use hold most of the machine.',
  'shared-memory': 'Shared memory or tmpfs files fill the machine.',
  'locked-memory': 'Memory that must stay in RAM fills the machine.',
  'ballooned-guest': 'The hypervisor took memory back from the machine.',
  'unaccounted-memory': 'Memory that no counter shows (drivers, GPU, ZFS, balloon) fills the machine.',
  fragmentation: 'Memory was free, but not in a block of the size asked for.',
  'lowmem-exhausted': 'A 32-bit kernel ran out of low memory while high memory was free.',
  'dma-zone-exhausted': 'The memory at low addresses that a device needs ran out, the rest did not.',
  'node-exhausted': 'One NUMA node ran out while others had memory.',
  'cpuset-exhausted': 'The memory nodes of a cpuset ran out.',
  'mempolicy-exhausted': 'The nodes of a NUMA policy ran out.',
  'page-fault-failed': 'A page fault failed although memory was free.',
  'movable-only-free': 'The free memory was in the Movable zone and could not be used.',
  'cma-only-free': 'The free memory was in the CMA area and could not be used.',
  'highatomic-reserve': 'The free memory was in the reserve for urgent allocations.',
  'large-reserve': 'The kernel keeps much of the memory free, as vm.min_free_kbytes tells it.',
  'watermark-boost': 'A temporarily raised watermark kept free memory out of reach.',
  'manual-trigger': 'The kill was requested through SysRq, by hand or by a watchdog.',
  'userspace-killer': 'A userspace killer acted by its own thresholds.',
  'kill-storm': 'One of many kills in a short time; its own report was suppressed or lost.',
  'machine-memory': 'The machine ran out of memory; by what, the log does not show.',
  unknown: 'The log does not show which memory ran out.',
} as const;

export type CauseName = keyof typeof CAUSES;
