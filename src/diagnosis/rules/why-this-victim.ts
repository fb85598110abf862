/** Why the kernel chose this one: the ranking recomputed from the task table, and who would have been next. */
import { counted } from '../../base/text.js';
import { formatBytes, formatCount } from '../../base/units.js';
import type { Evidence, Task } from '../../report/event.js';
import { type Badness, MOST_SCORE } from '../badness.js';
import type { Facts } from '../facts.js';
import { finding, type Rule, says } from '../finding.js';
import { processName, programName } from '../process-name.js';

export const whyThisVictim: Rule = (facts) => {
  const { badness, victim } = facts;
  const { chosen, agreement } = badness;
  if (victim === null || chosen === null || agreement === 'not-comparable') return null;
  return finding('why-this-victim', {
    severity: 'info',
    title: isOrigin(badness, chosen) ? 'swapoff goes first, whatever it holds' : titleOf(badness, chosen),
    detail: isOrigin(badness, chosen)
      ? 'The kernel kills before all others whoever is switching swap off: it brings swapped memory back into RAM, and that ends with it. ' +
        'The swap space stays in use.'
      : `${reasonOf(badness, chosen)}${nextOf(badness)}${caveatOf(facts)}`,
    confidence: agreement === 'agrees' && !isVague(badness) ? 'high' : 'medium',
    evidence: [says(`killed ${processName(victim)}`, victim.line), ...rankingEvidence(badness)],
  });
};

/** The kernel marks a task that asks for so much memory (oom_task_origin(), 3.0 and newer), and looks no further. */
function isOrigin({ agreement }: Badness, chosen: Task): boolean {
  return agreement === 'differs' && chosen.comm === 'swapoff';
}

function titleOf(badness: Badness, chosen: Task): string {
  switch (badness.agreement) {
    case 'agrees':
      return `${programName(chosen.comm)} had the highest badness of ${counted(badness.ranking.length, 'candidate')}`;
    case 'agrees-with-root-bonus':
      return `${programName(chosen.comm)} was chosen because a larger process of root had its bonus`;
    case 'differs':
    case 'not-comparable':
      return `By the log's own numbers another process should have been chosen before ${programName(chosen.comm)}`;
  }
}

function reasonOf(badness: Badness, chosen: Task): string {
  const first = badness.ranking[0];
  const rule =
    'The kernel kills the candidate with the highest badness: pages it holds in RAM, swap and page tables, shifted by its ' +
    'oom_score_adj. ';
  const own = `${processName(chosen)} comes to ${scoreWords(chosen)}. `;
  if (badness.agreement === 'agrees' || first === undefined) return rule + own;
  const other = `${processName(first)} comes to ${scoreWords(first)}. `;
  if (badness.agreement === 'agrees-with-root-bonus') {
    return `${rule}${own}${other}Up to 4.16 processes of root got a bonus of 3 %, which logs do not show; it explains the order. `;
  }
  return (
    `${rule}${own}${other}Sizes change between the choice and the table, a process may share its memory with one that is ` +
    'exempt, or it was already dying: the log does not tell which. '
  );
}

function scoreWords(task: Task): string {
  const pages = task.derived.badnessPages;
  const score = scoreClause(task.derived.oomScore);
  const parts = [`${formatBytes(task.rssBytes ?? 0)} resident`];
  if ((task.swapBytes ?? 0) > 0) parts.push(`${formatBytes(task.swapBytes ?? 0)} swapped`);
  if ((task.pageTableBytes ?? 0) > 0) parts.push(`${formatBytes(task.pageTableBytes ?? 0)} page tables`);
  return `${formatCount(pages ?? 0)} pages (${parts.join(', ')}, oom_score_adj ${task.oomScoreAdj ?? 'unknown'})${score}`;
}

/** Of a small cgroup a task may hold more than the limit; the kernel of that time prints what it comes to. */
function scoreClause(score: number | null): string {
  if (score === null) return '';
  return score < MOST_SCORE ? `: an oom_score of about ${score}` : `: an oom_score of ${MOST_SCORE} or more`;
}

function nextOf(badness: Badness): string {
  return badness.next === null
    ? ''
    : `Next in line was ${processName(badness.next)} with ${scoreWords(badness.next)}.`;
}

function caveatOf(facts: Facts): string {
  const rows = facts.report.tasks;
  const isPoor = rows.every((task) => task.pageTableBytes === null);
  const poor = isPoor
    ? " This kernel's table shows neither page tables nor swap, so the figures are a little low."
    : '';
  const vague = isVague(facts.badness)
    ? ' How much swap counts for this limit is not in the log, so the weight of oom_score_adj is a lower bound.'
    : '';
  return poor + vague;
}

/** The weight of oom_score_adj is uncertain, and the candidates differ in it. */
function isVague(badness: Badness): boolean {
  const { total, ranking } = badness;
  return total?.isExact !== true && ranking.some((task) => task.oomScoreAdj !== ranking[0]?.oomScoreAdj);
}

function rankingEvidence(badness: Badness): readonly Evidence[] {
  return badness.ranking
    .slice(0, 3)
    .map((task) => says(`rank ${task.derived.rank}: ${processName(task)}, ${scoreWords(task)}`));
}
