/** The candidate table and the sums by program, folded to what matters. */
import { counted } from '../../base/text.js';
import { formatBytes, formatCount } from '../../base/units.js';
import type { EventView, ProgramRow, TaskRow, TaskTable } from '../view-model.js';
import { bar } from './bar.js';
import { wrap } from './layout.js';
import type { Style } from './style.js';
import { type Column, setTable } from './table.js';

const TOP_TASKS = 10;
const TOP_PROGRAMS = 5;
const MORE_VICTIMS = 5;
/** Programs are summed up only where one of them runs this often. */
const MANY = 3;
const LONGEST_BAR = 40;

/** Largest holders first, victims always among them. */
export function candidateLines({ tasks }: EventView, style: Style): string[] {
  if (!tasks) return [];
  const shown = style.allTasks ? tasks.rows : shownRows(tasks.rows);
  const heading = `Candidates: ${counted(tasks.rows.length, 'task')}, largest first by ${tasks.measure}`;
  const [title = '', ...lines] = setTable(taskColumns(tasks, style), shown, style.columns);
  const body = shown.flatMap((row, index) => {
    const gap = row.rank - (shown[index - 1]?.rank ?? 0) - 1;
    return [...(gap > 0 ? [foldLine(gap, style)] : []), paintRow(row, lines[index] ?? '', style)];
  });
  const rest = tasks.rows.length - (shown.at(-1)?.rank ?? 0);
  return [
    ...wrap(heading, style.columns).map(style.heading),
    style.dim(title),
    ...body,
    ...(rest > 0 ? [foldLine(rest, style)] : []),
    ...legend(tasks, shown, style),
  ];
}

/** What each program holds in all its tasks; empty where no program runs often. */
export function programLines({ programs }: EventView, style: Style): string[] {
  if (!programs.some((program) => program.count >= MANY)) return [];
  const shown = programs.slice(0, TOP_PROGRAMS);
  const [title = '', ...lines] = setTable(
    programColumns(
      style,
      programs.some((row) => row.swapBytes > 0),
    ),
    shown,
    style.columns,
  );
  const rest = programs.length - shown.length;
  return [
    style.heading('By program'),
    style.dim(title),
    ...lines.map((line, index) => (shown[index]?.hasVictim ? style.bold(line) : line)),
    ...(rest > 0 ? [style.dim(`    … ${counted(rest, 'program')} more`)] : []),
  ];
}

function shownRows(rows: readonly TaskRow[]): readonly TaskRow[] {
  const more = rows.slice(TOP_TASKS).filter((row) => row.isVictim);
  return [...rows.slice(0, TOP_TASKS), ...more.slice(0, MORE_VICTIMS)];
}

function foldLine(count: number, style: Style): string {
  const hint = style.columns >= 60 && style.foldHint !== '' ? ` (${style.foldHint})` : '';
  return style.dim(`    … ${counted(count, 'task')} more${hint}`);
}

function paintRow(row: TaskRow, line: string, style: Style): string {
  return row.isVictim ? style.bad(line) : line;
}

/** What the marks mean, and what to know about the sizes. */
function legend(tasks: TaskTable, shown: readonly TaskRow[], style: Style): string[] {
  const marks = [
    ...(shown.some((row) => row.isVictim) ? ['► killed'] : []),
    ...(shown.some((row) => row.isTrigger && !row.isVictim) ? ['* asked for the memory'] : []),
    ...(tasks.caveat === null ? [] : [tasks.caveat]),
  ];
  return marks.length > 0
    ? wrap(marks.join('; '), style.columns - 2).map((line) => style.dim(`  ${line}`))
    : [];
}

function taskColumns(table: TaskTable, style: Style): Column<TaskRow>[] {
  const isWide = style.columns >= 100;
  const isNarrow = style.columns < 66;
  const hasRss = table.rows.some((row) => row.rssBytes !== null && row.rssBytes !== row.heldBytes);
  const columns: Column<TaskRow>[] = [
    {
      title: ' ',
      align: 'left',
      max: 3,
      cell: (row) => `  ${row.isVictim ? '►' : row.isTrigger ? '*' : ' '}`,
    },
    { title: 'PID', align: 'right', max: 8, cell: (row) => String(row.pid) },
    { title: 'PROGRAM', align: 'left', max: isWide ? 30 : isNarrow ? 12 : 20, cell: (row) => row.comm },
    ...(isWide ? [number<TaskRow>('UID', (row) => row.uid, String)] : []),
    number('HOLDS', (row) => row.heldBytes, formatBytes),
    ...(hasRss && !isNarrow ? [number<TaskRow>('RSS', (row) => row.rssBytes, formatBytes)] : []),
    ...(table.hasSwap && !isNarrow ? [number<TaskRow>('SWAP', (row) => row.swapBytes, formatBytes)] : []),
    ...(isWide ? [number<TaskRow>('PGTABLES', (row) => row.pageTableBytes, formatBytes)] : []),
    number('ADJ', (row) => row.oomScoreAdj, String, 5),
    ...(table.hasScore && isWide ? [number<TaskRow>('SCORE', (row) => row.oomScore, String, 5)] : []),
  ];
  return [...columns, barColumn<TaskRow>((row) => row.share)];
}

function programColumns(style: Style, hasSwap: boolean): Column<ProgramRow>[] {
  const columns: Column<ProgramRow>[] = [
    {
      title: '    PROGRAM',
      align: 'left',
      max: style.columns < 60 ? 14 : 24,
      cell: (row) => `    ${row.name}`,
    },
    number('TASKS', (row) => row.count, formatCount, 7),
    number('TOTAL', (row) => row.totalBytes, formatBytes),
    ...(style.columns < 60 ? [] : [number<ProgramRow>('MEAN', (row) => row.meanBytes, formatBytes)]),
    ...(style.columns < 70 ? [] : [number<ProgramRow>('LARGEST', (row) => row.largestBytes, formatBytes)]),
    ...(style.columns < 80 || !hasSwap
      ? []
      : [number<ProgramRow>('SWAP', (row) => row.swapBytes, formatBytes)]),
  ];
  return [...columns, barColumn<ProgramRow>((row) => row.share)];
}

function number<Row>(
  title: string,
  value: (row: Row) => number | null,
  format: (value: number) => string,
  max = 9,
): Column<Row> {
  const cell = (row: Row) => {
    const amount = value(row);
    return amount === null ? '-' : format(amount);
  };
  return { title, align: 'right', max: Math.max(max, title.length), cell };
}

function barColumn<Row>(share: (row: Row) => number): Column<Row> {
  return {
    title: '',
    align: 'left',
    max: LONGEST_BAR,
    growsFrom: 4,
    cell: (row, width) => bar(share(row), width),
  };
}
