/** What was sampled around the kill, for the mail's HTML: words, a curve of block characters, facts, command lines. */
import { clip } from '../../base/text.js';
import { type Html, html } from '../markup.js';
import { curveOf } from '../text/moment.js';
import type { EventView } from '../view-model.js';
import { factBlock, preBlock, type Size } from './parts.js';

const COLUMNS = 60;
const MOST_TASKS = 5;

/** Null where nothing was sampled. */
export function momentBlock(event: EventView, size: Size): Html | null {
  const { moment } = event;
  if (moment === null) return null;
  const charts = moment.charts.map((chart) => {
    const curve = curveOf(chart, COLUMNS);
    return preBlock(clip(curve === '' ? chart.words : `${chart.words}\n${curve}`, size(600)));
  });
  const tasks = moment.tasks
    .slice(0, MOST_TASKS)
    .map(({ name, held, command }) => clip(`${held}  ${name}  ${command}`, size(300)));
  const list = tasks.length === 0 ? null : preBlock(tasks.join('\n'));
  return html`${charts}${factBlock({ ...event, facts: moment.facts }, size)}${list}`;
}
