/** A page fault failed for want of something else than the free memory that the machine had. */
import { formatBytes } from '../../base/units.js';
import type { MemoryNode } from '../../report/event.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { isPageFault } from '../page-fault.js';
import { programName } from '../process-name.js';
import { ofRam } from '../share-wording.js';

/** Less is no surprise on a machine that is full. */
const MUCH = 0.05;

export const pageFaultFailed: Rule = (facts) => {
  const { report } = facts;
  const freeBytes = plentyFree(facts);
  if (report.scope !== 'system' || freeBytes === null || !isPageFault(report.trigger)) return null;
  const ram = facts.limit.totalBytes;
  return finding('page-fault-failed', {
    severity: 'critical',
    title: 'A page fault failed although memory was free',
    detail:
      `No allocation called the killer (gfp_mask=0x0): a page fault of ${programName(report.trigger?.comm ?? null)} ended with ` +
      `"out of memory", while ${ram === null ? formatBytes(freeBytes) : ofRam(freeBytes, ram)} were free. Kernels up to 5.15 then kill the ` +
      'largest process, which gives back nothing that the fault was short of. Usually that is the kernel memory limit of the ' +
      "asking process's cgroup, or a driver (graphics, for one) whose pages could not be had.",
    confidence: 'high',
    evidence: [says('gfp_mask=0x0, order=0'), says(`Mem-Info: free ${formatBytes(freeBytes)}`)],
    advice: [
      advise(
        'Find out what the fault was short of',
        'The lines before the report tell: "SLUB: Unable to allocate memory" names the cache, and in brackets the cgroup. Take a limit on ' +
          'kernel memory away (docker run --kernel-memory, memory.kmem.limit_in_bytes; without effect since 5.16); since then the fault is tried ' +
          'again, and nothing is killed.',
        [
          'dmesg -T | grep -E -B 6 "SLUB: Unable to allocate|allocation failure"',
          'find /sys/fs/cgroup/memory -name memory.kmem.failcnt -exec grep -H -v "^0$" {} +',
        ],
      ),
    ],
  });
};

/** What the zones have free, where that is well above their watermarks and no small part of RAM. */
function plentyFree({ report, limit }: Facts): number | null {
  const nodes = report.memory?.nodes ?? [];
  const freeBytes = sum(nodes, (zone) => zone.freeBytes);
  const isAbove = freeBytes > 2 * sum(nodes, (zone) => zone.highBytes ?? zone.minBytes);
  return isAbove && freeBytes >= MUCH * (limit.totalBytes ?? 0) ? freeBytes : null;
}

function sum(nodes: readonly MemoryNode[], of: (zone: MemoryNode['zones'][number]) => number | null): number {
  return nodes.reduce((all, { zones }) => zones.reduce((part, zone) => part + (of(zone) ?? 0), all), 0);
}
