/** The kernel's own objects fill the machine and cannot be dropped. */
import { formatBytes } from '../../base/units.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { ofRam } from '../share-wording.js';
import { slabMeaning } from '../slab-caches.js';

const MUCH = 0.15;
const SHOWN = 3;

export const unreclaimableSlab: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const both = partBytes(facts.account, 'slab');
  const slab = partBytes(facts.account, 'slab-unreclaimable') + both;
  if (facts.limit.kind !== 'machine' || ram === null || slab < MUCH * ram) return null;
  const largest = (facts.report.memory?.unreclaimableSlab ?? [])
    .toSorted((a, b) => b.totalBytes - a.totalBytes)
    .slice(0, SHOWN);
  const names = largest.map((cache) => `${cache.name} (${formatBytes(cache.totalBytes)})`);
  const meaning = largest.map((cache) => slabMeaning(cache.name)).find((text) => text !== null) ?? null;
  return finding('unreclaimable-slab', {
    severity: slab >= 0.25 * ram ? 'critical' : 'warning',
    title: "The kernel's own objects hold much of the memory",
    detail:
      `${both > 0 ? 'Slab, of which the log does not tell how much could be reclaimed,' : 'Unreclaimable slab'} is ${ofRam(slab, ram)}. ` +
      (names.length === 0
        ? 'The log does not list the caches.'
        : `The largest caches: ${names.join(', ')}.`) +
      (meaning === null ? '' : ` ${meaning}`) +
      ' No process shows this memory, and killing one frees little of it.',
    confidence: 'high',
    evidence: [
      says(`Mem-Info: ${both > 0 ? 'slab' : 'slab_unreclaimable'} ${formatBytes(slab)}`),
      ...largest.map((cache) => says(`slab table: ${cache.name} ${formatBytes(cache.totalBytes)}`)),
    ],
    advice: [
      advise(
        'Find the cache that grows and what feeds it',
        'Compare two readings some minutes apart. A cache that only grows is a kernel or driver leak, or a workload ' +
          'that opens without closing (sockets, files, inotify watches, network namespaces): update the kernel or driver, or ' +
          'fix the workload. Restarting the machine is the only quick way to get the memory back.',
        ['slabtop -o -s c | head -25', 'grep -E "Slab|SReclaimable|SUnreclaim" /proc/meminfo'],
      ),
    ],
  });
};
