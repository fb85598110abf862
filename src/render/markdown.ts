/** Lays events out as Markdown that pastes well into an issue or a post-mortem. */
import { codeBlock, codeSpan, escapeMarkdown } from './markdown/escape.js';
import { accountTable, candidateTable, eventTable, programTable, zoneTable } from './markdown/tables.js';
import type { EventsView, EventView, EvidenceView, Fact, FindingView, StepView } from './view-model.js';

/** The report, ending in a newline; empty where there is no event. */
export function renderMarkdown(view: EventsView): string {
  const isSeveral = view.events.length > 1;
  const head = isSeveral ? overviewBlocks(view) : [];
  const blocks = [...head, ...view.events.flatMap((event) => eventBlocks(event, isSeveral ? 2 : 1))];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

type Block = readonly string[];

function overviewBlocks(view: EventsView): Block[] {
  return [
    [`# ${escapeMarkdown(view.title)}`],
    view.summary === null ? [] : [escapeMarkdown(view.summary)],
    view.notes.map((note) => `- ${escapeMarkdown(note)}`),
    eventTable(view.events),
  ];
}

function eventBlocks(event: EventView, level: number): Block[] {
  const section = (title: string, ...blocks: readonly Block[]) =>
    blocks.some((block) => block.length > 0) ? [[`${'#'.repeat(level + 1)} ${title}`], ...blocks] : [];
  return [
    [`${'#'.repeat(level)} ${escapeMarkdown(event.headline)}`],
    [escapeMarkdown(event.summary)],
    factBlock(event),
    ...section('Findings', ...event.findings.flatMap(findingBlocks)),
    ...section('What to do first', ...event.firstSteps.map(stepLines), furtherSteps(event)),
    ...section('Candidate tasks', candidateTable(event)),
    ...section('By program', programTable(event)),
    ...section('Where the memory went', accountTable(event)),
    ...section('Zones', zoneTable(event)),
    ...section('Afterwards in the same log', evidenceBlock(event.aftermath)),
  ];
}

function factBlock(event: EventView): Block {
  const gauges = event.gauges.map((gauge) => `- **${gauge.label}:** ${gauge.value}`);
  return [...gauges, ...event.facts.map(factLine)];
}

function factLine({ label, value, kind }: Fact): string {
  const shown = kind === 'name' ? codeSpan(value) : escapeMarkdown(value);
  return label === '' ? `- ${shown}` : `- **${escapeMarkdown(label)}:** ${shown}`;
}

function findingBlocks(finding: FindingView): Block[] {
  const sure = finding.confidence === 'high' ? '' : `, ${finding.confidence} confidence`;
  const unless = finding.unless === null ? [] : [`Does not apply if: ${escapeMarkdown(finding.unless)}`];
  const detail = finding.detail === '' ? [] : [escapeMarkdown(finding.detail)];
  return [
    [`**${escapeMarkdown(finding.title)}** (${finding.severity}${sure})`],
    detail,
    unless,
    evidenceBlock(finding.evidence),
  ];
}

function evidenceBlock(evidence: readonly EvidenceView[]): Block {
  if (evidence.length === 0) return [];
  return codeBlock(evidence.map(({ text, line }) => (line === null ? text : `line ${line}: ${text}`)));
}

function stepLines(step: StepView, index: number): string[] {
  const detail = step.detail === '' ? '' : `: ${escapeMarkdown(step.detail)}`;
  const commands = step.commands.length === 0 ? [] : ['', ...codeBlock(step.commands, 3)];
  return [`${index + 1}. **${escapeMarkdown(step.title)}**${detail}`, ...commands];
}

function furtherSteps({ furtherSteps: steps }: EventView): Block {
  if (steps.length === 0) return [];
  return [`Then: ${steps.map((step) => escapeMarkdown(step.title)).join('; ')}`];
}
