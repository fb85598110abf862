/** The free memory lay in the Movable zone, where the kernel puts nothing that it cannot move. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { allowedZones, freeAbove } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const movableOnlyFree: Rule = (facts) => {
  const movable = freeAbove(facts, 'Movable');
  if (movable === null) return null;
  const isShown = movable.zones.length > 0;
  return finding('movable-only-free', {
    severity: 'critical',
    title: 'The free memory was in the Movable zone and could not be used',
    detail:
      `${formatBytes(movable.bytes)} were free in the zone kept for what can be moved, mostly the memory of programs. This ` +
      'allocation cannot be moved, as most of the kernel’s own (pipes, sockets, page tables, slab), and the zones for those were full.',
    confidence: isShown ? 'high' : 'medium',
    evidence: [
      ...zoneEvidence([...allowedZones(facts), ...movable.zones]),
      ...(isShown
        ? []
        : [says(`free on the whole machine but not in the zones shown: ${formatBytes(movable.bytes)}`)]),
    ],
    advice: [
      advise(
        'Keep less memory for what can be moved',
        'movablecore=, kernelcore= or movable_node on the kernel command line, or memory that is plugged in while the machine ' +
          'runs, make that zone. Give it less, or online new memory for the kernel as well.',
        [
          'grep -A 8 "zone *Movable" /proc/zoneinfo',
          "tr ' ' '\\n' < /proc/cmdline | grep -E 'movable|kernelcore|memory_hotplug'",
          'cat /sys/devices/system/memory/auto_online_blocks',
        ],
      ),
    ],
  });
};
