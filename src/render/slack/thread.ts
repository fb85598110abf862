/** The replies: findings with further steps, tables, and an excerpt of the log. */
import { formatCount } from '../../base/units.js';
import { type LogText, quoteLogs } from '../log-text.js';
import { candidateLines, programLines } from '../text/candidates.js';
import { accountLines, zoneLines } from '../text/memory.js';
import { momentLines } from '../text/moment.js';
import { plainStyle } from '../text/style.js';
import type { EventView, EvidenceView, FindingView, StepView } from '../view-model.js';
import { bold, plain, preformatted, type RichElement, type SlackBlock, section } from './blocks.js';

const COLUMNS = 84;
const MAX_FINDINGS = 12;
const MAX_EVIDENCE = 3;
const MAX_FURTHER = 10;
const MAX_QUOTED = 2000;
/** Characters of one preformatted text. */
const MAX_TEXT = 2800;

/** Findings, each with its evidence; empty where there is nothing to say. */
export function findingBlocks(event: EventView, scale: number): readonly SlackBlock[] {
  const size = (characters: number) => Math.max(8, Math.floor(characters * scale));
  const findings = event.findings.slice(0, MAX_FINDINGS).flatMap((finding) => findingElements(finding, size));
  const elements = [...findings, ...furtherElements(event.furtherSteps, size)];
  return elements.length > 0 ? [{ type: 'rich_text', elements }] : [];
}

type Size = (characters: number) => number;

function findingElements(finding: FindingView, size: Size): RichElement[] {
  const sure = finding.confidence === 'high' ? '' : `, ${finding.confidence} confidence`;
  const unless = finding.unless === null ? [] : [plain(` Does not apply if: ${finding.unless}`, size(300))];
  const evidence = finding.evidence.slice(0, MAX_EVIDENCE).map(evidenceLine).join('\n');
  return [
    section(
      bold(finding.title, size(200)),
      plain(` (${finding.severity}${sure})\n`, 60),
      plain(finding.detail, size(600)),
      ...unless,
    ),
    ...(evidence === '' ? [] : [preformatted(evidence, size(600))]),
  ];
}

function evidenceLine({ text, line }: EvidenceView): string {
  return line === null ? text : `line ${line}: ${text}`;
}

function furtherElements(steps: readonly StepView[], size: Size): RichElement[] {
  if (steps.length === 0) return [];
  const items = steps.slice(0, MAX_FURTHER).map((step) => section(plain(step.title, size(150))));
  return [section(bold('Further steps', 40)), { type: 'rich_text_list', style: 'bullet', elements: items }];
}

/** Candidates, programs and account as text in columns. */
export function tableBlocks(event: EventView, scale: number): readonly SlackBlock[] {
  const style = plainStyle(COLUMNS);
  const tables = [
    momentLines(event, style),
    candidateLines(event, style),
    programLines(event, style),
    accountLines(event, style),
    zoneLines(event, style),
  ];
  const elements = tables
    .filter((lines) => lines.length > 0)
    .map((lines) => preformatted(lines.join('\n'), Math.floor(MAX_TEXT * scale)));
  return elements.length > 0 ? [{ type: 'rich_text', elements }] : [];
}

/** The end of the event's part of the log, where the kill stands. */
export function logBlocks(event: EventView, logs: readonly LogText[], scale: number): readonly SlackBlock[] {
  const lines = quoteLogs(logs, [event], MAX_QUOTED)
    .flatMap((quote) => quote.lines)
    .map(({ number, text }) => `${number}: ${text}`);
  const max = Math.floor(MAX_TEXT * scale);
  const kept = lastWithin(lines, max);
  const [only] = lines.slice(-1);
  if (only === undefined) return [];
  const left = lines.length - kept.length;
  const title = left > 0 ? `Log, without the ${formatCount(left)} lines before` : 'Log';
  const text = kept.length > 0 ? kept.join('\n') : only;
  return [{ type: 'rich_text', elements: [section(bold(title, 80)), preformatted(text, max)] }];
}

function lastWithin(lines: readonly string[], max: number): readonly string[] {
  let used = 0;
  let from = lines.length;
  while (from > 0 && used + (lines[from - 1]?.length ?? 0) + 1 <= max) {
    from -= 1;
    used += (lines[from]?.length ?? 0) + 1;
  }
  return lines.slice(from);
}
