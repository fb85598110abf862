/** Memory that must stay in RAM (mlock, locked shared memory, ramfs) fills the machine. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { counterSum } from '../machine-account.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.2;

export const lockedMemory: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const memory = facts.report.memory;
  if (facts.limit.kind !== 'machine' || ram === null || memory === null) return null;
  const unevictable = (memory.totals.unevictable ?? 0) * memory.pageSizeBytes;
  if (unevictable < MUCH * ram) return null;
  const mlocked = counterSum(memory, 'mlocked');
  const isLocked = mlocked >= 0.5 * unevictable;
  return finding('locked-memory', {
    severity: unevictable >= 0.4 * ram ? 'critical' : 'warning',
    title: isLocked ? 'Much of the memory is locked into RAM' : 'Much of the memory has to stay in RAM',
    detail:
      `${ofRam(unevictable, ram)} is unevictable. ` +
      (isLocked
        ? `${formatBytes(mlocked)} of it were locked by processes (mlock, mlockall, io_uring buffers).`
        : 'Little of it is mlocked: locked shared memory, ramfs or an initramfs that was never freed hold it.') +
      ' The kernel can neither drop nor swap it.',
    confidence: 'high',
    evidence: [says(`Mem-Info: unevictable ${formatBytes(unevictable)}, mlocked ${formatBytes(mlocked)}`)],
    advice: [
      isLocked
        ? advise(
            'Find who locks memory, and bound it',
            'Look for bootstrap.memory_lock, mlockall, and virtual machines with locked memory; lower LimitMEMLOCK= of the unit.',
            [
              'grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head',
              'grep -E "Unevictable|Mlocked" /proc/meminfo',
            ],
          )
        : advise(
            'Find the files or segments, and use tmpfs in the place of ramfs',
            'Unlike a tmpfs, a ramfs has no size limit and is never swapped. No process need hold what lies in it, so no kill frees it.',
            ['grep ramfs /proc/mounts', 'ipcs -m', 'grep -E "Unevictable|Mlocked" /proc/meminfo'],
          ),
    ],
  });
};
