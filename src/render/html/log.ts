/** The quoted log: numbered lines that findings can link to. */
import { formatCount } from '../../base/units.js';
import type { Quote } from '../log-text.js';
import { type Html, html } from '../markup.js';

/** The id of a line; `index` tells the inputs apart. */
export function lineId(index: number, line: number): string {
  return `log${index}-${line}`;
}

export function logSection(quote: Quote, index: number): Html {
  const lines = quote.lines.map(({ number, text, gapBefore }) => {
    const gap = gapBefore > 0 ? html`<div class="gap">${formatCount(gapBefore)} lines left out</div>` : null;
    return html`${gap}<div class="line" id="${lineId(index, number)}"><span class="no">${number}</span><code>${text}</code></div>`;
  });
  const cut =
    quote.leftOut > 0
      ? html`<p class="note">${formatCount(quote.leftOut)} further lines left out.</p>`
      : null;
  return html`<section class="log"><h2>Log: ${quote.path}</h2><div class="lines scroll" tabindex="0" role="group" aria-label="Lines of ${quote.path}">${lines}</div>${cut}</section>`;
}
