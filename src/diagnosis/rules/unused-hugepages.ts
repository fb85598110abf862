/** Huge pages are reserved and nobody uses them, so that memory serves nothing. */
import { formatBytes, formatCount } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { freeHugepageBytes, hugepagePools } from '../machine-account.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.1;

export const unusedHugepages: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const memory = facts.report.memory;
  if (facts.limit.kind !== 'machine' || ram === null || memory === null) return null;
  const unused = freeHugepageBytes(memory.nodes);
  if (unused < MUCH * ram) return null;
  const withFree = hugepagePools(memory.nodes).filter((pool) => pool.free > 0);
  return finding('unused-hugepages', {
    severity: unused >= 0.25 * ram ? 'critical' : 'warning',
    title: 'Huge pages are reserved and unused',
    detail:
      `${ofRam(unused, ram)} is set aside as huge pages that nothing uses. Ordinary allocations ` +
      'cannot touch them, however short memory is.',
    confidence: 'high',
    unless: 'their user (a database, a virtual machine) was just starting or had just been killed',
    evidence: withFree.map((pool) =>
      says(
        `node ${pool.node}: ${formatCount(pool.free)} of ${formatCount(pool.total)} huge pages of ${formatBytes(pool.sizeBytes)} free`,
      ),
    ),
    advice: [
      advise(
        'Reserve only as many huge pages as are used',
        'Lower the number at run time, then where it is set (sysctl.d, the kernel command line). The memory is available at ' +
          'once. Keep what the database or virtual machine is configured for.',
        [
          'grep -i huge /proc/meminfo',
          ...withFree
            .slice(0, 2)
            .map(
              (pool) =>
                `echo ${pool.total - pool.free} > /sys/devices/system/node/node${pool.node}/hugepages/hugepages-${pool.sizeBytes / 1024}kB/nr_hugepages`,
            ),
        ],
      ),
    ],
  });
};
