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
export const LABEL = 18;
/** Cells of the word that says how serious a finding is. */
const TAG = 9;
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
    (line, index) => style.dim(`  ${fitCells(index === 0 ? label : '', LABEL - 4)}  `) + paint(line),
  );
}

/** The cause and everything serious in full; what is merely good to know by its title, unless details are wanted. */
export function findingLines({ findings }: EventView, style: Style): string[] {
  const isFull = (finding: FindingView, index: number) =>
    style.isDetailed || index === 0 || finding.severity !== 'info';
  const full = findings.filter(isFull).flatMap((finding) => oneFinding(finding, style));
  const folded = findings.filter((finding, index) => !isFull(finding, index));
  const also = folded.flatMap((finding) => titleLines(finding, style));
  return findings.length === 0 ? [] : [style.heading('Findings'), ...full, ...also];
}

function oneFinding(finding: FindingView, style: Style): string[] {
  const unless = finding.unless === null ? [] : [`Does not apply if: ${finding.unless}`];
  return [
    ...titleLines(finding, style),
    ...indented([finding.detail, ...unless], 6, style),
    ...evidenceLines(finding.evidence, style),
  ];
}

function titleLines(finding: FindingView, style: Style): string[] {
  const sure = finding.confidence === 'high' ? '' : ` (${finding.confidence} confidence)`;
  const tag = finding.severity.toUpperCase().padEnd(TAG);
  return wrap(finding.title + sure, style.columns - 4 - TAG).map((line, index) => {
    const start = index === 0 ? style.severity[finding.severity](tag) : ' '.repeat(TAG);
    return `    ${start}${style.bold(line)}`;
  });
}

function evidenceLines(evidence: readonly EvidenceView[], style: Style): string[] {
  const shown = evidence.slice(0, EVIDENCE_SHOWN).flatMap((item) => {
    const label = item.line === null ? '' : `line ${item.line}: `;
    return wrapAtMost(label + item.text, style.columns - 8, EVIDENCE_ROWS);
  });
  const rest = evidence.length - EVIDENCE_SHOWN;
  const lines = rest > 0 ? [...shown, `and ${counted(rest, 'more line')}`] : shown;
  return lines.map((line) => style.dim(`      │ ${line.trimEnd()}`));
}

/** `sameAs`: number of an earlier event with the same steps, which are not repeated. */
export function stepLines(event: EventView, style: Style, sameAs: number | null): string[] {
  const { firstSteps, furtherSteps } = event;
  if (firstSteps.length === 0) return [];
  if (sameAs !== null) return [style.heading('What to do first'), `    As for event ${sameAs} above.`];
  const shown = style.isDetailed ? [...firstSteps, ...furtherSteps] : firstSteps;
  const titles = style.isDetailed ? [] : furtherSteps.map((step) => step.title);
  const further = titles.length === 0 ? [] : indented([`Then: ${titles.join('; ')}`], 4, style);
  return [
    style.heading('What to do first'),
    ...shown.flatMap((step, index) => oneStep(step, index + 1, style)),
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
