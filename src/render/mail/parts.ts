/**
 * The parts of the mail's HTML. Mail readers drop style sheets at will, so every element carries its style, layout is
 * by tables, and bars are table cells: no picture has to be loaded.
 */
import { clip } from '../../base/text.js';
import { formatBytes, formatPercent } from '../../base/units.js';
import { type Html, html } from '../markup.js';
import type {
  Account,
  EventView,
  EvidenceView,
  FindingView,
  Gauge,
  StepView,
  TaskRow,
} from '../view-model.js';
import type { MailChart } from './chart.js';

const MAX_TASKS = 12;
const MAX_FINDINGS = 8;
const MAX_EVIDENCE = 3;
/** Smaller parts of the account are not worth a line. */
const WORTH_A_LINE = 0.005;
const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;word-break:break-word;';
const MONO = 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px;';
const CELL = `${FONT}font-size:14px;line-height:20px;padding:3px 8px 3px 0;vertical-align:top;`;
const NUMBER = `${CELL}text-align:right;white-space:nowrap;`;
const BOX = `${MONO}line-height:17px;padding:8px;margin:4px 0;white-space:pre-wrap;word-break:break-word;`;

/** Cuts a text to so many characters. */
export type Size = (characters: number) => number;

export function title(text: string): Html {
  return html`<h2 style="${FONT}font-size:16px;line-height:22px;margin:24px 0 6px">${text}</h2>`;
}

export function headBlock(event: EventView, size: Size): Html {
  return html`<h1 style="${FONT}font-size:20px;line-height:26px;margin:0 0 8px">${clip(event.headline, size(200))}</h1><p style="${FONT}font-size:16px;line-height:23px;margin:0 0 12px">${clip(event.summary, size(1000))}</p>`;
}

/** A bar of two cells; the numbers stand beside it. */
export function gaugeBlock(gauges: readonly Gauge[]): Html {
  const rows = gauges.map((gauge) => {
    const filled = Math.round(Math.min(1, Math.max(0, gauge.share)) * 100);
    const cells = [
      ...(filled > 0
        ? [
            html`<td class="bar" bgcolor="#c21f2e" width="${filled}%" height="14" style="font-size:1px;line-height:14px">&nbsp;</td>`,
          ]
        : []),
      ...(filled < 100
        ? [
            html`<td class="trough" bgcolor="#e3e8ee" width="${100 - filled}%" height="14" style="font-size:1px;line-height:14px">&nbsp;</td>`,
          ]
        : []),
    ];
    return html`<tr><td style="${CELL}white-space:nowrap">${gauge.label}</td><td style="${CELL}" width="55%"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin-top:3px"><tr>${cells}</tr></table></td><td style="${CELL}" title="${gauge.exact}">${gauge.value}</td></tr>`;
  });
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows}</table>`;
}

export function factBlock(event: EventView, size: Size): Html {
  const rows = event.facts.map(({ label, value, kind }) => {
    const shown = clip(value, size(kind === 'name' ? 400 : 600));
    const style = kind === 'name' ? `${CELL}${MONO}word-break:break-all;` : CELL;
    return html`<tr><th scope="row" align="left" class="soft" style="${CELL}font-weight:normal;color:#57606a" width="96">${clip(label, size(40))}</th><td style="${style}">${shown}</td></tr>`;
  });
  return html`<table width="100%" cellpadding="0" cellspacing="0">${rows}</table>`;
}

export function findingBlock(finding: FindingView, size: Size): Html {
  const sure = finding.confidence === 'high' ? '' : `, ${finding.confidence} confidence`;
  const unless =
    finding.unless === null ? null : paragraph(`Does not apply if: ${finding.unless}`, size(400));
  return html`<p style="${FONT}font-size:15px;line-height:21px;margin:14px 0 2px"><strong>${clip(finding.title, size(200))}</strong> (${finding.severity}${sure})</p>${paragraph(finding.detail, size(800))}${unless}${evidenceBlock(finding.evidence, size)}`;
}

export function evidenceBlock(evidence: readonly EvidenceView[], size: Size): Html | null {
  if (evidence.length === 0) return null;
  const lines = evidence
    .slice(0, MAX_EVIDENCE)
    .map(({ text, line }) => clip(line === null ? text : `line ${line}: ${text}`, size(400)));
  return preBlock(lines.join('\n'));
}

export function preBlock(text: string): Html {
  return html`<pre class="box" style="${BOX}background:#f6f8fa">${text}</pre>`;
}

export function stepBlock(steps: readonly StepView[], further: readonly StepView[], size: Size): Html {
  const items = steps.map((step) => {
    const commands = step.commands.length === 0 ? null : preBlock(clip(step.commands.join('\n'), size(800)));
    return html`<li style="${FONT}font-size:14px;line-height:20px;margin:0 0 8px"><strong>${clip(step.title, size(200))}</strong>${paragraph(step.detail, size(600))}${commands}</li>`;
  });
  const titles = further.map((step) => clip(step.title, size(150))).join('; ');
  return html`<ol style="margin:0;padding-left:22px">${items}</ol>${titles === '' ? null : paragraph(`Then: ${titles}`, size(1500))}`;
}

export function taskBlock(rows: readonly TaskRow[], size: Size): Html {
  const shown = rows.filter((row) => row.rank <= MAX_TASKS || row.isVictim).slice(0, 2 * MAX_TASKS);
  const lines = shown.map((row) => {
    const weight = row.isVictim ? 'font-weight:bold;' : '';
    const role = row.isVictim ? 'killed' : row.isTrigger ? 'asked' : '';
    return html`<tr><td style="${CELL}${weight}">${role}</td><td style="${NUMBER}">${row.pid}</td><td style="${CELL}${weight}word-break:break-all">${clip(row.comm, size(60))}</td><td style="${NUMBER}">${bytes(row.heldBytes)}</td><td style="${NUMBER}">${bytes(row.swapBytes)}</td><td style="${NUMBER}">${row.oomScoreAdj ?? '-'}</td></tr>`;
  });
  const rest = rows.length - shown.length;
  return html`<table width="100%" cellpadding="0" cellspacing="0"><tr>${['', 'PID', 'Program', 'Holds', 'Swap', 'Adj'].map(headCell)}</tr>${lines}</table>${rest > 0 ? paragraph(`and ${rest} more`, 100) : null}`;
}

/** The parts of the account that count, largest first. */
export function accountBlock({ title: whole, totalBytes, parts }: Account): Html {
  const rows = parts
    .filter(({ share }) => share >= WORTH_A_LINE)
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(
      ({ name, bytes: size }) =>
        html`<tr><td style="${CELL}">${name}</td><td style="${NUMBER}">${formatBytes(size)}</td><td style="${NUMBER}">${formatPercent(size, totalBytes)}</td></tr>`,
    );
  const head = ['Part', 'Size', 'Share'].map((text, index) => headCell(text, index === 0 ? 0 : 3));
  return html`${paragraph(`${formatBytes(totalBytes)} ${whole}.`, 100)}<table width="100%" cellpadding="0" cellspacing="0"><tr>${head}</tr>${rows}</table>`;
}

/** The picture, which comes with the mail: nothing is fetched. */
export function chartBlock({ alt, width, height }: MailChart, contentId: string): Html {
  return html`<img src="cid:${contentId}" alt="${alt}" width="${width}" height="${height}" style="display:block;width:100%;max-width:${width}px;height:auto;border:0;border-radius:6px;margin:0 0 8px">`;
}

/** Programs, PIDs and roles: what follows the third column is a number. */
function headCell(text: string, index: number): Html {
  const align = index === 1 || index > 2 ? 'right' : 'left';
  return html`<th scope="col" align="${align}" class="soft" style="${CELL}text-align:${align};color:#57606a">${text}</th>`;
}

export function findingsOf(event: EventView): readonly FindingView[] {
  return event.findings.slice(0, MAX_FINDINGS);
}

function paragraph(text: string, max: number): Html | null {
  return text === ''
    ? null
    : html`<p style="${FONT}font-size:14px;line-height:20px;margin:2px 0">${clip(text, max)}</p>`;
}

function bytes(amount: number | null): string {
  return amount === null ? '-' : formatBytes(amount);
}
