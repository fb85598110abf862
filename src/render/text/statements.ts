/** The sentences of a report: facts, findings with evidence, steps, aftermath. */
import { counted } from '../../base/text.js';
import {
  type EventView,
  type EvidenceView,
  type FindingView,
  REPORT_LABEL,
  type StepView,
} from '../view-model.js';
import { fitCells, wrap, wrapAtMost } from './layout.js';
import type { Style } from './style.js';

/** Cells for the label of a fact, with its indent. */
export const LABEL = 16;
const EVIDENCE_SHOWN = 3;
const EVIDENCE_ROWS = 2;

/** Labels in a column, values wrapped beside them. */
export function factLines(view: EventView, style: Style): string[] {
  return view.facts.flatMap((fact) => {
    const paint = fact.label === REPORT_LABEL && view.isPartial ? style.warn : undefined;
    return labelled(fact.label, fact.value, style, paint);
  });
}

function labelled(label: string, value: string, style: Style, paint = (text: string) => text): string[] {
  return wrap(value, style.columns - LABEL).map(
    (line, index) => style.dim(`  ${fitCells(index === 0 ? label : '', LABEL - 2)}`) + paint(line),
  );
}

export function findingLines({ findings }: EventView, style: Style): string[] {
  if (findings.length === 0) return [];
  return [style.heading('Findings'), ...findings.flatMap((finding) => oneFinding(finding, style))];
}

function oneFinding(finding: FindingView, style: Style): string[] {
  const sure = finding.confidence === 'high' ? '' : ` (${finding.confidence} confidence)`;
  const tag = finding.severity.toUpperCase().padEnd(9);
  const title = wrap(finding.title + sure, style.columns - 13);
  const unless = finding.unless === null ? [] : [`Does not apply if: ${finding.unless}`];
  return [
    ...title.map(
      (line, index) =>
        `    ${style.severity[finding.severity](index === 0 ? tag : ' '.repeat(9))}${style.bold(line)}`,
    ),
    ...indented([finding.detail, ...unless], 6, style),
    ...evidenceLines(finding.evidence, style),
  ];
}

export function evidenceLines(evidence: readonly EvidenceView[], style: Style): string[] {
  const shown = evidence.slice(0, EVIDENCE_SHOWN).flatMap((item) => {
    const label = item.line === null ? '' : `line ${item.line}: `;
    return wrapAtMost(label + item.text, style.columns - 8, EVIDENCE_ROWS);
  });
  const rest = evidence.length - EVIDENCE_SHOWN;
  const lines = rest > 0 ? [...shown, `and ${counted(rest, 'more line')}`] : shown;
  return lines.map((line) => style.dim(`      │ ${line.trimEnd()}`));
}

export function stepLines({ firstSteps, furtherSteps }: EventView, style: Style): string[] {
  if (firstSteps.length === 0) return [];
  const further =
    furtherSteps.length === 0
      ? []
      : indented([`Then: ${furtherSteps.map((step) => step.title).join('; ')}`], 4, style);
  return [
    style.heading('What to do first'),
    ...firstSteps.flatMap((step, index) => oneStep(step, index + 1, style)),
    ...further,
  ];
}

/** Commands keep their line, however long: a broken command cannot be pasted. */
function oneStep(step: StepView, number: number, style: Style): string[] {
  const title = wrap(step.title, style.columns - 7);
  return [
    ...title.map((line, index) => `    ${index === 0 ? `${number}.` : '  '} ${style.bold(line)}`),
    ...indented([step.detail], 7, style),
    ...step.commands.map((command) => `         ${style.good(command)}`),
  ];
}

export function aftermathLines({ aftermath }: EventView, style: Style): string[] {
  return aftermath.length === 0
    ? []
    : [style.heading('Afterwards in the same log'), ...evidenceLines(aftermath, style)];
}

function indented(paragraphs: readonly string[], by: number, style: Style): string[] {
  return paragraphs
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => wrap(paragraph, style.columns - by).map((line) => ' '.repeat(by) + line));
}
