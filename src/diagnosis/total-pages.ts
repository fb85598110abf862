/**
 * The amount of memory that oom_score_adj is a thousandth of: RAM and swap for the machine, the limit and its swap
 * allowance for a cgroup, the memory of the allowed nodes for a cpuset or a NUMA policy.
 */
import type { Memcg, MemoryState, OomReport } from '../report/event.js';
import { usableRamBytes } from './limit.js';
import { parseNodeList } from './node-list.js';
import { pageBytesOf } from './page-size.js';

export interface TotalPages {
  readonly pages: number;
  /** False where a part (usually swap) is not in the log: the true total may be larger. */
  readonly isExact: boolean;
  /** How it was made up, in words. */
  readonly source: string;
}

export function totalPagesOf(report: OomReport): TotalPages | null {
  const page = pageBytesOf(report);
  switch (report.scope) {
    case 'memcg':
      return cgroupTotal(report.memcg, report.memory, page);
    case 'cpuset':
    case 'mempolicy':
      return nodesTotal(report, page);
    case 'system':
    case 'unknown':
      return machineTotal(report.memory, page);
  }
}

function machineTotal(memory: MemoryState | null, page: number): TotalPages | null {
  const ram = usableRamBytes(memory);
  if (ram === null) return null;
  const swap = memory?.swapTotalBytes ?? null;
  const pages = Math.floor((ram + (swap ?? 0)) / page);
  return { pages, isExact: swap !== null, source: 'usable RAM plus swap' };
}

function cgroupTotal(memcg: Memcg | null, memory: MemoryState | null, page: number): TotalPages | null {
  if (memcg === null || memcg.limitBytes === null) return null;
  const { bytes, isExact } = swapAllowance(memcg, memory?.swapTotalBytes ?? null);
  return {
    pages: Math.floor((memcg.limitBytes + bytes) / page),
    isExact,
    source: "the cgroup's limit plus its swap",
  };
}

/** The smaller of what the cgroup may swap and what the machine has, of which a cgroup report shows only the first. */
function swapAllowance(memcg: Memcg, machineSwap: number | null): { bytes: number; isExact: boolean } {
  const allowed =
    memcg.swapLimitBytes ??
    (memcg.memswLimitBytes !== null && memcg.limitBytes !== null
      ? Math.max(0, memcg.memswLimitBytes - memcg.limitBytes)
      : null);
  if (allowed === 0 || machineSwap === 0) return { bytes: 0, isExact: true };
  if (machineSwap === null) return { bytes: 0, isExact: false };
  return { bytes: allowed === null ? machineSwap : Math.min(allowed, machineSwap), isExact: true };
}

function nodesTotal(report: OomReport, page: number): TotalPages | null {
  const { memory, trigger } = report;
  const allowed = parseNodeList(report.scope === 'mempolicy' ? trigger?.nodemask : trigger?.memsAllowed);
  const nodes = (memory?.nodes ?? []).filter((node) => allowed === null || allowed.has(node.node));
  const present = nodes.flatMap((node) => node.zones.map((zone) => zone.counters.present));
  if (present.length === 0 || present.some((bytes) => bytes === undefined)) return null;
  const bytes = present.reduce<number>((sum, zone) => sum + (zone ?? 0), 0) + (memory?.swapTotalBytes ?? 0);
  return { pages: Math.floor(bytes / page), isExact: false, source: 'memory of the allowed nodes plus swap' };
}
