/** Huge pages that programs use hold much of the machine, and no table shows whose they are. */
import { formatBytes, formatCount } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { hugepagePools, usedHugepageBytes } from '../machine-account.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.3;

export const usedHugepages: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const memory = facts.report.memory;
  if (facts.limit.kind !== 'machine' || ram === null || memory === null) return null;
  const used = usedHugepageBytes(memory.nodes);
  if (used < MUCH * ram) return null;
  const inUse = hugepagePools(memory.nodes).filter((pool) => pool.total > pool.free);
  return finding('used-hugepages', {
    severity: used >= 0.5 * ram ? 'critical' : 'warning',
    title: 'Huge pages in use hold much of the memory',
    detail:
      `${ofRam(used, ram)} is in use as huge pages from a pool (hugetlbfs: virtual machines, databases, DPDK). They are in no ` +
      'resident size of the task table, cannot be swapped or reclaimed, and all else has to fit beside them.',
    confidence: 'medium',
    unless: 'the pool is as large as it is meant to be, and something beside it grew',
    evidence: inUse.map((pool) =>
      says(
        `node ${pool.node}: ${formatCount(pool.total - pool.free)} of ${formatCount(pool.total)} huge pages of ${formatBytes(pool.sizeBytes)} in use`,
      ),
    ),
    advice: [
      advise(
        'Find who uses the huge pages, and leave enough for the rest',
        'Make what uses them smaller (the memory of guests, the shared memory of the database) and the pool with it, or give ' +
          'the machine more memory.',
        [
          "grep -H HugetlbPages /proc/[0-9]*/status | grep -v ' 0 kB'",
          'grep -i huge /proc/meminfo',
          'df -t hugetlbfs',
        ],
      ),
    ],
  });
};
