/**
 * One or two sentences that a tired person understands: who was killed, where, which limit, how much of how much, and
 * who triggered it.
 */
import { counted, listed } from '../base/text.js';
import { formatBytes, formatPercent } from '../base/units.js';
import { partBytes } from './account.js';
import type { CauseName } from './causes.js';
import type { Facts } from './facts.js';
import { identityOfPath } from './identity/identity-of-path.js';
import { bystanderOf, sparedIn } from './kernel-rule.js';
import { isKillAlone } from './kill-alone.js';
import { hasNoLimit, isBelowLimit, isFull } from './limit.js';
import { limitName, limitPlace } from './limit-wording.js';
import { isLimitWrite } from './limit-write.js';
import { isUnexplainedFault } from './page-fault.js';
import { victimPath } from './place.js';
import { placeName } from './place-name.js';
import { isMostlyPrivate } from './process-memory.js';
import { askerName, processName } from './process-name.js';
import { isSwapOff } from './swap-off.js';
import { thresholdWords } from './threshold-words.js';
import { unusableThere } from './zone-questions.js';

export function summarise(facts: Facts, cause: CauseName): string {
  const sentences = [`${outcomeWords(facts)}: ${reasonWords(facts, cause)}.`, secondSentence(facts)];
  return sentences.filter((sentence) => sentence !== null).join(' ');
}

function outcomeWords(facts: Facts): string {
  const { report, victim } = facts;
  const where = placeName(facts.identity);
  const spared = sparedIn(report);
  switch (report.outcome) {
    case 'panicked':
      return victim === null
        ? 'The kernel panicked'
        : `The kernel panicked after choosing ${processName(victim)}`;
    case 'no-killable-task':
      return `The kernel found nothing to kill${where === null ? '' : ` in ${where}`}`;
    case 'unknown':
      if (spared !== null) return `${killerName(report)} chose ${spared}, but killed nothing`;
      return `The OOM killer ran${where === null ? '' : ` for ${where}`}, but the log does not show whom it killed`;
    case 'killed':
      return killedWords(facts, where);
  }
}

function killedWords(facts: Facts, where: string | null): string {
  const { report, victim } = facts;
  const killer = killerName(report);
  const place = where === null ? '' : ` in ${where}`;
  if (victim === null) {
    // The kernel's figure is of the cgroup whose limit was hit.
    const used = report.killer === 'kernel' ? null : (report.memcg?.usageBytes ?? null);
    const held = used === null ? '' : `, which held ${formatBytes(used)} of memory`;
    return `${killer} killed${place === '' ? ' something the log does not name' : ` everything${place}${held}`}`;
  }
  const others = report.victims.length - 1;
  const size = sizeWords(facts);
  const group = groupAbove(facts);
  const more =
    others === 0
      ? ''
      : ` and ${counted(others, 'more process', 'more processes')}${group === null ? '' : ` of ${group}`}`;
  // The comma closes the clause on its size where the sentence goes on.
  const comma = size !== '' && more + place !== '' ? ',' : '';
  return group === null
    ? `${killer} killed ${processName(victim)}${size}${comma}${more}${place}`
    : `${killer} killed ${processName(victim)}${size}${comma}${place},${more}`;
}

/** The cgroup that died with the victim (memory.oom.group), where that is one above the victim's own. */
function groupAbove({ report }: Facts): string | null {
  const group = report.extra.oomGroup;
  return group === undefined || group === victimPath(report) ? null : placeName(identityOfPath(group));
}

function killerName({ killer }: Facts['report']): string {
  return killer === 'kernel' ? 'The kernel' : killer;
}

function sizeWords(facts: Facts): string {
  const { victim, report } = facts;
  const anon = victim?.anonRssBytes ?? null;
  if (anon !== null) {
    const shared = sharedBytes(facts);
    const tables = victim?.pageTableBytes ?? 0;
    const held = [
      ...(anon === 0 ? [] : [`${formatBytes(anon)} of private memory`]),
      // Less than its own is no news of a process.
      ...(shared > anon ? [`${formatBytes(shared)} of shared memory`] : []),
      ...(tables > NOTABLE_BYTES && tables > anon && tables > shared
        ? [`${formatBytes(tables)} of page tables`]
        : []),
    ];
    return held.length === 0 ? '' : `, which held ${listed(held)}`;
  }
  // What programs know of their victims.
  const rss = Number(report.extra.rssBytes ?? Number.NaN);
  return victim === null || !(rss > 0) ? '' : `, which held ${formatBytes(rss)} of memory`;
}

/** Every process has page tables of some dozens of KiB, which are why nobody is killed. */
const NOTABLE_BYTES = 1024 * 1024;

/** What the victim maps of shared memory. A page that it maps many times counts each time, so more than there is says nothing. */
function sharedBytes({ victim, account }: Facts): number {
  const mapped = victim?.shmemRssBytes ?? 0;
  const all = account?.of === 'machine' ? partBytes(account, 'shared-memory') : 0;
  return all > 0 && mapped > SLACK * all ? 0 : mapped;
}

function reasonWords(facts: Facts, cause: CauseName): string {
  const { report, limit } = facts;
  if (report.manual) return 'someone asked for it through SysRq';
  if (report.killer !== 'kernel') return thresholdWords(report) ?? 'its own thresholds were crossed';
  switch (limit.kind) {
    case 'cgroup':
      return cgroupWords(facts);
    case 'machine':
      return machineWords(facts, cause);
    case 'cpuset':
      return `the memory nodes of ${whoseNodes(facts)} cpuset${nodesWords(report.trigger?.memsAllowed)} ${nothingLeft(facts)}`;
    case 'mempolicy':
      return `the nodes of ${whoseNodes(facts)} NUMA policy${nodesWords(report.trigger?.nodemask)} ${nothingLeft(facts)}`;
    case 'unknown':
      return 'which memory ran out is not in the log';
  }
}

/** It is the asking process that is bound to the nodes. */
function whoseNodes({ report }: Facts): string {
  return report.trigger !== null && bystanderOf(report) === 'no' ? 'its' : 'a';
}

/** What is free there may lie in zones that this allocation may not use. */
function nothingLeft(facts: Facts): string {
  return unusableThere(facts).length === 0
    ? 'had nothing left'
    : 'had nothing left that this allocation may use';
}

function nodesWords(nodes: string | null | undefined): string {
  return nodes ? ` (${nodes})` : '';
}

function cgroupWords(facts: Facts): string {
  const { limit, report } = facts;
  const path = report.memcg?.limitPath ?? null;
  const isBeancounter = facts.limitIdentity?.extra.engine === 'openvz';
  const isOwn = isBeancounter || (path !== null && path === report.memcg?.taskPath);
  const name = limitName(limit.which);
  const whose = isOwn ? `its ${name}` : `the ${name} of ${limitPlace(facts)}`;
  if (hasNoLimit(report)) return `the killer was called for ${limitPlace(facts)}, which has no memory limit`;
  if (limit.totalBytes === null) return `${whose} was reached`;
  const total = formatBytes(limit.totalBytes);
  if (limit.usedBytes === null) return `${whose} was reached (${total})`;
  if (isLimitWrite(report.trigger) && limit.usedBytes > limit.totalBytes)
    return `${whose} was set to ${total}, below the ${formatBytes(limit.usedBytes)} in use`;
  const used = `${formatBytes(limit.usedBytes)} of ${total}`;
  return isBelowLimit(limit)
    ? `${whose} was reached, although only ${used} were used by the time of the report`
    : `${whose} was reached (${used} used)`;
}

/** `5.9 GiB (39 %) of 15 GiB`. */
function usedOf(used: number, total: number): string {
  return `${formatBytes(used)} (${formatPercent(used, total)}) of ${formatBytes(total)}`;
}

function usedPart({ limit: { usedBytes, totalBytes } }: Facts): string {
  return usedBytes === null || totalBytes === null
    ? ''
    : `only ${usedOf(usedBytes, totalBytes)} RAM were used, but `;
}

function usedWords(used: number, total: number): string {
  return `${formatBytes(used)} used, ${formatPercent(used, total)}`;
}

/** The counters are of a moment before the kill. */
const SLACK = 1.5;

function machineWords(facts: Facts, cause: CauseName): string {
  const { limit, report } = facts;
  const outOfReach = outOfReachWords(facts, cause);
  if (outOfReach !== null) return outOfReach;
  const { totalBytes, usedBytes } = limit;
  if (isUnexplainedFault(facts)) return 'a page fault failed for want of memory';
  if (totalBytes === null) return 'the machine ran out of memory';
  if (usedBytes !== null && !isFull(limit)) {
    return `an allocation could not be served, although only ${usedOf(usedBytes, totalBytes)} RAM were used`;
  }
  const swap = report.memory?.swapTotalBytes ?? null;
  const swapWords = swap === null ? '' : swap === 0 ? ', no swap' : `, ${formatBytes(swap)} swap`;
  const used = usedBytes === null ? '' : `: ${usedWords(usedBytes, totalBytes)}`;
  return `the machine ran out of memory (${formatBytes(totalBytes)} RAM${swapWords}${used})`;
}

/** Memory was free, but of no use to this allocation. */
function outOfReachWords(facts: Facts, cause: CauseName): string | null {
  switch (cause) {
    case 'fragmentation': {
      const page = facts.report.memory?.pageSizeBytes ?? 4096;
      const size = formatBytes(page * 2 ** (facts.allocation.order ?? 0));
      const isSomeLeft = facts.zones.some(
        ({ verdict, usableBlocks }) => verdict === 'no-block' && usableBlocks !== 0,
      );
      return isSomeLeft ? `too few free blocks of ${size} were left` : `no free block of ${size} was left`;
    }
    case 'lowmem-exhausted':
      return 'low memory was used up, while high memory was free';
    case 'dma-zone-exhausted':
      return `the ${facts.allocation.highestZone ?? 'DMA'} zone was used up, while the rest had memory`;
    case 'node-exhausted':
      return 'one memory node was used up, while others had memory';
    case 'page-fault-failed':
      return 'a page fault failed, although memory was free';
    case 'large-reserve':
      return `${usedPart(facts)}what is free is kept as a reserve (vm.min_free_kbytes)`;
    case 'movable-only-free':
      return 'what was free lay in the zone kept for movable memory';
    case 'cma-only-free':
      return 'what was free lay in the area reserved for devices (CMA)';
    default:
      return null;
  }
}

function secondSentence(facts: Facts): string | null {
  const { report, victim } = facts;
  if (isKillAlone(report) && victim !== null)
    return report.completeness.missing.includes('kill')
      ? 'The log kept only the line that names it, not the report around it.'
      : 'The log kept only the kill line, not the report before it.';
  const { trigger } = report;
  if (trigger === null || trigger.comm === null || report.manual) return null;
  const name = askerName(trigger.comm, trigger.pid);
  if (isLimitWrite(trigger)) return `It was ${name} that set the limit.`;
  const bystander = bystanderOf(report);
  if (victim === null || bystander === 'no') return null;
  if (isSwapOff(trigger)) return `${name} was turning swap off.`;
  return bystander === 'yes' && isMostlyPrivate(facts)
    ? `${name} only happened to ask for memory at that moment.`
    : `It was ${name} that asked for memory at that moment.`;
}
