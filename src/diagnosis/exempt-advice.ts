/** What to do where nobody was left that the killer may kill. */
import { advise } from './finding.js';

export const exemptAdvice = advise(
  'Do not exempt what is large',
  'List the exempt processes, and give oom_score_adj -1000 only to small, essential ones.',
  ["grep -l '^-1000$' /proc/[0-9]*/oom_score_adj"],
);
