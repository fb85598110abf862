/**
 * All rules, in the order in which their findings and advice help: what is specific to this event and program first,
 * then what widens the limit, then what explains, then what to watch.
 */
import type { Rule } from '../finding.js';
import { aftermath } from './aftermath.js';
import { allocatingTask } from './allocating-task.js';
import { balloonedGuest } from './ballooned-guest.js';
import { biggestShielded } from './biggest-shielded.js';
import { bystanderTrigger } from './bystander-trigger.js';
import { cascade } from './cascade.js';
import { cgroupDirtyCache } from './cgroup-dirty-cache.js';
import { cgroupKernelMemory } from './cgroup-kernel-memory.js';
import { cgroupLimit } from './cgroup-limit.js';
import { cgroupManyWorkers } from './cgroup-many-workers.js';
import { cgroupOneTask } from './cgroup-one-task.js';
import { cgroupParentLimit } from './cgroup-parent-limit.js';
import { cgroupSharedMemory } from './cgroup-shared-memory.js';
import { cgroupSwapFull } from './cgroup-swap-full.js';
import { childSacrificed } from './child-sacrificed.js';
import { cmaOnlyFree } from './cma-only-free.js';
import { cpusetExhausted } from './cpuset-exhausted.js';
import { criticalVictim } from './critical-victim.js';
import { dmaZoneExhausted } from './dma-zone-exhausted.js';
import { dominantProcess } from './dominant-process.js';
import { exemptConsumers } from './exempt-consumers.js';
import { fragmentation } from './fragmentation.js';
import { furtherSteps } from './further-steps.js';
import { groupKilled } from './group-killed.js';
import { highatomicReserve } from './highatomic-reserve.js';
import { kernelStacks } from './kernel-stacks.js';
import { killStorm } from './kill-storm.js';
import { kubernetesQos } from './kubernetes-qos.js';
import { largeReserve } from './large-reserve.js';
import { limitLowered } from './limit-lowered.js';
import { lockedMemory } from './locked-memory.js';
import { lowmemExhausted } from './lowmem-exhausted.js';
import { machineMemory } from './machine-memory.js';
import { manualTrigger } from './manual-trigger.js';
import { manySimilarProcesses } from './many-similar-processes.js';
import { mempolicyExhausted } from './mempolicy-exhausted.js';
import { movableOnlyFree } from './movable-only-free.js';
import { noKillableTask } from './no-killable-task.js';
import { noSwap } from './no-swap.js';
import { nodeExhausted } from './node-exhausted.js';
import { notReaped } from './not-reaped.js';
import { oldBadness } from './old-badness.js';
import { overcommittedMachine } from './overcommitted-machine.js';
import { pageFaultFailed } from './page-fault-failed.js';
import { pageTables } from './page-tables.js';
import { panicOnOom } from './panic-on-oom.js';
import { platform } from './platform.js';
import { reclaimableSlab } from './reclaimable-slab.js';
import { repeatedKill } from './repeated-kill.js';
import { reportIncomplete } from './report-incomplete.js';
import { sharedMemory } from './shared-memory.js';
import { swapExhausted } from './swap-exhausted.js';
import { swapTurnedOff } from './swap-turned-off.js';
import { unaccountedMemory } from './unaccounted-memory.js';
import { unreclaimableSlab } from './unreclaimable-slab.js';
import { unusedHugepages } from './unused-hugepages.js';
import { usedHugepages } from './used-hugepages.js';
import { userspaceKiller } from './userspace-killer.js';
import { userspaceKillerFirst } from './userspace-killer-first.js';
import { vmalloc } from './vmalloc.js';
import { watchNextTime } from './watch-next-time.js';
import { watermarkBoost } from './watermark-boost.js';
import { whyThisVictim } from './why-this-victim.js';
import { workload } from './workload.js';
import { zoneWatermarks } from './zone-watermarks.js';

/** Keyed by rule id, which is also the file's name. */
export const RULES = {
  'manual-trigger': manualTrigger,
  'userspace-killer': userspaceKiller,
  'kill-storm': killStorm,
  'panic-on-oom': panicOnOom,
  'no-killable-task': noKillableTask,
  'limit-lowered': limitLowered,
  'swap-turned-off': swapTurnedOff,
  'cpuset-exhausted': cpusetExhausted,
  'mempolicy-exhausted': mempolicyExhausted,
  'page-fault-failed': pageFaultFailed,
  fragmentation,
  'lowmem-exhausted': lowmemExhausted,
  'dma-zone-exhausted': dmaZoneExhausted,
  'movable-only-free': movableOnlyFree,
  'cma-only-free': cmaOnlyFree,
  'node-exhausted': nodeExhausted,
  'cgroup-shared-memory': cgroupSharedMemory,
  'cgroup-kernel-memory': cgroupKernelMemory,
  'cgroup-dirty-cache': cgroupDirtyCache,
  'cgroup-parent-limit': cgroupParentLimit,
  'cgroup-many-workers': cgroupManyWorkers,
  'cgroup-one-task': cgroupOneTask,
  'cgroup-limit': cgroupLimit,
  'unused-hugepages': unusedHugepages,
  'used-hugepages': usedHugepages,
  'unreclaimable-slab': unreclaimableSlab,
  'page-tables': pageTables,
  'kernel-stacks': kernelStacks,
  vmalloc,
  'shared-memory': sharedMemory,
  'locked-memory': lockedMemory,
  'ballooned-guest': balloonedGuest,
  'unaccounted-memory': unaccountedMemory,
  'reclaimable-slab': reclaimableSlab,
  'dominant-process': dominantProcess,
  'many-similar-processes': manySimilarProcesses,
  'highatomic-reserve': highatomicReserve,
  'large-reserve': largeReserve,
  'watermark-boost': watermarkBoost,
  'overcommitted-machine': overcommittedMachine,
  'machine-memory': machineMemory,
  workload,
  platform,
  'critical-victim': criticalVictim,
  'swap-exhausted': swapExhausted,
  'no-swap': noSwap,
  'allocating-task': allocatingTask,
  'biggest-shielded': biggestShielded,
  'exempt-consumers': exemptConsumers,
  'cgroup-swap-full': cgroupSwapFull,
  'repeated-kill': repeatedKill,
  cascade,
  'userspace-killer-first': userspaceKillerFirst,
  'group-killed': groupKilled,
  'not-reaped': notReaped,
  'why-this-victim': whyThisVictim,
  'old-badness': oldBadness,
  'child-sacrificed': childSacrificed,
  'bystander-trigger': bystanderTrigger,
  'kubernetes-qos': kubernetesQos,
  'zone-watermarks': zoneWatermarks,
  aftermath,
  'further-steps': furtherSteps,
  'watch-next-time': watchNextTime,
  'report-incomplete': reportIncomplete,
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof RULES;
