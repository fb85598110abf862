/**
 * What ran out and how large it was: the limit of a cgroup, or the machine's usable RAM. Numbers come from the log
 * or are null.
 */
import type { LimitKind, Memcg, MemoryNode, MemoryState, OomReport, Zone } from '../report/event.js';

export interface Limit {
  readonly kind: 'cgroup' | 'machine' | 'cpuset' | 'mempolicy' | 'unknown';
  /** Cgroups only: which of its limits was reached. */
  readonly which: LimitKind | null;
  readonly totalBytes: number | null;
  readonly usedBytes: number | null;
}

export function limitOf(report: OomReport): Limit {
  switch (report.scope) {
    case 'memcg':
      return cgroupLimit(report.memcg);
    case 'system':
      return machineLimit('machine', report.memory);
    case 'cpuset':
    case 'mempolicy':
      return { kind: report.scope, which: null, totalBytes: null, usedBytes: null };
    case 'unknown':
      return { kind: 'unknown', which: null, totalBytes: null, usedBytes: null };
  }
}

/** RAM that the kernel manages: `pages RAM` minus `pages reserved`. */
export function usableRamBytes(memory: MemoryState | null): number | null {
  if (memory === null || memory.ramPages === null) return null;
  return (memory.ramPages - (memory.reservedPages ?? 0)) * memory.pageSizeBytes;
}

function machineLimit(kind: 'machine', memory: MemoryState | null): Limit {
  const totalBytes = usableRamBytes(memory);
  if (totalBytes === null || memory === null) return { kind, which: null, totalBytes, usedBytes: null };
  const { totals, pageSizeBytes, nodes } = memory;
  const freeBytes = totals.free === undefined ? freeOfZones(nodes, totalBytes) : totals.free * pageSizeBytes;
  return { kind, which: null, totalBytes, usedBytes: freeBytes === null ? null : totalBytes - freeBytes };
}

/** Zones that make up less of RAM are not all that the machine has. */
const ALL_ZONES = 0.9;

/** Where the totals are lost and the zones are not. */
function freeOfZones(nodes: readonly MemoryNode[], totalBytes: number): number | null {
  const zones = nodes.flatMap((node) => node.zones);
  const sum = (of: (zone: Zone) => number | null | undefined) =>
    zones.reduce((all, zone) => all + (of(zone) ?? 0), 0);
  const isAll = sum(({ counters }) => counters.managed ?? counters.present) >= ALL_ZONES * totalBytes;
  return isAll && zones.every((zone) => zone.freeBytes !== null) ? sum((zone) => zone.freeBytes) : null;
}

/** Below this share in use, a machine has not simply run out. */
const FULL = 0.8;

/** Whether all of it may have been in use, as far as the log tells. */
export function isFull({ usedBytes, totalBytes }: Limit): boolean {
  return usedBytes === null || totalBytes === null || usedBytes >= FULL * totalBytes;
}

/** The limit that is used up; with several printed, the fullest. Charging runs in batches, so 98 % counts as full. */
function cgroupLimit(memcg: Memcg | null): Limit {
  const printed: readonly (readonly [LimitKind, number | null, number | null])[] = [
    ['memory', memcg?.usageBytes ?? null, memcg?.limitBytes ?? null],
    ['memory+swap', memcg?.memswUsageBytes ?? null, memcg?.memswLimitBytes ?? null],
    ['kmem', memcg?.kmemUsageBytes ?? null, memcg?.kmemLimitBytes ?? null],
  ];
  const full = printed.find(
    ([, used, limit]) => used !== null && limit !== null && limit > 0 && used >= limit * 0.98,
  );
  const [which, usedBytes, totalBytes] = full ?? printed[0] ?? ['memory', null, null];
  return { kind: 'cgroup', which, totalBytes, usedBytes };
}

/** Below this share in use, the limit is not what the report shows full. */
const CLOSE = 0.9;

/** By the time of the report, clearly less than the cgroup's limit was in use. */
export function isBelowLimit({ kind, totalBytes, usedBytes }: Limit): boolean {
  return kind === 'cgroup' && totalBytes !== null && usedBytes !== null && usedBytes < CLOSE * totalBytes;
}

/**
 * The log shows the cgroup without a limit that could have been reached: it was lifted before the report was printed, or
 * something else called the killer for it, as a BPF program may.
 */
export function hasNoLimit({ scope, memcg }: OomReport): boolean {
  if (scope !== 'memcg' || memcg === null || memcg.usageBytes === null) return false;
  const isOther = memcg.memswLimitBytes !== null || memcg.kmemLimitBytes !== null;
  return memcg.unlimited.includes('memory') && !isOther;
}
