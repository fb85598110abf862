/** Kernels up to 5.0 killed a child in the place of the process they had chosen. */
import { finding, type Rule, says } from '../finding.js';
import { processName, programName } from '../process-name.js';

export const childSacrificed: Rule = (facts) => {
  const { selected, victims } = facts.report;
  const child = victims.find((victim) => victim.role === 'child-sacrificed');
  if (selected === null || child === undefined) return null;
  const isInTable = facts.report.tasks.some(({ pid }) => pid === selected.pid);
  return finding('child-sacrificed', {
    severity: 'info',
    // Without its row the chosen one may be a thread of the other.
    title: isInTable
      ? `${programName(selected.comm)} was chosen, its child ${programName(child.comm)} was killed`
      : `${programName(selected.comm)} was chosen, ${programName(child.comm)} was killed in its place`,
    detail:
      `The kernel chose ${processName(selected)}${selected.score === null ? '' : ` (score ${selected.score})`} and killed ` +
      `${processName(child)} in its place, hoping that the child's memory would do. Kernels up to 5.0 did that; the ` +
      'process to look at is the one that was chosen.',
    confidence: isInTable ? 'high' : 'medium',
    unless: isInTable
      ? null
      : `${selected.pid} was a thread of ${child.pid}: then the kernel killed what it had chosen`,
    evidence: [
      says(`Kill process ${selected.pid} (${programName(selected.comm)}) or sacrifice child`),
      says(`killed ${processName(child)}`, child.line),
    ],
  });
};
