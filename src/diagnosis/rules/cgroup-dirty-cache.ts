/** The cgroup is full of file pages that still have to be written, so they could not be dropped in time. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { usageEvidence } from '../limit-wording.js';
import { ofLimit } from '../share-wording.js';

const MUCH = 0.25;

export const cgroupDirtyCache: Rule = (facts) => {
  const total = facts.limit.totalBytes;
  const stats = facts.report.memcg?.stats ?? {};
  if (facts.report.scope !== 'memcg' || total === null || total <= 0) return null;
  const dirty = stats.file_dirty ?? stats.total_dirty ?? stats.dirty ?? 0;
  const writeback = stats.file_writeback ?? stats.total_writeback ?? stats.writeback ?? 0;
  if (dirty + writeback < MUCH * total) return null;
  return finding('cgroup-dirty-cache', {
    severity: 'critical',
    title: "The cgroup's memory is full of unwritten file data",
    detail:
      `${ofLimit(facts, dirty + writeback, total)} is file cache that is dirty or being ` +
      'written. The kernel may drop clean cache at any time, dirty cache only after the disk took it: a process ' +
      'that writes faster than the device fills the limit.',
    confidence: 'high',
    evidence: [
      says(`memory.stat: dirty ${formatBytes(dirty)}, under writeback ${formatBytes(writeback)}`),
      ...usageEvidence(facts),
    ],
    advice: [
      advise(
        'Let writing begin earlier, or slow the writer',
        "Lower the machine's dirty limits so that flushing starts sooner, or write with direct I/O or explicit syncs. " +
          'Costs some write throughput. Cgroup v2 with the io controller also throttles the writer by itself.',
        ['sysctl -w vm.dirty_background_bytes=67108864 vm.dirty_bytes=268435456'],
      ),
    ],
  });
};
