/**
 * Picks the one cause to name first among the rules that fired: first what decides by itself (a hand-made run, a
 * userspace killer, memory that was free but out of reach), then for a cgroup what fills it, for a machine whatever
 * claims the most of it.
 */
import type { Confidence, Finding } from '../report/event.js';
import { type PartKey, partBytes } from './account.js';
import type { CauseName } from './causes.js';
import type { Facts } from './facts.js';
import { holdOf } from './group-hold.js';
import type { ProgramGroup } from './groups.js';
import { counterSum, freeHugepageBytes, usedHugepageBytes } from './machine-account.js';
import { biggestPrivate } from './shares.js';
import { reserveBytes } from './zone-questions.js';

export interface PrimaryCause {
  readonly cause: CauseName;
  readonly confidence: Confidence;
}

/** In this order, whatever else fired. */
const DECISIVE: readonly CauseName[] = [
  'manual-trigger',
  'userspace-killer',
  'limit-lowered',
  'swap-turned-off',
  'cpuset-exhausted',
  'mempolicy-exhausted',
  'page-fault-failed',
  'fragmentation',
  'lowmem-exhausted',
  'dma-zone-exhausted',
  'movable-only-free',
  'cma-only-free',
  'node-exhausted',
];

/** What a cgroup is filled with tells more than whose limit it was; whose limit, more than by how many. */
const CGROUP: readonly CauseName[] = [
  'cgroup-shared-memory',
  'vmalloc',
  'cgroup-kernel-memory',
  'cgroup-dirty-cache',
  'cgroup-parent-limit',
  'cgroup-many-workers',
  'cgroup-one-task',
  'cgroup-limit',
];

/** Named only where nothing claims a good part of the machine. */
const MACHINE_REST: readonly CauseName[] = [
  'highatomic-reserve',
  'large-reserve',
  'watermark-boost',
  'overcommitted-machine',
  'swap-exhausted',
  'no-swap',
  'machine-memory',
];

/** Certain as facts, less so as the reason. */
const SWAP: readonly CauseName[] = ['swap-exhausted', 'no-swap'];

/** A claim has to reach this share of RAM to be the cause rather than a finding beside it. */
const CLAIM = 0.25;
/** What is small on a healthy machine explains it with less; a pool of huge pages may be large by intent. */
const OWN_CLAIM: Partial<Record<CauseName, number>> = {
  'page-tables': 0.15,
  'kernel-stacks': 0.15,
  'unused-hugepages': 0.2,
  'used-hugepages': 0.5,
  'large-reserve': 0.2,
};

export function primaryCause(facts: Facts, fired: readonly Finding[]): PrimaryCause {
  const byRule = new Map(fired.map((finding) => [finding.rule, finding]));
  const first = (names: readonly CauseName[]) => names.find((name) => byRule.has(name)) ?? null;
  const cause =
    first(DECISIVE) ??
    (isStormWithoutReport(facts) && byRule.has('kill-storm') ? 'kill-storm' : null) ??
    (facts.report.scope === 'memcg' ? first(CGROUP) : (largestClaim(facts, byRule) ?? first(MACHINE_REST))) ??
    'unknown';
  const confidence = byRule.get(cause)?.confidence ?? 'low';
  const isHedged = (isPartialKill(facts) && cause !== 'kill-storm') || SWAP.includes(cause);
  return { cause, confidence: isHedged ? lower(confidence) : confidence };
}

/** Without usage, account and table, the kill line only tells the scope. */
function isPartialKill(facts: Facts): boolean {
  return facts.report.trigger === null && facts.report.tasks.length === 0 && facts.report.killer === 'kernel';
}

function isStormWithoutReport(facts: Facts): boolean {
  return isPartialKill(facts) && facts.limit.totalBytes === null;
}

function largestClaim(facts: Facts, byRule: ReadonlyMap<string, Finding>): CauseName | null {
  const ram = facts.limit.totalBytes;
  if (ram === null || ram <= 0) return null;
  const claims = claimsOf(facts).filter(
    ([name, bytes]) => byRule.has(name) && bytes >= (OWN_CLAIM[name] ?? CLAIM) * ram,
  );
  return claims.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

const PARTS: readonly (readonly [CauseName, PartKey])[] = [
  ['unreclaimable-slab', 'slab-unreclaimable'],
  ['unreclaimable-slab', 'slab'],
  ['reclaimable-slab', 'slab-reclaimable'],
  ['page-tables', 'page-tables'],
  ['kernel-stacks', 'kernel-stacks'],
  ['shared-memory', 'shared-memory'],
  ['locked-memory', 'unevictable'],
];

/** How much of the machine each cause would explain. */
function claimsOf(facts: Facts): readonly (readonly [CauseName, number])[] {
  const group = facts.groups[0];
  const allocations = facts.report.memory?.allocations ?? [];
  const vmalloc = allocations.filter((site) => /vmalloc|vzalloc/i.test(site.location));
  return [
    ['dominant-process', biggestPrivate(facts)?.privateBytes ?? 0],
    ['many-similar-processes', group === undefined ? 0 : knownHold(facts, group)],
    ['used-hugepages', usedHugepageBytes(facts.report.memory?.nodes ?? [])],
    ['unused-hugepages', freeHugepageBytes(facts.report.memory?.nodes ?? [])],
    ['ballooned-guest', balloonBytes(facts)],
    ['large-reserve', reserveBytes(facts)],
    ['unaccounted-memory', facts.account?.unaccountedBytes ?? 0],
    ['vmalloc', vmalloc.reduce((sum, site) => sum + site.bytes, 0)],
    ...PARTS.map(([name, key]) => [name, partBytes(facts.account, key)] as const),
  ];
}

/** An upper bound of resident sizes claims nothing. */
function knownHold(facts: Facts, group: ProgramGroup): number {
  const hold = holdOf(facts, group);
  return hold.basis === 'bound' && facts.account !== null ? 0 : hold.bytes;
}

function balloonBytes(facts: Facts): number {
  const { memory } = facts.report;
  return memory === null ? 0 : counterSum(memory, 'Balloon');
}

function lower(confidence: Confidence): Confidence {
  return confidence === 'high' ? 'medium' : 'low';
}
