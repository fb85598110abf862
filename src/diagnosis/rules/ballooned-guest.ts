/** The hypervisor's balloon has taken memory back from this virtual machine. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { counterSum } from '../machine-account.js';
import { shareOf } from '../share-wording.js';

const MUCH = 0.1;

export const balloonedGuest: Rule = (facts) => {
  const memory = facts.report.memory;
  if (facts.limit.kind !== 'machine' || memory === null || memory.ramPages === null) return null;
  const ram = memory.ramPages * memory.pageSizeBytes;
  const balloon = counterSum(memory, 'Balloon');
  if (balloon < MUCH * ram) return null;
  return finding('ballooned-guest', {
    severity: 'warning',
    title: 'The hypervisor has taken memory back from this machine',
    detail: `The balloon holds ${shareOf(balloon, ram)}: memory that the guest was given and may not use.`,
    confidence: 'high',
    evidence: [says(`Mem-Info: Balloon ${formatBytes(balloon)}`)],
    advice: [
      advise(
        'Guarantee the guest its memory',
        "On the host, raise the guest's minimum memory or switch ballooning off for it; see whether the host is overcommitted.",
        ['virsh dommemstat GUEST', 'qm config VMID | grep -E "memory|balloon"'],
      ),
    ],
  });
};
