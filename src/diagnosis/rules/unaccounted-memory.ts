/** The kernel's counters explain only part of RAM: somebody took pages without a counter. */
import { counted } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import type { MemoryState } from '../../report/event.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.25;
const SHOWN = 3;

export const unaccountedMemory: Rule = (facts) => {
  const { account } = facts;
  const rest = account?.unaccountedBytes ?? 0;
  if (facts.limit.kind !== 'machine' || account === null || rest < MUCH * account.totalBytes) return null;
  const sites = (facts.report.memory?.allocations ?? [])
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, SHOWN);
  const swapped = uncountedSwapBytes(facts.report.memory);
  return finding('unaccounted-memory', {
    severity: rest >= 0.4 * account.totalBytes ? 'critical' : 'warning',
    title: 'Much of the memory is in no counter of the report',
    detail:
      `${ofRam(rest, account.totalBytes)} is in none of the counters: not in processes, caches, slab, page ` +
      'tables or huge pages. Drivers, GPUs, a balloon of the hypervisor, the ZFS cache, RAM disks, network buffers and what ' +
      'waits in pipes take pages directly.' +
      (swapped === 0
        ? ''
        : ` Of swap ${formatBytes(swapped)} were in use: where that is compressed (zram, zswap), it lies here too, as kernels before 6.19 do not count it.`) +
      `${sites.length === 0 ? '' : ` The kernel's allocation profile names ${counted(sites.length, 'site')}.`}`,
    confidence: 'medium',
    unless: "the report's counters were cut or read long before the kill",
    evidence: [
      says(
        `usable RAM ${formatBytes(account.totalBytes)}, accounted ${formatBytes(account.totalBytes - rest)}`,
      ),
      ...sites.map((site) => says(`allocation profile: ${formatBytes(site.bytes)} at ${site.location}`)),
    ],
    advice: [
      advise(
        'Look where counters do not reach',
        'Check the ZFS cache, the balloon, the GPU and the drivers in this order; what /proc/meminfo does not add up to is theirs.',
        [
          ...(swapped === 0 ? [] : ['zramctl', 'grep -r . /sys/module/zswap/parameters']),
          "awk '/^size/ {print $3}' /proc/spl/kstat/zfs/arcstats",
          'cat /proc/meminfo',
          'sort -k2 -n -r /proc/vmallocinfo | head',
          'dmesg | grep -iE "balloon|drm|amdgpu|i915|nvidia"',
        ],
      ),
    ],
  });
};

/** What was in swap, where no zone has a counter for pages that are kept compressed in RAM. */
function uncountedSwapBytes(memory: MemoryState | null): number {
  const isCounted = memory?.nodes.some(({ zones }) => zones.some(({ counters }) => 'zspages' in counters));
  const total = memory?.swapTotalBytes ?? 0;
  return isCounted === true ? 0 : total - (memory?.swapFreeBytes ?? total);
}
