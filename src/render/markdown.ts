/** Lays events out as Markdown that pastes well into an issue or a post-mortem. */
import { clip } from '../base/text.js';
import { formatCount } from '../base/units.js';
import { type LogText, quoteLogs } from './log-text.js';
import { codeBlock, codeSpan, escapeMarkdown } from './markdown/escape.js';
import { momentBlocks } from './markdown/moment.js';
import { accountTable, candidateTable, eventTable, programTable, zoneTable } from './markdown/tables.js';
import type { EventsView, EventView, EvidenceView, Fact, FindingView, StepView } from './view-model.js';

export interface MarkdownOptions {
  /** What is at hand of the logs that the events were read from: the end of each event's part is quoted. */
  readonly log?: readonly LogText[];
}

const QUOTED_LINES = 40;
const QUOTED_WIDTH = 400;

/** The report, ending in a newline; empty where there is no event. */
export function renderMarkdown(view: EventsView, options: MarkdownOptions = {}): string {
  const isSeveral = view.rows.length > 1;
  const head = isSeveral ? overviewBlocks(view) : [];
  const level = isSeveral ? 2 : 1;
  const events = view.events.flatMap((event) => [
    ...eventBlocks(event, level),
    ...logBlocks(event, options.log ?? [], level),
  ]);
  const blocks = [...head, ...events];
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
    eventTable(view.rows),
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
    ...section(event.moment?.title ?? '', ...momentBlocks(event)),
    ...section('Candidate tasks', candidateTable(event)),
    ...section('By program', programTable(event)),
    ...section('Where the memory went', accountTable(event)),
    ...section('Zones', zoneTable(event)),
    ...section('Afterwards in the same log', evidenceBlock(event.aftermath)),
  ];
}

/** The end of the event's part of the log, where the kill stands. */
function logBlocks(event: EventView, logs: readonly LogText[], level: number): Block[] {
  const lines = quoteLogs(logs, [event], Number.MAX_SAFE_INTEGER).flatMap((quote) => quote.lines);
  if (lines.length === 0) return [];
  const left = lines.length - QUOTED_LINES;
  const note = left > 0 ? [`Without the ${formatCount(left)} lines before:`] : [];
  const shown = lines
    .slice(-QUOTED_LINES)
    .map(({ number, text }) => clip(`${number}: ${text}`, QUOTED_WIDTH));
  return [[`${'#'.repeat(level + 1)} From the log`], note, codeBlock(shown)];
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
