/** Sets usage against limits: the cgroup's own, or the machine's RAM and swap. */
import { formatBytes, formatCount, formatPercent } from '../../base/units.js';
import type { Memcg, MemoryState, OomEvent } from '../../report/event.js';
import type { Gauge } from '../view-model.js';

/** The bars that matter for this event, the limit that was hit first. */
export function gaugesOf(event: OomEvent): readonly Gauge[] {
  const ofCgroup = event.memcg ? cgroupGauges(event.memcg) : [];
  const ofMachine = event.memory ? machineGauges(event.memory) : [];
  return event.scope === 'memcg' ? ofCgroup : [...ofMachine, ...ofCgroup];
}

function cgroupGauges(memcg: Memcg): Gauge[] {
  return [
    gauge('Memory', memcg.usageBytes, memcg.limitBytes),
    gauge('Mem+swap', memcg.memswUsageBytes, memcg.memswLimitBytes),
    gauge('Swap', memcg.swapUsageBytes, memcg.swapLimitBytes),
    gauge('Kernel', memcg.kmemUsageBytes, memcg.kmemLimitBytes),
  ].flat();
}

function machineGauges(memory: MemoryState): Gauge[] {
  const { pageSizeBytes: page, ramPages, reservedPages, swapTotalBytes, swapFreeBytes } = memory;
  const usable = ramPages === null ? null : (ramPages - (reservedPages ?? 0)) * page;
  const free = memory.totals['free'] === undefined ? null : memory.totals['free'] * page;
  return [
    gauge('RAM', minus(usable, free), usable),
    gauge('Swap', minus(swapTotalBytes, swapFreeBytes), swapTotalBytes),
  ].flat();
}

function minus(whole: number | null, part: number | null): number | null {
  return whole === null || part === null ? null : Math.max(0, whole - part);
}

/** None where either number is missing or there is nothing to fill (no swap). */
function gauge(label: string, used: number | null, limit: number | null): Gauge[] {
  if (used === null || limit === null || limit <= 0) return [];
  return [
    {
      label,
      share: used / limit,
      value: `${formatBytes(used)} of ${formatBytes(limit)} (${formatPercent(used, limit)})`,
      exact: `${formatCount(used)} of ${formatCount(limit)} bytes`,
    },
  ];
}
