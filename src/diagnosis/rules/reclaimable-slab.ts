/** Cached directory entries and inodes that reclaim did not manage to drop fill the machine. */
import { formatBytes } from '../../base/units.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.25;

export const reclaimableSlab: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const slab = partBytes(facts.account, 'slab-reclaimable');
  if (facts.limit.kind !== 'machine' || ram === null || slab < MUCH * ram) return null;
  return finding('reclaimable-slab', {
    severity: 'warning',
    title: 'Cached directory entries and inodes hold much of the memory',
    detail:
      `Reclaimable slab is ${ofRam(slab, ram)}. The kernel should have dropped it before killing; ` +
      'that it could not means the entries are pinned (open files, mounts, files of a tmpfs or ramfs) or that the ' +
      'allocation could not wait for file systems.',
    confidence: 'medium',
    evidence: [says(`Mem-Info: slab_reclaimable ${formatBytes(slab)}`)],
    advice: [
      advise(
        'Let the kernel drop them sooner',
        'Raise vfs_cache_pressure, and find the job that walks whole file systems. Dropping caches by hand is a ' +
          'stopgap: it frees nothing that reclaim had not already tried to.',
        ['slabtop -o -s c | head -15', 'sysctl -w vm.vfs_cache_pressure=200'],
      ),
    ],
  });
};
