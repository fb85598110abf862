/** A userspace killer acted on this host shortly before the kernel did. */
import { formatDuration } from '../../base/units.js';
import { elapsed, secondsOf } from '../event-time.js';
import { finding, type Rule, says } from '../finding.js';
import { mainVictim } from '../kernel-choice.js';

export const userspaceKillerFirst: Rule = (facts) => {
  const before = facts.repeats.userspaceBefore;
  if (before === null) return null;
  const seconds = elapsed(secondsOf(before), secondsOf(facts.report));
  const whom = mainVictim(before)?.comm;
  return finding('userspace-killer-first', {
    severity: 'info',
    title: `${before.killer} had already killed before the kernel did`,
    detail:
      `${before.killer} killed ${whom ?? 'something'}${seconds === null ? '' : ` ${formatDuration(seconds)} earlier`}; ` +
      'that was not enough, or its victim was not the one that grew.',
    confidence: 'high',
    evidence: [says(`earlier event by ${before.killer}`, before.source.firstLine)],
  });
};
