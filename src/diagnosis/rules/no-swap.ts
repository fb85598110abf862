/** The machine has no swap: nothing cold could be moved out of RAM. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { isFull } from '../limit.js';
import { isOutOfReach } from '../out-of-reach.js';
import { isProcessMemory } from '../process-memory.js';
import { suggestedSwapBytes } from '../sizing.js';

export const noSwap: Rule = (facts) => {
  if (facts.limit.kind !== 'machine' || facts.report.memory?.swapTotalBytes !== 0) return null;
  // Pages left in swap where none is: it is being taken away.
  const freeBytes = facts.report.memory.swapFreeBytes ?? 0;
  if (freeBytes < 0) return swapGoing(-freeBytes);
  if (!isFull(facts.limit)) return null;
  const isHelpful = isProcessMemory(facts) && !isOutOfReach(facts) && !hasNoProcess(facts);
  const isKubernetes = facts.identity?.runtime === 'kubernetes';
  const size = suggestedSwapBytes(facts.limit.totalBytes);
  const mebibytes = Math.round(size / 2 ** 20);
  return finding('no-swap', {
    severity: 'info',
    title: 'The machine has no swap',
    detail:
      'Without swap the kernel can only drop file cache; memory that processes wrote and never touch again stays in RAM. ' +
      'A little swap gives it room and gives you time to notice.',
    confidence: 'high',
    unless: 'the machine is a Kubernetes node without NodeSwap, or its latency must never depend on a disk',
    evidence: [says('Total swap = 0')],
    advice:
      isKubernetes || !isHelpful
        ? []
        : [
            advise(
              `Add a swap file of ${formatBytes(size)}`,
              'A cushion for cold memory, not a substitute for RAM. Costs disk space, and slowness instead of a kill when hot ' +
                'memory lands in it. Afterwards `swapon --show` lists it, and `vmstat 1` should show si and so near 0. ' +
                'Without a suitable disk, zram keeps the swap compressed in RAM.',
              [
                `dd if=/dev/zero of=/swapfile bs=1M count=${mebibytes} conv=excl status=progress`,
                'chmod 600 /swapfile',
                'mkswap /swapfile',
                'swapon /swapfile',
                "echo '/swapfile none swap sw 0 0' >> /etc/fstab",
                'sysctl -w vm.swappiness=10',
              ],
            ),
          ],
  });
};

/** The table is there and empty, as where the kernel runs out before any program does: there is nothing to swap out. */
function hasNoProcess({ report }: Facts): boolean {
  return (
    report.outcome !== 'killed' && report.tasks.length === 0 && !report.completeness.missing.includes('tasks')
  );
}

function swapGoing(leftBytes: number): ReturnType<Rule> {
  return finding('no-swap', {
    severity: 'warning',
    title: 'Swap was being switched off',
    detail:
      `${formatBytes(leftBytes)} were still in swap space that no longer counted: swapoff was bringing them back into RAM, ` +
      'which had no room for them.',
    confidence: 'high',
    unless: null,
    evidence: [says(`Total swap = 0, Free swap = -${formatBytes(leftBytes)}`)],
    advice: [
      advise('Make room before you switch swap off', 'What is in swap has to fit into what is available.', [
        'free -h',
        'swapon --show',
      ]),
    ],
  });
}
