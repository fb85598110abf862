/** The limit that was hit belongs to an ancestor of the victim's cgroup: a pod, a slice, a task. */
import { advise, finding, type Rule, says } from '../finding.js';
import { limitPlace, usageEvidence } from '../limit-wording.js';
import { placeName } from '../place-name.js';
import { cgroupDirectory } from '../shell-argument.js';

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
        [
          `grep . ${cgroupDirectory(limitPath)}/*/memory.current`,
          `cat ${cgroupDirectory(limitPath)}/memory.max`,
        ],
      ),
    ],
  });
};
