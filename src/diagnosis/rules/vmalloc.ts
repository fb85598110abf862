/** vmalloc areas (modules, drivers, BPF, kernel buffers) hold a large part. */
import { formatBytes } from '../../base/units.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { shareOf } from '../share-wording.js';

const MUCH = 0.2;

export const vmalloc: Rule = (facts) => {
  const total = facts.limit.totalBytes;
  if (total === null || total <= 0) return null;
  const sites = (facts.report.memory?.allocations ?? []).filter((site) =>
    /vmalloc|vzalloc/i.test(site.location),
  );
  const profiled = sites.reduce((sum, site) => sum + site.bytes, 0);
  const bytes = Math.max(partBytes(facts.account, 'vmalloc'), profiled);
  const isCgroup = facts.limit.kind === 'cgroup';
  if (bytes < MUCH * total || (isCgroup && bytes < partBytes(facts.account, 'anonymous'))) return null;
  return finding('vmalloc', {
    severity: bytes >= 0.3 * total ? 'critical' : 'warning',
    title: 'vmalloc areas of the kernel hold much of the memory',
    detail:
      `vmalloc areas hold ${shareOf(bytes, total)}. They belong to modules, drivers, BPF programs and large kernel ` +
      'buffers; no process shows them and no kill frees them.',
    confidence: 'high',
    evidence:
      profiled > 0
        ? sites
            .slice(0, 3)
            .map((site) => says(`allocation profile: ${formatBytes(site.bytes)} at ${site.location}`))
        : [says(`memory.stat: vmalloc ${formatBytes(bytes)}`)],
    advice: [
      advise('See who allocated them', 'Sort the areas by size; the caller names the module or subsystem.', [
        'sort -k2 -n -r /proc/vmallocinfo | head -20',
        'grep Vmalloc /proc/meminfo',
      ]),
    ],
  });
};
