/** Somebody set the cgroup's limit below what it held, and the kernel killed until it fitted. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { limitDirectory } from '../limit-directory.js';
import { limitPlace, usageEvidence } from '../limit-wording.js';
import { isLimitWrite } from '../limit-write.js';
import { doerName } from '../process-name.js';

export const limitLowered: Rule = (facts) => {
  const { report, limit } = facts;
  const { trigger } = report;
  if (trigger === null || report.scope !== 'memcg' || !isLimitWrite(trigger)) return null;
  const to = limit.totalBytes === null ? '' : ` to ${formatBytes(limit.totalBytes)}`;
  const { directory } = limitDirectory(report);
  return finding('limit-lowered', {
    severity: 'critical',
    title: 'The limit was set below what the cgroup held',
    detail:
      `${doerName(trigger)} set memory.max of ${limitPlace(facts)}${to}, and the cgroup held more. No allocation failed: the kernel reclaims what it ` +
      'can when the limit is written, and then kills until the rest fits. A container engine, systemd, or an autoscaler that ' +
      'resizes in place writes that file, and so does a shell.',
    confidence: 'high',
    evidence: [says('call trace: memory_max_write', report.source.firstLine), ...usageEvidence(facts)],
    advice: [
      advise(
        'Look at what it holds before lowering a limit',
        'Set the former limit again. What is to be lowered under load gets memory.high first, which slows the programs and reclaims but never ' +
          'kills; memory.max follows once memory.current is below it.',
        [
          `cat ${directory}/memory.current`,
          `echo BYTES > ${directory}/memory.high`,
          `cat ${directory}/memory.max`,
        ],
      ),
    ],
  });
};
