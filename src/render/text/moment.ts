/** What was sampled around the kill, as lines of text with small curves. */
import { clip } from '../../base/text.js';
import type { MomentChart, MomentView } from '../view/moment.js';
import type { EventView } from '../view-model.js';
import { sparkline } from './bar.js';
import { fitCells, wrap } from './layout.js';
import { factLines } from './statements.js';
import type { Style } from './style.js';

const COLUMNS = 60;
const MOST_COMMAND = 200;

export function momentLines(event: EventView, style: Style): string[] {
  const { moment } = event;
  if (moment === null) return [];
  return [
    style.heading(moment.title),
    ...moment.charts.flatMap((chart) => chartLines(chart, style)),
    ...factLines({ ...event, facts: moment.facts }, style),
    ...taskLines(moment, style),
  ];
}

function chartLines(chart: MomentChart, style: Style): string[] {
  const curve = curveOf(chart, Math.min(COLUMNS, style.columns - 8));
  return [
    ...wrap(chart.words, style.columns - 4).map((line) => `    ${line}`),
    ...(curve === '' ? [] : [`    ${style.warn(curve)}`]),
  ];
}

/** One character for each step of time up to the kill; empty with less than two samples. */
export function curveOf({ points }: MomentChart, columns: number): string {
  const before = points.filter(([offset]) => offset <= 0);
  const start = before[0]?.[0] ?? 0;
  const span = (before.at(-1)?.[0] ?? 0) - start;
  if (span <= 0) return '';
  const width = Math.max(2, Math.min(columns, before.length));
  const sizes = Array.from({ length: width }, (_, column) => {
    const until = start + (span * (column + 1)) / width;
    return before.findLast(([offset]) => offset <= until + 1e-9)?.[1] ?? 0;
  });
  return sparkline(sizes);
}

function taskLines({ tasks }: MomentView, style: Style): string[] {
  if (tasks.length === 0) return [];
  const widest = Math.min(
    28,
    tasks.reduce((most, { name }) => Math.max(most, name.length), 0),
  );
  const rows = tasks.flatMap(({ name, held, command, isVictim }) => {
    const start = `${isVictim ? '►' : ' '} ${fitCells(name, widest)}  ${fitCells(held, 9, 'right')}  `;
    const room = style.columns - 4 - widest - 13;
    const [first = '', ...rest] = wrap(clip(command, MOST_COMMAND), Math.max(16, room));
    return [`  ${start}${first}`.trimEnd(), ...rest.map((line) => ' '.repeat(widest + 15) + line)];
  });
  return ['  Largest processes by resident memory, with their command lines', ...rows];
}
