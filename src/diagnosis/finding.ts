/** What a rule is, and short ways to write down what it found. */
import type { Advice, Confidence, Evidence, Finding, Severity } from '../report/event.js';
import type { Facts } from './facts.js';

/** One rule: silent (null) without its evidence. */
export type Rule = (facts: Facts) => Finding | null;

interface Parts {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly unless?: string | null;
  readonly advice?: readonly Advice[];
}

export function finding(rule: string, parts: Parts): Finding {
  return { rule, unless: null, advice: [], ...parts };
}

export function says(text: string, line: number | null = null): Evidence {
  return { text, line };
}

export function advise(title: string, detail: string, commands: readonly string[] = []): Advice {
  return { title, detail, commands };
}
