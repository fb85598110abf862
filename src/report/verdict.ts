/** A draft's sections, as the report's grammar reads them -> how the run of the killer ended. */
import type { Draft } from './draft.js';

export type Verdict = 'none' | 'named' | 'chosen' | 'spared' | 'killed' | 'no-killable-task' | 'panicked';

export function verdictOf(draft: Draft): Verdict {
  if (draft.spared !== null && draft.kills.length === 0) return 'spared';
  const parsed = draft.structure.results() as readonly { readonly verdict: Verdict }[];
  const verdict = parsed[0]?.verdict ?? 'none';
  // Of reports that were printed at once, the choice may turn out to be either's (mixed-reports.ts).
  return verdict === 'chosen' && draft.select === null ? 'none' : verdict;
}
