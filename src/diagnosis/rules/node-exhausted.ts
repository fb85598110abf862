/** One NUMA node had nothing left while others had plenty. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import {
  allFailed,
  allowedZones,
  freeSum,
  freeTotals,
  hasPlenty,
  isZoneQuestion,
} from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const nodeExhausted: Rule = (facts) => {
  const allowed = allowedZones(facts);
  if (!isZoneQuestion(facts) || !allFailed(facts)) return null;
  const own = new Set(allowed.map((zone) => zone.node));
  const others = facts.zones.filter((zone) => !own.has(zone.node) && hasPlenty(zone));
  const hidden = freeElsewhere(facts);
  const free = Math.max(freeSum(others), hidden);
  if (free === 0) return null;
  return finding('node-exhausted', {
    severity: 'critical',
    title: `${own.size === 1 ? 'One NUMA node' : `${own.size} NUMA nodes`} ran out of memory while others had plenty`,
    detail:
      `The allocation was bound to ${own.size === 1 ? 'node' : 'nodes'} ${[...own].join(', ')}, which had nothing left; ${formatBytes(free)} were free on other ` +
      'nodes and out of its reach.',
    confidence: others.length > 0 ? 'high' : 'medium',
    evidence: [
      ...zoneEvidence([...allowed, ...others]),
      ...(others.length === 0
        ? [says(`free on the whole machine but not on the nodes shown: ${formatBytes(hidden)}`)]
        : []),
    ],
    advice: [
      advise(
        'Spread the memory over the nodes, or widen the binding',
        'Interleave large allocations, or let the process use more nodes; then compare the nodes while it runs.',
        [
          'numastat -m | head -20',
          'numactl --hardware',
          'grep -E "Cpus_allowed_list|Mems_allowed_list" /proc/self/status',
        ],
      ),
    ],
  });
};

/**
 * The report shows only the allowed nodes, but the totals are of all. That only says something where the allocation was
 * bound to nodes and the log lost no line.
 */
function freeElsewhere(facts: Parameters<Rule>[0]): number {
  const { trigger, scope } = facts.report;
  const isBound =
    scope !== 'system' ||
    (trigger?.nodemask ?? null) !== null ||
    facts.allocation.flags.includes('__GFP_THISNODE');
  const free = isBound ? freeTotals(facts.report) : null;
  return free !== null && free.unshown > Math.max(64 * 2 ** 20, free.shown) ? free.unshown : 0;
}
