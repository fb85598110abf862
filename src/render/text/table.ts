/** Sets rows in columns: every column as wide as it needs, one of them growing into what is left. */
import { cellsOf, fitCells } from './layout.js';

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Widest this column may become. */
  readonly max: number;
  readonly cell: (row: Row, width: number) => string;
  /** Takes what the other columns leave; dropped where that is less than this. At most one column. */
  readonly growsFrom?: number;
}

const GAP = '  ';
const NARROWEST_TEXT = 4;

/** The header line, then one line for each row, none wider than `room` where a column grows. */
export function setTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  room: number,
): readonly string[] {
  const gaps = GAP.length * (columns.length - 1);
  const wanted = columns.map((column) => (column.growsFrom === undefined ? widthOf(column, rows) : 0));
  const widths = shrinkToFit(columns, wanted, room - gaps);
  const left = room - gaps - sumOf(widths);
  const kept = columns
    .map((column, index) => ({ column, width: widths[index] || Math.min(column.max, left) }))
    .filter(({ column }) => left >= (column.growsFrom ?? left));
  const setLine = (cell: (column: Column<Row>, width: number) => string) =>
    kept
      .map(({ column, width }) => fitCells(cell(column, width), width, column.align))
      .join(GAP)
      .trimEnd();
  return [
    setLine((column) => column.title),
    ...rows.map((row) => setLine((column, width) => column.cell(row, width))),
  ];
}

function widthOf<Row>(column: Column<Row>, rows: readonly Row[]): number {
  const widest = rows.reduce(
    (max, row) => Math.max(max, cellsOf(column.cell(row, column.max))),
    cellsOf(column.title),
  );
  return Math.min(widest, column.max);
}

/** Where even the fixed columns are too wide together, the widest column of text gives way. */
function shrinkToFit<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  room: number,
): readonly number[] {
  const excess = sumOf(widths) - room;
  if (excess <= 0) return widths;
  const ofText = widths.map((width, index) => (columns[index]?.align === 'left' ? width : 0));
  const widest = ofText.indexOf(Math.max(...ofText));
  return widths.map((width, index) => (index === widest ? Math.max(NARROWEST_TEXT, width - excess) : width));
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}
