/** The overview before several events: what they have in common, timeline, and a table that leads to each event. */
import { formatCount } from '../../base/units.js';
import { type Html, html } from '../markup.js';
import type { EventsView } from '../view-model.js';
import { timelineChart } from './charts.js';

const TABLE_ROWS = 500;

/** `idOf`: of the article of an event that is told in full. */
export function overview(view: EventsView, idOf: (inFull: number) => string): Html {
  const rows = view.rows.map(
    (event, index) =>
      html`<tr><td class="number">${index + 1}</td><td class="text">${event.when}</td><th scope="row" class="text">${linked(event.victimName, event.inFull === null ? null : idOf(event.inFull))}</th><td class="text">${event.placeName}</td><td class="text">${event.host ?? '-'}</td><td class="text">${event.isPartial ? 'partial' : 'complete'}</td></tr>`,
  );
  return html`<section class="overview">${view.summary === null ? null : html`<p class="summary">${view.summary}</p>`}${timeline(view)}${noteList(view)}
${eventTable(rows.slice(-TABLE_ROWS), 'Events')}${earlierTables(rows.slice(0, -TABLE_ROWS))}</section>`;
}

/** Browsers lay out no table that is folded away: a storm of thousands opens as fast as a hundred. */
function earlierTables(rows: readonly Html[]): readonly Html[] {
  const tables: Html[] = [];
  for (let at = 0; at < rows.length; at += TABLE_ROWS) {
    const some = rows.slice(at, at + TABLE_ROWS);
    const title = `Events ${formatCount(at + 1)} to ${formatCount(at + some.length)}`;
    tables.push(html`<details><summary>${title}</summary>${eventTable(some, title)}</details>`);
  }
  return tables;
}

function eventTable(rows: readonly Html[], name: string): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><thead><tr><th scope="col" class="number">#</th><th scope="col" class="text">When</th><th scope="col" class="text">Killed</th><th scope="col" class="text">Where</th><th scope="col" class="text">Host</th><th scope="col" class="text">Report</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function timeline({ timeline: time }: EventsView): Html | null {
  if (!time) return null;
  return html`<figure>${timelineChart(time)}<figcaption>${time.fromLabel} to ${time.toLabel}, ${time.stepLabel} a column</figcaption></figure>`;
}

function noteList({ notes }: EventsView): Html | null {
  return notes.length === 0 ? null : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

function linked(text: string, id: string | null): Html {
  return id === null ? html`${text}` : html`<a href="#${id}">${text}</a>`;
}
