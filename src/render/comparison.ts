/**
 * Lays the comparison of two events out for a terminal: what they are, then each fact with both values and the
 * difference. No line is wider than the terminal.
 */
import { counted, visibleText } from '../base/text.js';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../base/units.js';
import type { ComparedUnit, ComparedValue, Comparison } from '../diagnosis/compare.js';
import { cellsOf, fitCells, wrap } from './text/layout.js';
import { type Style, styleFor } from './text/style.js';
import type { EventView } from './view-model.js';

export interface ComparisonOptions {
  readonly columns?: number;
  readonly color?: boolean;
}

const SECTIONS: Readonly<Record<ComparedValue['section'], string>> = {
  what: 'What happened',
  limit: 'The limit',
  victim: 'The victim',
  memory: 'Where the memory was',
  programs: 'The largest programs',
};

/** The comparison as text ending in a newline; `a` and `b` are the views of its events. */
export function renderComparison(
  comparison: Comparison,
  a: EventView,
  b: EventView,
  options: ComparisonOptions = {},
): string {
  const style = styleFor({
    columns: options.columns ?? 80,
    color: options.color ?? false,
    allTasks: false,
    isDetailed: false,
    foldHint: '',
  });
  // Stands in the heads of the two events already, in full.
  const values = comparison.values.filter((value) => value.label !== 'time');
  const widths = widthsFor(values, style);
  const lines = [
    ...head('A', a, style),
    ...head('B', b, style),
    '',
    ...wrap(relation(comparison), style.columns),
    ...Object.entries(SECTIONS).flatMap(([section, title]) => {
      const own = values.filter((value) => value.section === section);
      return own.length === 0 ? [] : sectionLines(title, own, widths, style);
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function head(letter: string, event: EventView, style: Style): string[] {
  const where = `${event.when.label}; ${event.source.label}`;
  const [first = '', ...rest] = wrap(event.headline, style.columns - 3);
  return [
    `${style.heading(letter)}  ${style.bold(first)}`,
    ...rest.map((line) => `   ${style.bold(line)}`),
    ...wrap(where, style.columns - 3).map((line) => style.dim(`   ${line}`)),
  ];
}

function relation(comparison: Comparison): string {
  const { secondsApart, values } = comparison;
  const different = values.filter((value) => value.isDifferent).length;
  const apart =
    secondsApart === null
      ? 'How far apart they are, the logs do not say.'
      : `B came ${formatDuration(Math.abs(secondsApart))} ${secondsApart < 0 ? 'before' : 'after'} A.`;
  return `${likeness(comparison)} ${apart} ${counted(different, 'fact')} of ${formatCount(values.length)} differ.`;
}

function likeness({ isSameVictim, values }: Comparison): string {
  const row = (label: string) => values.find((value) => value.label === label);
  // Without a place the log names none, or there is none but the machine.
  if (isSameVictim)
    return row('place') === undefined ? 'The same program.' : 'The same program in the same place.';
  if (row('victim')?.isDifferent !== false) return 'Not the same program.';
  const place = row('place');
  const isPlaceKnown = place !== undefined && place.a !== null && place.b !== null;
  if (!isPlaceKnown) return 'The same program; that it was in the same place, the logs do not say.';
  return place.isDifferent ? 'The same program in another place.' : 'The same program on another host.';
}

interface Widths {
  readonly label: number;
  readonly value: number;
}

const INDENT = '  ';
const GAP = '  ';
/** Narrower than this, values stand below their label. */
const NARROW = 60;
const WIDEST_VALUE = 30;

function widthsFor(values: readonly ComparedValue[], style: Style): Widths {
  const widest = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, cellsOf(text)), 8);
  const change = widest(values.map(changeOf));
  const label = Math.min(
    widest(values.map((value) => visibleText(value.label))),
    Math.floor(style.columns * 0.42),
  );
  const room = style.columns - INDENT.length - label - 3 * GAP.length - change;
  return { label, value: Math.max(9, Math.min(WIDEST_VALUE, Math.floor(room / 2))) };
}

function sectionLines(
  title: string,
  values: readonly ComparedValue[],
  widths: Widths,
  style: Style,
): string[] {
  const columns = [
    fitCells('', widths.label),
    fitCells('A', widths.value, 'right'),
    fitCells('B', widths.value, 'right'),
  ];
  const hasNumbers = values.some((value) => value.unit !== 'text');
  return [
    '',
    style.heading(title),
    ...(hasNumbers && style.columns >= NARROW
      ? [style.dim(`${INDENT}${columns.join(GAP)}${GAP}change`)]
      : []),
    ...values.flatMap((value) =>
      value.unit === 'text' ? textLines(value, widths, style) : numberLines(value, widths, style),
    ),
  ];
}

function numberLines(value: ComparedValue, widths: Widths, style: Style): string[] {
  const label = visibleText(value.label);
  const [a, b] = [worded(value.a, value.unit), worded(value.b, value.unit)];
  const cells = [
    fitCells(label, widths.label),
    fitCells(a, widths.value, 'right'),
    fitCells(b, widths.value, 'right'),
    changeOf(value),
  ];
  const lines =
    style.columns < NARROW
      ? [`${INDENT}${label}`, `${INDENT}${INDENT}${a}, ${b}${GAP}${differenceOf(value)}`.trimEnd()]
      : [`${INDENT}${cells.join(GAP)}`.trimEnd()];
  return value.isDifferent ? lines : lines.map(style.dim);
}

/** Side by side where they fit, else below each other; once where they are the same. */
function textLines(value: ComparedValue, widths: Widths, style: Style): string[] {
  const label = fitCells(visibleText(value.label), widths.label);
  const [a, b] = [worded(value.a, 'text'), worded(value.b, 'text')];
  const start = `${INDENT}${label}${GAP}`;
  const room = Math.max(10, style.columns - cellsOf(start));
  const hang = (text: string): string[] =>
    wrap(text, room).map((line, index) => (index === 0 ? line : `${' '.repeat(cellsOf(start))}${line}`));
  if (!value.isDifferent) return hang(a).map((line, index) => style.dim(index === 0 ? start + line : line));
  if (cellsOf(a) <= widths.value && cellsOf(b) <= widths.value)
    return [`${start}${fitCells(a, widths.value, 'right')}${GAP}${fitCells(b, widths.value, 'right')}`];
  return [...hang(`A: ${a}`), ...hang(`B: ${b}`)].map((line, index) =>
    index === 0 ? start + line : line.startsWith('B: ') ? ' '.repeat(cellsOf(start)) + line : line,
  );
}

function worded(value: string | number | null, unit: ComparedUnit): string {
  if (value === null) return '-';
  if (typeof value === 'string') return visibleText(value);
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'seconds':
      return formatDuration(value);
    case 'count':
    case 'text':
      return formatCount(value);
  }
}

/** `+12 MiB (+5 %)`. */
function changeOf(value: ComparedValue): string {
  const { a, delta, unit } = value;
  const amount = differenceOf(value);
  const isShare = unit === 'bytes' && delta !== null && delta !== 0 && typeof a === 'number' && a > 0;
  if (!isShare || Math.abs(delta) >= 100 * a) return amount;
  const share = formatPercent(Math.abs(delta), a);
  return /^[<>]/.test(share) ? amount : `${amount} (${delta > 0 ? '+' : '-'}${share})`;
}

/** `+12 MiB`; `=` where nothing changed. */
function differenceOf({ delta, unit }: ComparedValue): string {
  if (delta === null) return '';
  return delta === 0 ? '=' : `${delta > 0 ? '+' : '-'}${worded(Math.abs(delta), unit)}`;
}
