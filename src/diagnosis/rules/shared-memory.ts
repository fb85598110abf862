/** tmpfs files, POSIX or SysV shared memory fill the machine. */
import { formatBytes } from '../../base/units.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { ofRam } from '../share-wording.js';
import { mebibytes } from '../sizing.js';

const MUCH = 0.25;
/** Half of what a tmpfs may take where nobody says otherwise. */
const TMPFS_SHARE = 0.25;

export const sharedMemory: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const shmem = partBytes(facts.account, 'shared-memory');
  if (facts.limit.kind !== 'machine' || ram === null || shmem < MUCH * ram) return null;
  const mapped = facts.report.tasks.reduce((most, task) => Math.max(most, task.rssShmemBytes ?? 0), 0);
  const isMapped = mapped >= 0.5 * shmem;
  return finding('shared-memory', {
    severity: shmem >= 0.4 * ram ? 'critical' : 'warning',
    title: 'Shared memory or tmpfs files hold much of the memory',
    detail:
      `Shared memory is ${ofRam(shmem, ram)}. ` +
      (isMapped
        ? `At least one process maps ${formatBytes(mapped)} of it: a database's buffers or another shared segment.`
        : 'Files in a tmpfs (/dev/shm, /tmp, /run) and System V segments count here; without swap they cannot leave RAM.') +
      ' Files and System V segments stay when processes die, so a kill frees nothing of them; what was only mapped or opened ' +
      '(anonymous shared memory, memfd) goes with the last process that has it.',
    confidence: 'high',
    evidence: [says(`Mem-Info: shmem ${formatBytes(shmem)}`)],
    advice: [
      advise(
        'Find and remove what fills it, then bound it',
        'Delete the files or segments, set a size on the tmpfs mounts (their default is half of RAM each), and count ' +
          'shared buffers once when sizing.',
        [
          'df -h -t tmpfs',
          'du -xsh /dev/shm /tmp /run',
          'ipcs -m -p',
          `mount -o remount,size=${mebibytes(ram, TMPFS_SHARE)}M /dev/shm`,
        ],
      ),
    ],
  });
};
