/** How kernels before 2.6.36 chose: the inputs are not in the log, so the rule is explained instead of recomputed. */
import { finding, type Rule, says } from '../finding.js';
import { isOldAlgorithm } from '../kernel-era.js';
import { processName } from '../process-name.js';

export const oldBadness: Rule = (facts) => {
  const { report, victim } = facts;
  if (!isOldAlgorithm(report) || victim === null) return null;
  const score = report.selected?.score ?? victim.score;
  // Where a child died in its place, the points are those of the process that was chosen.
  const chosen = processName(report.selected ?? victim);
  return finding('old-badness', {
    severity: 'info',
    title: 'This kernel chose by virtual size and run time, not by memory held',
    detail:
      `${chosen} ${score === null ? 'had the most points' : `came to ${score} points`} by the rule before 2.6.36: total ` +
      'virtual size, plus half of that of its children, divided by the square root of its CPU time and the fourth root of its ' +
      'run time; doubled for nice processes, a quarter for root, shifted by oom_adj. Long-running and small-looking processes ' +
      'were safe. CPU and run times are not in the log, so the order cannot be recomputed.',
    confidence: 'high',
    evidence: [
      says(
        `${report.selected === null ? 'killed' : 'chose'} ${chosen}${score === null ? '' : `, score ${score}`}`,
        victim.line,
      ),
    ],
  });
};
