/**
 * From what the log shows to what it means: who it was, why this victim, what caused it, what to change. Pure and
 * total: any report gives a diagnosis, and what its log does not show stays unsaid.
 */
import type { Diagnosis, Finding, Identity, OomReport, Task } from '../report/event.js';
import { computeFacts, type Facts } from './facts.js';
import type { Rule } from './finding.js';
import { type PrimaryCause, primaryCause } from './primary-cause.js';
import { RULES } from './rules/index.js';
import { summarise } from './summary.js';

export interface Diagnosed {
  readonly identity: Identity | null;
  /** The report's rows with `derived` filled. */
  readonly tasks: readonly Task[];
  readonly diagnosis: Diagnosis;
}

/** Findings that only say what the primary cause says more precisely. */
const GENERIC: readonly string[] = ['cgroup-limit', 'machine-memory'];

/** `history`: earlier events, oldest first; of a long one only the recent part is looked at. */
export function diagnose(report: OomReport, history: readonly OomReport[] = []): Diagnosed {
  const facts = computeFacts(report, history);
  const fired = fire(facts);
  const primary = primaryCause(facts, fired);
  return {
    identity: facts.identity,
    tasks: facts.report.tasks,
    diagnosis: {
      cause: primary.cause,
      confidence: primary.confidence,
      summary: summarise(facts, primary.cause),
      findings: inOrder(fired, primary),
    },
  };
}

const ALL_RULES: readonly Rule[] = Object.values(RULES);

function fire(facts: Facts): readonly Finding[] {
  const fired: Finding[] = [];
  for (const rule of ALL_RULES) {
    const found = rule(facts);
    if (found !== null) fired.push(found);
  }
  return fired;
}

/** The cause first, the rest as the table has it. */
function inOrder(fired: readonly Finding[], primary: PrimaryCause): readonly Finding[] {
  const cause = fired.filter((finding) => finding.rule === primary.cause);
  const others = fired.filter((finding) => finding.rule !== primary.cause && !GENERIC.includes(finding.rule));
  return [...cause, ...others];
}
