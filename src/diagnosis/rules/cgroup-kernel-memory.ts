/** The cgroup is full of memory that the kernel keeps on its behalf: slab, page tables, stacks, sockets. */
import { formatBytes } from '../../base/units.js';
import type { Memcg } from '../../report/event.js';
import { type Account, type PartKey, partBytes } from '../account.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { limitDirectory } from '../limit-directory.js';
import { usageEvidence } from '../limit-wording.js';
import { ofLimit } from '../share-wording.js';

const MUCH = 0.3;
const KERNEL: readonly PartKey[] = [
  'slab-reclaimable',
  'slab-unreclaimable',
  'page-tables',
  'kernel-stacks',
  'vmalloc',
  'kernel-other',
];

export const cgroupKernelMemory: Rule = (facts) => {
  const { totalBytes: total, which } = facts.limit;
  if (facts.report.scope !== 'memcg' || total === null || total <= 0) return null;
  const counted = kernelBytes(facts.account, facts.report.memcg?.kmemUsageBytes ?? null);
  const uncounted = uncountedBytes(facts.account, facts.report.memcg, total);
  const kernel = counted + uncounted;
  const isKernelLimit = which === 'kmem';
  if (!isKernelLimit && (kernel < MUCH * total || kernel < partBytes(facts.account, 'anonymous')))
    return null;
  const largest = largestPart(facts.account);
  return finding('cgroup-kernel-memory', {
    severity: 'critical',
    title: "The cgroup's memory is mostly the kernel's own",
    detail:
      `The kernel holds ${ofLimit(facts, kernel, total)} on behalf of its processes` +
      `${largest === null ? '' : `, most of it ${largest}`}. Many open or cached files, huge numbers of ` +
      "processes or connections, or a kernel leak do that; the processes' own sizes will not show it.",
    confidence: isKernelLimit || counted >= 0.5 * total ? 'high' : 'medium',
    evidence: [
      says(
        `kernel memory of the cgroup: ${formatBytes(kernel)}` +
          (uncounted === 0
            ? ''
            : `, ${formatBytes(uncounted)} of it charged, but in no counter of the report`),
      ),
      ...usageEvidence(facts),
    ],
    advice: [
      advise(
        'See which kernel memory it is',
        'Reclaimable slab is mostly cached directory entries and inodes; unreclaimable slab points to many sockets, ' +
          'files or processes. Watch which counter grows.',
        [kernelMemoryOf(facts), 'slabtop -o -s c | head -20'],
      ),
    ],
  });
};

function kernelMemoryOf({ report }: Facts): string {
  const { isV1, directory } = limitDirectory(report);
  return isV1
    ? `cat ${directory}/memory.kmem.usage_in_bytes ${directory}/memory.kmem.slabinfo`
    : `grep -E '^(kernel|slab|sock|percpu|pagetables|kernel_stack|vmalloc)' ${directory}/memory.stat`;
}

function kernelBytes(account: Account | null, kmem: number | null): number {
  const counted = KERNEL.reduce((sum, key) => sum + partBytes(account, key), 0);
  return Math.max(counted, kmem ?? 0);
}

/**
 * What processes have is counted whole. Kernels without the counter `kernel` (up to 5.17) charge whole pages of their own as well,
 * of pipes and sockets for one, that no counter shows; a list that was cut may have lost others.
 */
function uncountedBytes(account: Account | null, memcg: Memcg | null, total: number): number {
  const stats = memcg?.stats ?? {};
  const isWhole = stats.anon !== undefined && stats.kernel === undefined && stats.pgfault !== undefined;
  // On v1 the line `kmem:` tells it.
  const isUncounted = account?.of === 'cgroup' && isWhole && memcg?.kmemUsageBytes === null;
  const rest = isUncounted ? (account.unaccountedBytes ?? 0) : 0;
  return rest >= 0.5 * total ? rest : 0;
}

const NAMES: Partial<Record<PartKey, string>> = {
  'slab-reclaimable': 'reclaimable slab (cached files and directories)',
  'slab-unreclaimable': 'unreclaimable slab',
  'page-tables': 'page tables',
  'kernel-stacks': 'kernel stacks of its threads',
  vmalloc: 'vmalloc areas',
};

function largestPart(account: Account | null): string | null {
  const part = account?.parts.find((candidate) => KERNEL.includes(candidate.key));
  return part === undefined ? null : (NAMES[part.key] ?? null);
}
