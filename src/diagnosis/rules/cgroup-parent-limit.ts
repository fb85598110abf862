/** The limit that was hit belongs to an ancestor of the victim's cgroup: a pod, a slice, a task. */
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { limitDirectory } from '../limit-directory.js';
import { limitPlace, usageEvidence } from '../limit-wording.js';
import { placeName } from '../place-name.js';

export const cgroupParentLimit: Rule = (facts) => {
  const limitPath = facts.report.memcg?.limitPath ?? null;
  const taskPath = facts.report.memcg?.taskPath ?? null;
  if (facts.report.scope !== 'memcg' || limitPath === null || taskPath === null) return null;
  const isAncestor = limitPath !== taskPath && taskPath.startsWith(limitPath === '/' ? '/' : `${limitPath}/`);
  if (!isAncestor) return null;
  return finding('cgroup-parent-limit', {
    severity: 'warning',
    title: 'The limit of a parent cgroup was hit, not the one of the victim itself',
    detail:
      `The victim ran in ${placeName(facts.identity) ?? taskPath}, but what ran full is the limit of ${limitPlace(facts)}, ` +
      'which all its children share. A neighbour in the same parent can be the one that grew; raising only the limit ' +
      'of the child changes nothing.',
    confidence: 'high',
    unless: 'the parent has only this one child with the same limit, as pods with a single container do',
    evidence: [says(`limit hit at ${limitPath}`), says(`victim in ${taskPath}`), ...usageEvidence(facts)],
    advice: [
      advise(
        'Find out which child of the parent holds the memory',
        "Compare the children of the cgroup whose limit was hit; raise or split that limit rather than the child's.",
        filesOf(facts),
      ),
    ],
  });
};

function filesOf({ report }: Facts): string[] {
  const { isV1, directory } = limitDirectory(report);
  return isV1
    ? [`grep . ${directory}/*/memory.usage_in_bytes`, `cat ${directory}/memory.limit_in_bytes`]
    : [`grep . ${directory}/*/memory.current`, `cat ${directory}/memory.max`];
}
