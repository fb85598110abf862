/** Somebody, or a watchdog, asked for a kill: SysRq-f, which `earlyoom --kernel-oom` uses too. */
import { advise, finding, type Rule, says } from '../finding.js';

export const manualTrigger: Rule = (facts) => {
  const { manual, trigger, source } = facts.report;
  if (!manual) return null;
  // Kernels up to 4.1 print order=0, and a log may have lost the line: then SysRq's own line tells.
  const sign = trigger?.order === -1 ? 'order=-1' : 'the line of SysRq before it';
  return finding('manual-trigger', {
    severity: 'warning',
    title: 'The kill was requested by hand or by a watchdog',
    detail:
      'The run was started through SysRq (the f key or /proc/sysrq-trigger), not by a failed allocation; ' +
      `${sign} says so. ` +
      'The memory may not have been short at all. Besides people, earlyoom with --kernel-oom and some hypervisor or ' +
      'console tools do this.',
    confidence: 'high',
    evidence: [
      says(trigger?.order === -1 ? 'trigger: order=-1' : 'SysRq: Manual OOM execution', source.firstLine),
    ],
    advice: [
      advise(
        'Find out who asked for it',
        'Look for a userspace killer and for people at the console around that time.',
        ['systemctl status earlyoom nohang systemd-oomd --no-pager', 'last -F | head', 'sysctl kernel.sysrq'],
      ),
    ],
  });
};
