/** Processes that the killer may not kill: what they hold, and what to do where nobody else was left. */
import type { Advice, Task } from '../report/event.js';
import type { Facts } from './facts.js';
import { advise } from './finding.js';
import { privateBytesOf } from './shares.js';

/** Of what ran out. */
export const MUCH_EXEMPT = 0.1;

export interface ExemptTask {
  readonly task: Task;
  /** Held privately, or at least; null where the log does not tell. */
  readonly bytes: number | null;
}

export function exemptTasks(facts: Facts): readonly ExemptTask[] {
  return facts.report.tasks
    .filter((task) => task.derived.eligible === false)
    .map((task) => ({ task, bytes: privateBytesOf(facts, task) }));
}

/** Empty where all of them are known to be small: something else holds the memory. */
export function exemptAdvice(facts: Facts): readonly Advice[] {
  const exempt = exemptTasks(facts);
  const held = exempt.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const isKnown = exempt.length > 0 && exempt.every(({ bytes }) => bytes !== null);
  if (isKnown && held < MUCH_EXEMPT * (facts.limit.totalBytes ?? 0)) return [];
  return [
    advise(
      'Do not exempt what is large',
      'List the exempt processes, and give oom_score_adj -1000 only to small, essential ones.',
      ["grep -l '^-1000$' /proc/[0-9]*/oom_score_adj"],
    ),
  ];
}
