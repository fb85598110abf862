/** The victim's memory could not be taken back at once. */
import { advise, finding, type Rule, says } from '../finding.js';
import { processName } from '../process-name.js';

export const notReaped: Rule = (facts) => {
  const stuck = facts.report.victims.filter((victim) => victim.reaped === false);
  if (stuck.length === 0) return null;
  return finding('not-reaped', {
    severity: 'warning',
    title: 'The memory of a victim could not be freed at once',
    detail:
      `The reaper could not take back the memory of ${stuck.map(processName).join(', ')}: it hangs in the kernel, typically on a ` +
      'disk, network file system or driver. Until it lets go, the kernel may kill further processes.',
    confidence: 'high',
    evidence: stuck.map((victim) => says(`oom_reaper: unable to reap ${processName(victim)}`)),
    advice: [
      advise(
        'See what it hangs on',
        'The log right after that line holds its stack; storage that does not answer is the usual reason.',
        [`cat /proc/${stuck[0]?.pid}/stack`, "ps -eo pid,stat,wchan:32,comm | awk '$2 ~ /D/'"],
      ),
    ],
  });
};
