/** The numbers of one event that advice on a program is worked out from, and sentences built from them. */
import { formatBytes, formatCount, formatPercent } from '../../base/units.js';
import { partBytes } from '../account.js';
import type { Facts } from '../facts.js';
import { type GroupHold, holdOf } from '../group-hold.js';
import type { ProgramGroup } from '../groups.js';
import { isAncient } from '../kernel-era.js';
import { FREE_SHARE, fittingCount, mebibytes } from '../sizing.js';

export interface Situation {
  readonly isCgroup: boolean;
  readonly isKubernetes: boolean;
  /** A 2.6 kernel. */
  readonly isAncient: boolean;
  /** The limit, or usable RAM; null where the log does not show it. */
  readonly totalBytes: number | null;
  /** `the limit` or `RAM`. */
  readonly totalWord: string;
  /** Processes of the program in the table; null without a table. */
  readonly count: number | null;
  readonly meanBytes: number | null;
  readonly hold: GroupHold | null;
  /** What others need besides: neither the program's nor droppable cache. */
  readonly othersBytes: number | null;
  readonly programName: string;
  readonly sharedBytes: number;
  /** Shared memory, more than processes' own, takes much of what ran out. */
  readonly isMostlyShared: boolean;
  readonly pageTableBytes: number;
}

export function situationOf(facts: Facts, programName: string, group: ProgramGroup | null): Situation {
  const { totalBytes, usedBytes, kind } = facts.limit;
  const hold = group === null ? null : holdOf(facts, group);
  const droppable = partBytes(facts.account, 'file-cache') + partBytes(facts.account, 'slab-reclaimable');
  const needed = usedBytes === null || hold === null ? null : usedBytes - hold.bytes - droppable;
  return {
    isCgroup: kind === 'cgroup',
    isKubernetes: facts.identity?.runtime === 'kubernetes',
    isAncient: isAncient(facts.report),
    totalBytes: kind === 'cgroup' || kind === 'machine' ? totalBytes : null,
    totalWord: kind === 'cgroup' ? 'the limit' : 'RAM',
    count: group?.count ?? null,
    meanBytes: group === null || hold === null ? null : hold.bytes / group.count,
    hold,
    othersBytes: needed === null ? null : Math.max(0, needed),
    programName,
    sharedBytes: sharedBytes(facts),
    isMostlyShared: isMostlyShared(facts),
    pageTableBytes: partBytes(facts.account, 'page-tables'),
  };
}

/** Without an account, what the victim had mapped of it. */
function sharedBytes({ account, victim }: Facts): number {
  return account === null ? (victim?.shmemRssBytes ?? 0) : partBytes(account, 'shared-memory');
}

const MUCH_SHARED = 0.4;

function isMostlyShared(facts: Facts): boolean {
  const { limit, victim } = facts;
  const shared = sharedBytes(facts);
  if (shared < 4 * (victim?.anonRssBytes ?? 0)) return false;
  return limit.totalBytes === null ? shared > 2 ** 28 : shared >= MUCH_SHARED * limit.totalBytes;
}

/**
 * `38 postgres backends, mean 11 MiB private, hold 418 MiB of 512 MiB; 24 of them would leave 30 % of the limit free.`
 * Null without a table, with one process, or where fewer of them would not help.
 */
export function poolArithmetic(situation: Situation, noun: string, pool: string): string | null {
  const { count, meanBytes, hold, totalBytes, othersBytes, programName } = situation;
  if (count === null || count < 2 || meanBytes === null || hold === null || totalBytes === null) return null;
  const measure = { private: 'private', estimated: 'anonymous', bound: 'resident' }[hold.basis];
  const bound = hold.basis === 'bound' ? 'at most ' : '';
  const held =
    `${formatCount(count)} ${programName} ${noun}, mean ${formatBytes(meanBytes)} ${measure}, hold ${bound}` +
    `${formatBytes(hold.bytes)} of ${formatBytes(totalBytes)}`;
  const fit = othersBytes === null ? null : fittingCount(totalBytes, othersBytes, meanBytes);
  if (fit === null || fit >= count) return `${held}.`;
  const free = formatPercent(FREE_SHARE * 100, 100);
  return `${held}; ${pool} ${formatCount(fit)} would leave ${free} of ${situation.totalWord} free.`;
}

/** The number of processes that fits, for commands. */
export function poolSize(situation: Situation): number | null {
  const { count, meanBytes, totalBytes, othersBytes } = situation;
  if (count === null || count < 2 || meanBytes === null || totalBytes === null || othersBytes === null)
    return null;
  const fit = fittingCount(totalBytes, othersBytes, meanBytes);
  return fit === null || fit >= count ? null : fit;
}

/**
 * What each process of the program may take: the total less what others need (and a tenth of RAM for the system),
 * divided by their number. Null where the log does not show enough, or nothing sensible remains.
 */
export function budgetBytes(situation: Situation): number | null {
  const { totalBytes, othersBytes, isCgroup, count } = situation;
  if (totalBytes === null || othersBytes === null) return null;
  const room = totalBytes * (isCgroup ? 1 : 0.9) - othersBytes;
  const each = room / Math.max(1, count ?? 1);
  return each >= (0.1 * totalBytes) / Math.max(1, count ?? 1) ? each : null;
}

/** `to about 384 MiB (75 % of the 512 MiB it may take)`; the rule alone where the log shows too little to work it out. */
export function budgetWords(situation: Situation, share: number): string {
  const budget = budgetBytes(situation);
  const percent = formatPercent(share * 100, 100);
  if (budget === null) return `to about ${percent} of what it may use of ${situation.totalWord}`;
  const each = (situation.count ?? 1) > 1 ? ' each' : '';
  const bytes = mebibytes(budget, share) * 2 ** 20;
  return `to about ${formatBytes(bytes)}${each} (${percent} of the ${formatBytes(budget)} it may take)`;
}
