/** The overview before several events: timeline, victims by number, and a table that leads to each event. */
import { formatCount } from '../../base/units.js';
import { type Html, html } from '../markup.js';
import type { EventsView } from '../view-model.js';
import { timelineChart } from './charts.js';

const MAX_TALLIES = 8;

export function overview(view: EventsView, idOf: (index: number) => string): Html {
  const rows = view.events.map(
    (event, index) =>
      html`<tr><td class="number">${index + 1}</td><td class="text">${event.when.label}</td><th scope="row" class="text"><a href="#${idOf(index)}">${event.victimName}</a></th><td class="text">${event.placeName}</td><td class="text">${event.host ?? '-'}</td><td class="text">${event.isPartial ? 'partial' : 'complete'}</td></tr>`,
  );
  return html`<section class="overview">${timeline(view)}${tallies(view)}
<div class="scroll" tabindex="0" role="group" aria-label="Events"><table><thead><tr><th scope="col" class="number">#</th><th scope="col" class="text">When</th><th scope="col" class="text">Killed</th><th scope="col" class="text">Where</th><th scope="col" class="text">Host</th><th scope="col" class="text">Report</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function timeline({ timeline: time }: EventsView): Html | null {
  if (!time) return null;
  return html`<figure>${timelineChart(time)}<figcaption>${time.fromLabel} to ${time.toLabel}, ${time.stepLabel} a column</figcaption></figure>`;
}

function tallies({ victims }: EventsView): Html | null {
  const repeated = victims.filter((tally) => tally.count > 1).slice(0, MAX_TALLIES);
  if (repeated.length === 0) return null;
  const words = repeated.map(({ name, count }) => `${name} ${formatCount(count)} times`).join(', ');
  return html`<p>Killed most: ${words}</p>`;
}
