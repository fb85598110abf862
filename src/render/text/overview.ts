/** The overview that stands before several events: a table, a timeline, what they have in common. */
import { counted } from '../../base/text.js';
import type { EventRow, EventsView } from '../view-model.js';
import { sparkline } from './bar.js';
import { wrap } from './layout.js';
import type { Style } from './style.js';
import { type Column, setTable } from './table.js';

const MAX_ROWS = 30;

interface Row {
  readonly number: number;
  readonly event: EventRow;
}

export function overviewLines(view: EventsView, style: Style): string[] {
  const rows = view.rows.map((event, index) => ({ number: index + 1, event }));
  const [title = '', ...lines] = setTable(overviewColumns(view, style), rows.slice(-MAX_ROWS), style.columns);
  const rest = rows.length - MAX_ROWS;
  return [
    style.heading(view.title),
    ...(view.summary === null ? [] : [...wrap(view.summary, style.columns), '']),
    style.dim(title),
    ...(rest > 0 ? [style.dim(`    … ${counted(rest, 'earlier event')}`)] : []),
    ...lines,
    ...timelineLines(view, style),
    ...noteLines(view, style),
  ];
}

function overviewColumns({ rows }: EventsView, style: Style): Column<Row>[] {
  const hosts = new Set(rows.map(({ host }) => host));
  const when: Column<Row> = { title: 'WHEN', align: 'left', max: 26, cell: ({ event }) => event.when };
  const killed: Column<Row> = {
    title: 'KILLED',
    align: 'left',
    max: 18,
    cell: ({ event }) => event.victimName,
  };
  const number: Column<Row> = { title: '   #', align: 'right', max: 6, cell: (row) => String(row.number) };
  const host: Column<Row> = { title: 'HOST', align: 'left', max: 16, cell: ({ event }) => event.host ?? '-' };
  const where: Column<Row> = {
    title: 'WHERE',
    align: 'left',
    max: 60,
    growsFrom: 8,
    cell: ({ event }) => event.placeName,
  };
  return [number, ...(style.columns < 60 ? [] : [when]), killed, ...(hosts.size > 1 ? [host] : []), where];
}

function timelineLines({ timeline }: EventsView, style: Style): string[] {
  if (!timeline) return [];
  const isNarrow = style.columns - 4 < timeline.counts.length;
  const counts = isNarrow ? addPairs(timeline.counts) : timeline.counts;
  const step = isNarrow ? '' : `, ${timeline.stepLabel} a character`;
  const words = wrap(`${timeline.fromLabel} to ${timeline.toLabel}${step}`, style.columns - 4);
  return ['', `    ${sparkline(counts)}`, ...words.map((line) => style.dim(`    ${line}`))];
}

function addPairs(counts: readonly number[]): readonly number[] {
  return counts.flatMap((count, index) => (index % 2 === 0 ? [count + (counts[index + 1] ?? 0)] : []));
}

function noteLines({ notes }: EventsView, style: Style): string[] {
  const lines = notes.flatMap((note) => wrap(note, style.columns - 4).map((line) => `    ${line}`));
  return lines.length > 0 ? ['', ...lines] : [];
}
