/** Another process was killed seconds before: the first kill was not enough, or took something else down with it. */
import { formatDuration } from '../../base/units.js';
import type { OomReport } from '../../report/event.js';
import { elapsed, secondsOf } from '../event-time.js';
import { finding, type Rule, says } from '../finding.js';
import { mainVictim } from '../kernel-choice.js';
import { processName } from '../process-name.js';
import { couldRelieve, isReliefKnown } from '../relief.js';

export const cascade: Rule = (facts) => {
  const before = facts.repeats.cascadeFrom;
  const first = before === null ? null : mainVictim(before);
  if (before === null || first === null || facts.victim === null) return null;
  // Stamps that name the minute or the second alone may be the same.
  const seconds = elapsed(secondsOf(before), secondsOf(facts.report)) || null;
  return finding('cascade', {
    severity: 'warning',
    title: 'This was not the first kill: another came seconds before',
    detail:
      `${processName(first)} had been killed ${seconds === null ? 'just' : formatDuration(seconds)} before ${processName(facts.victim)}. ` +
      reliefWords(before, facts.report),
    confidence: 'medium',
    evidence: [
      says(`earlier kill of ${processName(first)}`, first.line),
      says(`killed ${processName(facts.victim)}`, facts.victim.line),
    ],
  });
};

function reliefWords(before: OomReport, after: OomReport): string {
  if (isOfNodes(after)) return 'Whether its memory lay on the nodes that ran out now is not in the log.';
  if (!isReliefKnown(before, after))
    return 'Whether its memory counted against the limit that was hit now is not in the log.';
  if (!couldRelieve(before, after))
    return 'Its memory did not count against the limit that was hit now, so that kill could not help: look for what made both grow at once.';
  return isOfLimitWithin(before, after)
    ? 'That kill was for a smaller limit of its own, so the two need not have one cause. Here, what it freed was too little, was not back yet, or was taken again at once.'
    : 'That freed too little, its memory was not back yet, or it was taken again at once. Start with the first kill.';
}

/** The earlier kill was for the limit of a cgroup, the later one for that of a cgroup around it, or for the machine. */
function isOfLimitWithin(before: OomReport, after: OomReport): boolean {
  if (before.scope !== 'memcg') return false;
  const limit = before.memcg?.limitPath ?? null;
  return after.scope !== 'memcg' || (limit !== null && limit !== after.memcg?.limitPath);
}

const isOfNodes = ({ scope }: OomReport): boolean => scope === 'cpuset' || scope === 'mempolicy';
