/** One event as an article: summary, facts, charts, tables, findings and steps. */

import { type Html, html, trusted } from '../markup.js';
import type { EventView, EvidenceView, FindingView, Gauge, StepView } from '../view-model.js';
import { inlineBar } from './charts.js';
import { momentSection } from './moment.js';
import { accountChart, buddyTable, hasPrograms, programTable, taskTable, zoneTable } from './tables.js';

/** What an article needs to know about the page around it. */
export interface Place {
  /** Makes ids on the page unique. */
  readonly id: string;
  /** Level of the article's own heading: 1 when it is alone on the page. */
  readonly level: 1 | 2;
  /** Address of a line in the quoted log; null where that line is not quoted. */
  readonly lineLink: (line: number) => string | null;
}

export function eventArticle(event: EventView, place: Place): Html {
  const section = (title: string, body: Html | null) =>
    body === null ? html`` : html`<section>${heading(place.level + 1, title)}${body}</section>`;
  const title = heading(place.level, event.headline);
  return html`<article id="${place.id}" class="event">${title}
<p class="summary">${event.summary}</p>
${event.gauges.length > 0 ? html`<div class="gauges">${event.gauges.map(gaugeRow)}</div>` : null}
${section('What happened', factList(event))}
${section('Findings', event.findings.length > 0 ? findingList(event, place) : null)}
${section('What to do first', stepList(event))}
${section(event.moment?.title ?? '', event.moment && momentSection(event.moment))}${section('Candidate tasks', event.tasks && taskTable(event.tasks, `${place.id}-tasks`))}
${section('By program', hasPrograms(event) ? programTable(event.programs) : null)}
${section('Where the memory went', event.account && accountChart(event.account))}
${section('Zones', event.zones.length > 0 ? zoneTable(event.zones) : null)}
${section('Free blocks by size', buddyTable(event.zones))}
${section('Afterwards in the same log', event.aftermath.length > 0 ? evidenceList(event.aftermath, place) : null)}
</article>`;
}

export function heading(level: number, text: string): Html {
  return html`${trusted(`<h${level}>`)}${text}${trusted(`</h${level}>`)}`;
}

function gaugeRow(gauge: Gauge): Html {
  const tone = gauge.share >= 0.9 ? 'bad' : 'plain';
  return html`<div class="gauge"><span>${gauge.label}</span>${inlineBar(gauge.share, tone)}<span title="${gauge.exact}">${gauge.value}</span></div>`;
}

function factList(event: EventView): Html {
  const rows = event.facts.map(({ label, value, kind, exact }) => {
    const title = exact === null ? null : html` title="${exact}"`;
    const shown = kind === 'name' ? html`<code>${value}</code>` : html`${value}`;
    return html`<div><dt>${label}</dt><dd${title}>${shown}</dd></div>`;
  });
  return html`<dl class="facts">${rows}</dl>`;
}

/** The cause and everything serious open, what is merely good to know folded. */
function findingList({ findings }: EventView, place: Place): Html {
  return html`${findings.map((finding, index) => {
    const isFolded = index > 0 && finding.severity === 'info';
    return isFolded ? foldedFinding(finding, place) : openFinding(finding, place);
  })}`;
}

function openFinding(finding: FindingView, place: Place): Html {
  return html`<div class="finding ${finding.severity}">${findingTitle(finding, place)}${findingBody(finding, place)}</div>`;
}

function foldedFinding(finding: FindingView, place: Place): Html {
  return html`<details class="finding ${finding.severity}"><summary>${findingTitle(finding, place)}</summary>${findingBody(finding, place)}</details>`;
}

function findingTitle(finding: FindingView, place: Place): Html {
  const sure = finding.confidence === 'high' ? '' : `, ${finding.confidence} confidence`;
  const level = place.level + 2;
  return html`${trusted(`<h${level}>`)}<span class="tag">${finding.severity}${sure}</span> ${finding.title}${trusted(`</h${level}>`)}`;
}

function findingBody(finding: FindingView, place: Place): Html {
  const detail = finding.detail === '' ? null : html`<p>${finding.detail}</p>`;
  const unless =
    finding.unless === null ? null : html`<p class="note">Does not apply if: ${finding.unless}</p>`;
  const evidence = finding.evidence.length > 0 ? evidenceList(finding.evidence, place) : null;
  return html`${detail}${unless}${evidence}`;
}

function evidenceList(evidence: readonly EvidenceView[], place: Place): Html {
  const items = evidence.map(({ text, line }) => {
    const link = line === null ? null : place.lineLink(line);
    const label =
      line === null ? null : link === null ? html`line ${line}` : html`<a href="${link}">line ${line}</a>`;
    return html`<li>${label} <code>${text}</code></li>`;
  });
  return html`<ul class="evidence">${items}</ul>`;
}

function stepList({ firstSteps, furtherSteps }: EventView): Html | null {
  if (firstSteps.length === 0) return null;
  const further =
    furtherSteps.length === 0
      ? null
      : html`<details><summary>${furtherSteps.length} more</summary><ul class="steps">${furtherSteps.map(stepItem)}</ul></details>`;
  return html`<ol class="steps">${firstSteps.map(stepItem)}</ol>${further}`;
}

function stepItem(step: StepView): Html {
  const commands =
    step.commands.length === 0
      ? null
      : html`<pre tabindex="0"><code>${step.commands.join('\n')}</code></pre>`;
  return html`<li><strong>${step.title}</strong>${step.detail === '' ? null : html`<p>${step.detail}</p>`}${commands}</li>`;
}
