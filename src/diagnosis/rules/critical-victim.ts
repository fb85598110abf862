/** The victim was one of the programs that a machine is controlled with. */
import { advise, finding, type Rule } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { processName, programName } from '../process-name.js';
import { serviceUnit } from '../service-unit.js';

const CRITICAL: Readonly<Record<string, string>> = {
  sshd: 'New logins fail, and this session may be the last one.',
  systemd: 'Units are no longer supervised or restarted.',
  'systemd-journal': 'Log lines of that time may be missing.',
  'systemd-logind': 'Logins hang or fail.',
  'systemd-udevd': 'Devices may not be set up.',
  'dbus-daemon': 'Services that talk over D-Bus fail.',
  auditd: 'Audit records may be missing, and some set-ups stop the machine for that.',
  dockerd: 'Containers keep running, but nobody controls them until it is back.',
  containerd: 'Containers keep running, but nobody controls them until it is back.',
  crio: 'Containers keep running, but nobody controls them until it is back.',
  kubelet: 'The node turns NotReady and its pods may be moved away.',
  'kube-apiserver': 'The cluster cannot be controlled through this node.',
  etcd: "The cluster's store lost a member.",
  chronyd: 'The clock is no longer kept.',
  NetworkManager: 'Network changes and renewals stop.',
};

export const criticalVictim: Rule = (facts) => {
  const critical = facts.report.victims.find((victim) => meaning(victim.comm) !== null);
  const isContainer = facts.identity !== null && facts.identity.runtime !== 'systemd';
  if (critical === undefined || isContainer) return null;
  const unit = serviceUnit(facts.identity);
  return finding('critical-victim', {
    severity: 'critical',
    title: `${programName(critical.comm)} was killed: the machine lost part of its controls`,
    detail: `${processName(critical)} is one of the programs that keep the machine manageable. ${meaning(critical.comm)}`,
    confidence: 'high',
    evidence: killEvidence(facts),
    advice: [
      advise(
        `Protect ${programName(critical.comm)}, and keep memory back for the system`,
        'Lower its oom_score_adj (-900 keeps a last resort; -1000 only for small processes), and guarantee system services some ' +
          'memory, so that applications run out first. Where this service itself grew large, find its leak instead.',
        [
          `systemctl set-property ${unit} MemoryMin=64M`,
          `systemctl edit ${unit}   # [Service] OOMScoreAdjust=-900`,
          `systemctl status ${unit} --no-pager`,
        ],
      ),
    ],
  });
};

function meaning(comm: string | null): string | null {
  return comm !== null && Object.hasOwn(CRITICAL, comm) ? (CRITICAL[comm] ?? null) : null;
}
