/** What was sampled around the kill: curves as SVG with their words, facts, the largest processes. */
import { formatBytes } from '../../base/units.js';
import { type Html, html } from '../markup.js';
import type { MomentChart, MomentView } from '../view/moment.js';

const WIDTH = 1000;
const HEIGHT = 120;

export function momentSection({ charts, facts, tasks }: MomentView): Html {
  const rows = facts.map(({ label, value, kind }) => {
    const shown = kind === 'name' ? html`<code>${value}</code>` : html`${value}`;
    return html`<div><dt>${label}</dt><dd>${shown}</dd></div>`;
  });
  return html`${charts.map(chart)}<dl class="facts">${rows}</dl>${tasks.length === 0 ? null : taskTable(tasks)}`;
}

function chart({ words, points, limitBytes }: MomentChart): Html {
  const before = points.filter(([offset]) => offset <= 0);
  const [first, last] = [before[0], before.at(-1)];
  if (first === undefined || last === undefined || first === last) return html`<p>${words}</p>`;
  const most = before.reduce((top, [, bytes]) => Math.max(top, bytes), 1);
  // A limit far above the curve would press it flat: then it is told in words only.
  const top = limitBytes !== null && limitBytes < 4 * most ? Math.max(limitBytes, most) : most;
  const x = (offset: number): string => (((offset - first[0]) / (last[0] - first[0])) * WIDTH).toFixed(1);
  const y = (bytes: number): string => (HEIGHT - (bytes / top) * (HEIGHT - 4)).toFixed(1);
  const line = before.map(([offset, bytes]) => `${x(offset)},${y(bytes)}`).join(' ');
  const limit =
    limitBytes !== null && limitBytes <= top
      ? html`<line x1="0" x2="${WIDTH}" y1="${y(limitBytes)}" y2="${y(limitBytes)}" stroke="currentColor" stroke-dasharray="12 8" opacity="0.5"><title>limit ${formatBytes(limitBytes)}</title></line>`
      : null;
  return html`<figure class="moment"><svg viewBox="0 0 ${WIDTH} ${HEIGHT + 2}" preserveAspectRatio="none" width="100%" height="80" role="img" aria-label="${words}">${limit}<polyline points="${line}" fill="none" stroke="currentColor" stroke-width="2" vector-effect="non-scaling-stroke"/></svg><figcaption>${words}</figcaption></figure>`;
}

function taskTable(tasks: MomentView['tasks']): Html {
  const rows = tasks.map(
    ({ name, held, command, isVictim }) =>
      html`<tr><td>${isVictim ? 'killed' : ''}</td><td>${name}</td><td>${held}</td><td><code>${command}</code></td></tr>`,
  );
  return html`<div class="table"><table><caption>Largest processes by resident memory</caption><thead><tr><th scope="col"></th><th scope="col">Program</th><th scope="col">Held</th><th scope="col">Command line</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
