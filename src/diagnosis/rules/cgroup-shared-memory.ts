/** The cgroup is full of shared memory or tmpfs files, which no kill gives back. */
import { formatBytes } from '../../base/units.js';
import type { Memcg } from '../../report/event.js';
import { isShmemCounted, partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { usageEvidence } from '../limit-wording.js';
import { ofLimit } from '../share-wording.js';

const MUCH = 0.4;

export const cgroupSharedMemory: Rule = (facts) => {
  const total = facts.limit.totalBytes;
  const shmem = partBytes(facts.account, 'shared-memory');
  if (facts.report.scope !== 'memcg' || total === null || shmem < MUCH * total || total <= 0) return null;
  if (shmem < partBytes(facts.account, 'anonymous')) return null;
  return finding('cgroup-shared-memory', {
    severity: 'critical',
    title: "The cgroup's memory is mostly shared memory or tmpfs",
    detail:
      `Shared memory and tmpfs files hold ${ofLimit(facts, shmem, total)}. Files in ` +
      '/dev/shm, an in-memory volume or another tmpfs count against the cgroup that wrote them and stay when ' +
      'processes die, so the killer can strike again and again without freeing anything of them.',
    confidence: 'high',
    unless: "it is a database's shared buffers, which are meant to be there and end with the server",
    evidence: [says(shmemWords(facts.report.memcg, shmem)), ...usageEvidence(facts)],
    advice: [
      advise(
        'Empty or bound the tmpfs, or give the cgroup room for it',
        'Find what fills it inside the container, set a size on the mount (size=, sizeLimit of an emptyDir, ' +
          '--shm-size), and count it into the memory limit.',
        ['df -h -t tmpfs', 'du -xsh /dev/shm /tmp /run', 'ipcs -m'],
      ),
    ],
  });
};

function shmemWords(memcg: Memcg | null, bytes: number): string {
  return memcg === null || isShmemCounted(memcg) || memcg.stats.anon !== undefined
    ? `memory.stat: shmem ${formatBytes(bytes)}`
    : `memory.stat: ${formatBytes(bytes)} on the lists of anonymous pages, beyond rss`;
}
