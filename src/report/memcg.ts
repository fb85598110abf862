/** The memory-cgroup part of a draft. */
import { isAncestor } from '../line/memcg-lines.js';
import type { MemcgStatsLine, MemcgUsageLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';
import type { LimitKind, Memcg, Scope } from './event.js';
import type { Settled } from './settle.js';

export function memcgOf(draft: Draft, settled: Settled, scope: Scope): Memcg | null {
  const { constraint } = settled;
  const taskPath = constraint?.taskPath ?? (draft.taskIn?.taskPath || null);
  const limitPath = scope === 'memcg' ? limitPathOf(draft, settled) : null;
  if (taskPath === null && limitPath === null && draft.usage.size === 0 && draft.statsBlocks === 0)
    return null;
  const memory = draft.usage.get('memory');
  const swap = draft.usage.get('swap');
  const memsw = draft.usage.get('memory+swap');
  const kmem = draft.usage.get('kmem');
  return {
    limitPath,
    taskPath,
    usageBytes: memory?.usageBytes ?? null,
    limitBytes: memory?.limitBytes ?? null,
    failcnt: memory?.failcnt ?? null,
    swapUsageBytes: swap?.usageBytes ?? null,
    swapLimitBytes: swap?.limitBytes ?? null,
    memswUsageBytes: memsw?.usageBytes ?? null,
    memswLimitBytes: memsw?.limitBytes ?? null,
    kmemUsageBytes: kmem?.usageBytes ?? null,
    kmemLimitBytes: kmem?.limitBytes ?? null,
    unlimited: [...draft.usage.values()]
      .filter((line) => line.unlimited)
      .map((line) => line.of satisfies LimitKind),
    version: versionOf(draft.usage),
    stats: draft.stats,
  };
}

/** A cut line may have lost the end of the path: what the statistics line says then completes it. */
function limitPathOf(draft: Draft, settled: Settled): string | null {
  const said = settled.constraint?.limitPath ?? (draft.taskIn?.limitPath || null);
  const { statsPath } = draft;
  if (said === null) return isFirstOfLimit(draft) ? statsPath : null;
  // Its end is there, so nothing before it was cut; the statistics line may have foreign text behind its own path.
  if (settled.constraint !== null && settled.constraint.pid !== null) return said;
  if (statsPath === null || !statsPath.startsWith(said)) return said;
  return !isAncestor(said, statsPath) || isLimitsOwn(draft, statsPath) ? statsPath : said;
}

/** Up to 5.2 those of the cgroups below follow the limit's own: alone, without the usage before them, they may be of one below. */
function isFirstOfLimit({ usage, isStatsPathOwn, statsBlocks }: Draft): boolean {
  return usage.size > 0 || isStatsPathOwn || statsBlocks > 1;
}

/** Of a limit's statistics its own cgroup's come first, then those of all below it, where no record was lost. */
function isLimitsOwn({ taskIn, lostRecords }: Draft, statsPath: string): boolean {
  return lostRecords === null && taskIn !== null && isAncestor(statsPath, taskIn.taskPath);
}

/** Since 5.3 version 2 prints `swap:`, version 1 `memory+swap:` and `kmem:`; earlier both printed the latter. */
function versionOf(usage: ReadonlyMap<MemcgUsageLine['of'], MemcgUsageLine>): 1 | 2 | null {
  if (usage.has('swap')) return 2;
  const memsw = usage.get('memory+swap');
  if (memsw === undefined) return null;
  return memsw.unlimited && memsw.usageBytes === 0 ? null : 1;
}

/** The group at its limit comes first, and those below it behind: where the next is beside it, the log lost the first. */
export function applyStats(draft: Draft, { path, stats }: MemcgStatsLine): void {
  draft.statsBlocks++;
  if (draft.statsBlocks === 1) {
    draft.statsPath = path;
    Object.assign(draft.stats, stats);
    draft.isStatsPathOwn = Object.keys(stats).length === 0;
    return;
  }
  const first = draft.statsPath;
  if (first === null || path === null || draft.usage.size > 0 || isAncestor(first, path)) return;
  draft.statsPath = null;
  for (const name of Object.keys(draft.stats)) delete draft.stats[name];
}
