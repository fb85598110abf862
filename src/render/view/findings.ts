/** Lays out findings and gathers their advice into one list of steps, the most useful first, none twice. */
import { visibleText } from '../../base/text.js';
import type { Diagnosis, Evidence, Finding } from '../../report/event.js';
import type { EvidenceView, FindingView, StepView } from '../view-model.js';

const FIRST_STEPS = 3;

/** The cause first, then what is serious, then what is good to know; otherwise as the diagnosis has them. */
export function findingsOf(diagnosis: Diagnosis): readonly FindingView[] {
  const [cause, ...others] = diagnosis.findings.map(toFinding);
  if (!cause) return [];
  const isSerious = (finding: FindingView) => finding.severity !== 'info';
  return [cause, ...others.filter(isSerious), ...others.filter((finding) => !isSerious(finding))];
}

/** Findings come most important first, and so does the advice in each. */
export function stepsOf(diagnosis: Diagnosis): { first: readonly StepView[]; further: readonly StepView[] } {
  const byTitle = new Map<string, StepView>();
  for (const { title, detail, commands } of diagnosis.findings.flatMap((finding) => finding.advice)) {
    if (byTitle.has(title)) continue;
    byTitle.set(title, {
      title: visibleText(title),
      detail: visibleText(detail),
      commands: commands.map(visibleText),
    });
  }
  const steps = [...byTitle.values()];
  return { first: steps.slice(0, FIRST_STEPS), further: steps.slice(FIRST_STEPS) };
}

export function toEvidence({ text, line }: Evidence): EvidenceView {
  return { text: visibleText(text.replaceAll('\t', ' ').trim()), line };
}

function toFinding(finding: Finding): FindingView {
  return {
    severity: finding.severity,
    title: visibleText(finding.title),
    detail: visibleText(finding.detail),
    confidence: finding.confidence,
    unless: finding.unless === null ? null : visibleText(finding.unless),
    evidence: finding.evidence.map(toEvidence),
  };
}
