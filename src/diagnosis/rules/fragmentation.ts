/** Enough memory was free, but no contiguous block of the size that was asked for. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule } from '../finding.js';
import { allFailed, allowedZones, freeSum, isZoneQuestion } from '../zone-questions.js';
import { blockName, zoneEvidence } from '../zone-wording.js';

export const fragmentation: Rule = (facts) => {
  const order = facts.allocation.order ?? 0;
  if (!isZoneQuestion(facts) || order <= 0 || !allFailed(facts)) return null;
  const blocked = allowedZones(facts).filter((zone) => zone.verdict === 'no-block');
  if (blocked.length === 0) return null;
  const isKeptBack =
    facts.allocation.isKeptBackBySize && blocked.some((zone) => (zone.usableBlocks ?? 0) > 0);
  const shortage = isKeptBack
    ? 'too little of it lay in blocks that large: kernels up to 4.3 keep back a share of every size'
    : 'no usable list held a block that large';
  const size = blockName(order, facts.report.memory?.pageSizeBytes ?? 4096);
  return finding('fragmentation', {
    severity: 'critical',
    title: 'Memory was free, but too fragmented for the block that was asked for',
    detail:
      `The allocation needed ${size} in one piece. ${formatBytes(freeSum(blocked))} were free in zones above their ` +
      `watermark, yet ${shortage}. More RAM or smaller programs help little here; less fragmentation, or a driver that ` +
      'asks for smaller pieces, does.',
    confidence: 'high',
    evidence: [
      { text: `trigger: order=${order}`, line: facts.report.source.firstLine },
      ...zoneEvidence(blocked),
    ],
    advice: [
      advise(
        'Keep more memory free and compact it ahead of time',
        'A larger min_free_kbytes makes the kernel reclaim and compact earlier (it costs that much RAM); ' +
          (facts.allocation.isKeptBackBySize
            ? 'newer kernels compact far better, and ask for single pages where these ask for blocks. '
            : 'proactive compaction does it in the background at some CPU cost. ') +
          'The buddyinfo columns are the free blocks per order.',
        [
          'cat /proc/buddyinfo',
          ...(facts.allocation.isKeptBackBySize
            ? ['sysctl vm.min_free_kbytes']
            : ['echo 1 > /proc/sys/vm/compact_memory', 'sysctl -w vm.compaction_proactiveness=40']),
        ],
      ),
    ],
  });
};
