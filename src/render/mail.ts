/**
 * An event as an e-mail: subject, a text part and an HTML part that say the same, and the headers of automatic mail.
 * Addresses, message ids and threading are the business of whoever sends it.
 */
import { clip } from '../base/text.js';
import { type LogText, quoteLogs } from './log-text.js';
import { mailChart } from './mail/chart.js';
import { momentBlock } from './mail/moment.js';
import {
  accountBlock,
  chartBlock,
  evidenceBlock,
  factBlock,
  findingBlock,
  findingsOf,
  gaugeBlock,
  headBlock,
  preBlock,
  type Size,
  stepBlock,
  taskBlock,
  title,
} from './mail/parts.js';
import { type Html, html, trusted } from './markup.js';
import { ALONE, eventLines } from './text/event.js';
import { plainStyle } from './text/style.js';
import type { Account, EventView, FindingView } from './view-model.js';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Beyond what a mailer sets by itself: marks the mail as automatic, so that nothing answers it. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface MailOptions {
  /** The logs that the events were read from: the end of the event's part is quoted. */
  readonly log?: readonly LogText[];
  /** Content-ID under which the mail has the picture of `mailChart(event)`; without it no picture is shown. */
  readonly chartId?: string;
}

const SUBJECT_MAX = 120;
const TEXT_COLUMNS = 76;
const QUOTED_LINES = 40;
const QUOTED_WIDTH = 400;
/** Gmail cuts a message at about 102 kB. */
const HTML_MAX_BYTES = 90_000;

export function renderMail(event: EventView, options: MailOptions = {}): Mail {
  const quoted = quotedLines(event, options.log ?? []);
  return {
    subject: subjectOf(event),
    text: `${[...eventLines(event, ALONE, plainStyle(TEXT_COLUMNS)), ...textQuote(quoted)].join('\n')}\n`,
    html: withinLimit((size) => page(event, quoted, options.chartId ?? null, size).markup),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Oomscope-Event': event.id.replace(/[^\x21-\x7e]/g, '?').slice(0, 200),
    },
  };
}

/** `=?` would start an encoded word, which mail readers decode. */
function subjectOf({ headline, host, placeName }: EventView): string {
  const where = host ?? placeName;
  return clip(`OOM on ${where}: ${headline}`.replaceAll('=?', '= ?'), SUBJECT_MAX);
}

function quotedLines(event: EventView, logs: readonly LogText[]): readonly string[] {
  const lines = quoteLogs(logs, [event], Number.MAX_SAFE_INTEGER).flatMap((quote) => quote.lines);
  return lines.slice(-QUOTED_LINES).map(({ number, text }) => clip(`${number}: ${text}`, QUOTED_WIDTH));
}

function textQuote(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', 'From the log', ...lines.map((line) => `    ${line}`)];
}

/** Shortens the texts until the page is small enough for every reader. */
function withinLimit(build: (size: Size) => string): string {
  let scale = 1;
  let page = build((characters) => characters);
  while (new TextEncoder().encode(page).length > HTML_MAX_BYTES && scale > 0.02) {
    scale *= 0.7;
    const current = scale;
    page = build((characters) => Math.max(8, Math.floor(characters * current)));
  }
  return page;
}

const DARK = `@media(prefers-color-scheme:dark){.page,body{background:#0e1116!important;color:#e4e8ee!important}.soft{color:#a3adb8!important}.box{background:#171c23!important}.trough{background:#2a313b!important}.bar{background:#ff8078!important}}`;

function page(event: EventView, quoted: readonly string[], chartId: string | null, size: Size): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subjectOf(event)}</title>
<style>${trusted(DARK)}</style>
</head>
<body style="margin:0;padding:0;background:#ffffff;color:#1b1f24">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="page" bgcolor="#ffffff" style="table-layout:fixed"><tr><td align="center" style="padding:16px">
<table role="presentation" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;table-layout:fixed"><tr><td align="left">
${sections(event, quoted, chartId, size)}
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

/** What happened and what to do come first; what is merely good to know stands below the numbers. */
function sections(
  event: EventView,
  quoted: readonly string[],
  chartId: string | null,
  size: Size,
): readonly Html[] {
  const { gauges, firstSteps, furtherSteps, tasks, account, aftermath } = event;
  const chart = chartId === null ? null : mailChart(event);
  const findings = findingsOf(event);
  const isNote = (finding: FindingView, index: number): boolean => index > 0 && finding.severity === 'info';
  const blocks = (some: readonly FindingView[]): Html | null =>
    some.length === 0 ? null : html`${some.map((finding) => findingBlock(finding, size))}`;
  return [
    headBlock(event, size),
    ...(gauges.length > 0 ? [gaugeBlock(gauges)] : []),
    ...titled('What happened', factBlock(event, size)),
    ...titled('Findings', blocks(findings.filter((finding, index) => !isNote(finding, index)))),
    ...titled('What to do first', firstSteps.length > 0 ? stepBlock(firstSteps, furtherSteps, size) : null),
    ...titled(event.moment?.title ?? '', momentBlock(event, size)),
    ...titled('Candidate tasks', tasks && taskBlock(tasks.rows, size)),
    ...titled(
      'Where the memory went',
      memoryBlock(account, chart === null ? null : chartBlock(chart, chartId ?? '')),
    ),
    ...titled('Also found', blocks(findings.filter(isNote))),
    ...titled('Afterwards in the same log', evidenceBlock(aftermath, size)),
    ...titled(
      'From the log',
      quoted.length > 0 ? preBlock(quoted.map((line) => clip(line, size(QUOTED_WIDTH))).join('\n')) : null,
    ),
  ];
}

/** The picture, and the numbers of its account whether it is shown or not. */
function memoryBlock(account: Account | null, picture: Html | null): Html | null {
  if (account === null) return picture;
  return html`${picture}${accountBlock(account)}`;
}

function titled(text: string, body: Html | null): readonly Html[] {
  return body === null ? [] : [title(text), body];
}
