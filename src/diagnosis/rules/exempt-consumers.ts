/** Processes that are exempt from the killer hold a large part of the memory. */
import { counted } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { exemptTasks, MUCH_EXEMPT } from '../exempt-tasks.js';
import { finding, type Rule, says } from '../finding.js';
import { processName } from '../process-name.js';
import { shareOf } from '../share-wording.js';

export const exemptConsumers: Rule = (facts) => {
  const total = facts.limit.totalBytes;
  const exempt = exemptTasks(facts).flatMap(({ task, bytes }) => (bytes ? [{ task, bytes }] : []));
  const held = exempt.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === null || held < MUCH_EXEMPT * total || total <= 0) return null;
  const atLeast = exempt.some(({ task }) => task.rssAnonBytes === null) ? 'at least ' : '';
  const largest = exempt.toSorted((a, b) => b.bytes - a.bytes).slice(0, 3);
  return finding('exempt-consumers', {
    severity: 'warning',
    title: 'Processes that may not be killed hold much of the memory',
    detail:
      `${counted(exempt.length, 'exempt process', 'exempt processes')} (oom_score_adj -1000, or init) ${exempt.length === 1 ? 'holds' : 'hold'} ` +
      `${atLeast}${shareOf(held, total)} privately. Whatever they take, others die for.`,
    confidence: 'high',
    evidence: largest.map(({ task, bytes }) =>
      says(`task table: ${processName(task)} ${atLeast}${formatBytes(bytes)}, exempt`),
    ),
  });
};
