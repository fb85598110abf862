/** Many kills in a short time: a storm, or a program that is killed and restarted again and again. */
import { counted } from '../../base/text.js';
import { formatDuration } from '../../base/units.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { countedOf, withinMinuteWords } from '../repeats.js';
import { shellArgument } from '../shell-argument.js';

const STORM = 5;

export const killStorm: Rule = (facts) => {
  const { repeats } = facts;
  const { withinMinute, elsewhereWithinMinute, series, ranBefore, isSameChoice } = repeats;
  const isOneAfterOther = !ranBefore && !isSameChoice;
  const isLoop = isOneAfterOther && (series.pattern.kind === 'crash-loop' || series.pattern.kind === 'storm');
  if (facts.report.manual || (withinMinute < STORM && !isLoop)) return null;
  const name = facts.victim?.comm ?? 'the program';
  const pace =
    series.medianIntervalSeconds === null ? '' : `, ${formatDuration(series.medianIntervalSeconds)} apart`;
  return finding('kill-storm', {
    severity: 'critical',
    title: isLoop
      ? `${name} is in a loop of being killed and restarted`
      : 'Many processes were killed within a minute',
    detail: isLoop
      ? `${name} was killed ${countedOf(repeats, series.count, 'time')} in the same place${pace}. Something restarts it, and it fills ` +
        'up again at once.'
      : `${withinMinuteWords(repeats)} runs of the killer fell into one minute on this host. ` +
        (elsewhereWithinMinute === 0
          ? 'Each kill freed too little, or its place was taken at once.'
          : `${counted(elsewhereWithinMinute, 'of them was', 'of them were')} below other limits and could not help this one: more than one place ran out.`),
    confidence: 'high',
    evidence: [
      says(
        isLoop
          ? `${countedOf(repeats, series.count, 'kill')} of ${name} in the same place`
          : `${withinMinuteWords(repeats)} events within 60 s`,
      ),
    ],
    advice: [
      advise(
        'Stop what restarts them before looking for the cause',
        'Stop or slow the restarts (Restart= with RestartSec=, a back-off, replicas to 0), so that the machine is usable while you look.',
        facts.identity?.runtime === 'systemd'
          ? [`systemctl stop ${shellArgument(facts.identity.unit, 'UNIT')}`]
          : [],
      ),
    ],
  });
};
