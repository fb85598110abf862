/** So many threads that their kernel stacks fill the machine. */
import { formatBytes, formatCount } from '../../base/units.js';
import { partBytes } from '../account.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { ofRam } from '../share-wording.js';

const MUCH = 0.08;
const STACK = 16 * 1024;

export const kernelStacks: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const stacks = partBytes(facts.account, 'kernel-stacks');
  if (facts.limit.kind !== 'machine' || ram === null || stacks < MUCH * ram) return null;
  return finding('kernel-stacks', {
    severity: stacks >= 0.25 * ram ? 'critical' : 'warning',
    title: 'Kernel stacks hold much of the memory: there are too many threads',
    detail:
      `Kernel stacks are ${ofRam(stacks, ram)}. At the usual 16 KiB each that is about ` +
      `${formatCount(Math.round(stacks / STACK))} threads: something starts them without end.`,
    confidence: 'high',
    evidence: [says(`Mem-Info: kernel_stack ${formatBytes(stacks)}`)],
    advice: [
      advise(
        'Find who starts the threads, and bound their number',
        'Count threads per process, then set TasksMax= on the unit or pids.max on the cgroup (--pids-limit for a container).',
        ['ps -eo nlwp,pid,user,comm --sort=-nlwp | head', 'cat /proc/sys/kernel/threads-max'],
      ),
    ],
  });
};
