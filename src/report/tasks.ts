/** Rows of the candidate table as tasks, by the names in the table's own header. */
import { RowTable } from '../line/row-table.js';
import { COLUMNS, TABLE_PAGES } from '../line/task-lines.js';
import type { Draft } from './draft.js';
import type { Task, TaskDerived } from './event.js';
import type { Settled } from './settle.js';

const UNRANKED: TaskDerived = { badnessPages: null, oomScore: null, rank: null, eligible: null };
/** Shared, since nearly no row has a column of unknown name. */
const NO_EXTRA: Task['extra'] = {};

export function tasksOf(draft: Draft, pageBytes: number, settled: Settled): Task[] {
  const columns = draft.columns ?? inferColumns(draft.rows);
  const table = tableOf(columns, draft.isHeaderCut, pageBytes, draft.notes);
  const { rows } = draft;
  // Pushed one by one, here and in the ranking: arrays made otherwise are of another kind, which costs compiled code.
  const tasks: Task[] = [];
  const isRepeated = repeatedRows(rows);
  for (let row = 0; row < rows.length; row++)
    if (!isRepeated(row)) tasks.push(taskOf(rows, row, table, settled.names.get(rows.pid(row)) ?? null));
  return tasks;
}

/**
 * Whether a row stood in the table before, as where screens overlap: the kernel prints a process once. Asked for each row
 * in order. Pids ascend but where their numbers began anew, so that it is only looked for where one does not.
 */
function repeatedRows(rows: RowTable): (row: number) => boolean {
  let first: Map<number, number> | null = null;
  return (row) => {
    const pid = rows.pid(row);
    if (first === null) {
      if (row === 0 || pid > rows.pid(row - 1)) return false;
      first = new Map();
      for (let at = row - 1; at >= 0; at--) first.set(rows.pid(at), at);
    }
    const before = first.get(pid);
    if (before === undefined) first.set(pid, row);
    return before !== undefined && isSameRow(rows, before, row);
  };
}

function isSameRow(rows: RowTable, a: number, b: number): boolean {
  const [left, right] = [rows.values(a), rows.values(b)];
  return (
    rows.name(a) === rows.name(b) &&
    left.length === right.length &&
    left.every((value, index) => value === right[index])
  );
}

/** Where each number stands in a row, -1 for nowhere: decided once for the table, as a log of reports has rows by the million. */
function tableOf(columns: readonly string[], isCut: boolean, pageBytes: number, notes: Set<string>) {
  const at = (name: string): number => columns.lastIndexOf(name);
  return {
    pageBytes,
    notes,
    columns: columns.length,
    isCut,
    uid: at('uid'),
    tgid: at('tgid'),
    totalVm: at('total_vm'),
    rss: at('rss'),
    rssAnon: at('rss_anon'),
    rssFile: at('rss_file'),
    rssShmem: at('rss_shmem'),
    tableBytes: at('pgtables_bytes'),
    // Of a cut header the levels behind the first may be missing.
    tablePages: isCut ? [] : columns.flatMap((name, index) => (TABLE_PAGES.includes(name) ? [index] : [])),
    swap: at('swapents'),
    oomScoreAdj: at('oom_score_adj'),
    oomAdj: at('oom_adj'),
    unknown: columns.flatMap((name, index) => (COLUMNS.has(name) ? [] : [{ name, index }])),
  };
}

type Table = ReturnType<typeof tableOf>;

/** In one literal, so that all tasks have the same shape. */
function taskOf(rows: RowTable, row: number, table: Table, mended: string | null): Task {
  const { pageBytes } = table;
  return {
    pid: small(rows.pid(row)) as number,
    uid: valueAt(rows, row, table.uid, 1, table),
    tgid: valueAt(rows, row, table.tgid, 1, table),
    comm: mended ?? nameOf(rows, row, table),
    totalVmBytes: valueAt(rows, row, table.totalVm, pageBytes, table),
    rssBytes: valueAt(rows, row, table.rss, pageBytes, table),
    rssAnonBytes: valueAt(rows, row, table.rssAnon, pageBytes, table),
    rssFileBytes: valueAt(rows, row, table.rssFile, pageBytes, table),
    rssShmemBytes: valueAt(rows, row, table.rssShmem, pageBytes, table),
    pageTableBytes: tableBytes(rows, row, table),
    swapBytes: valueAt(rows, row, table.swap, pageBytes, table),
    oomScoreAdj: valueAt(rows, row, table.oomScoreAdj, 1, table),
    oomAdj: valueAt(rows, row, table.oomAdj, 1, table),
    extra: table.unknown.length === 0 ? NO_EXTRA : extraOf(rows, row, table),
    derived: UNRANKED,
  };
}

function valueAt(rows: RowTable, row: number, column: number, unit: number, { notes }: Table): number | null {
  const value = rows.value(row, column);
  if (value === undefined) return null;
  const amount = small(value * unit);
  // A count that was too large itself is noted already.
  if (amount === null && Number.isSafeInteger(value))
    notes.add(`number too large for JSON: row ${rows.pid(row)}, column ${column + 1}=${value} pages`);
  return amount;
}

function tableBytes(rows: RowTable, row: number, table: Table): number | null {
  const printed = rows.value(row, table.tableBytes);
  let bytes = printed === undefined ? null : small(printed);
  if (table.tablePages.some((column) => rows.value(row, column) === undefined)) return null;
  for (const column of table.tablePages) {
    const pages = rows.value(row, column);
    if (pages !== undefined) bytes = small((bytes ?? 0) + pages * table.pageBytes);
  }
  return bytes;
}

function extraOf(rows: RowTable, row: number, table: Table): Record<string, number> {
  const extra: Record<string, number> = {};
  for (const { name, index } of table.unknown) {
    const value = rows.value(row, index);
    if (value !== undefined && Number.isSafeInteger(value)) extra[name] = value;
  }
  return extra;
}

/**
 * The number where it is exact, told apart by size: V8 keeps one that came out of an array of floats as an object of its
 * own unless it is shown to be a small integer, and then everything that looks at it is slower.
 */
function small(value: number): number | null {
  const integer = value | 0;
  if (integer === value) return integer;
  return Number.isSafeInteger(value) ? value : null;
}

/** Without a header all leading numbers were taken: those beyond the columns belong to the name. */
function nameOf(rows: RowTable, row: number, { columns, isCut }: Table): string | null {
  const name = rows.name(row);
  if (isCut || name === null) return null;
  if (rows.width(row) <= columns || columns === ALWAYS.length) return name;
  return [...rows.values(row).slice(columns), name].join(' ').trim();
}

/** What all versions begin with. */
const ALWAYS = ['uid', 'tgid', 'total_vm', 'rss'];
const ANCIENT = ['uid', 'tgid', 'total_vm', 'rss', 'cpu', 'oom_adj'];
const EL6 = ['uid', 'tgid', 'total_vm', 'rss', 'cpu', 'oom_adj', 'oom_score_adj'];
const PTES = ['uid', 'tgid', 'total_vm', 'rss', 'nr_ptes', 'swapents', 'oom_score_adj'];
const BYTES = ['uid', 'tgid', 'total_vm', 'rss', 'pgtables_bytes', 'swapents', 'oom_score_adj'];
const PMDS = ['uid', 'tgid', 'total_vm', 'rss', 'nr_ptes', 'nr_pmds', 'swapents', 'oom_score_adj'];
const SPLIT = [
  'uid',
  'tgid',
  'total_vm',
  'rss',
  'rss_anon',
  'rss_file',
  'rss_shmem',
  'pgtables_bytes',
  'swapents',
  'oom_score_adj',
];

/**
 * The columns of rows whose header was lost, the first ones where all rows lost their ends: by how many numbers most rows
 * have, and by what the fifth can be.
 */
function inferColumns(table: RowTable): readonly string[] {
  const all = Array.from({ length: table.length }, (_, row) => row);
  // Rows that were cut have no name, and fewer numbers than columns.
  const rows = all.filter((row) => (table.name(row) ?? '') !== '').map((row) => table.values(row));
  const counts = new Map<number, number>();
  for (const values of rows) counts.set(values.length, (counts.get(values.length) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  switch (usual) {
    case 10:
      return SPLIT;
    case 8:
      return PMDS;
    case 7:
      return inferSeven(rows.filter((values) => values.length === 7));
    case 6:
      return ANCIENT;
    default:
      return ALWAYS;
  }
}

/** Bytes of the smallest page table: ppc64 cuts its large pages into such pieces. */
const TABLE_UNIT = 256;
/** Page tables that a process has whatever it maps. */
const LEAST_TABLES = 64;

/** Each page of page tables is there for a mapped page at least, so a larger number is not one of pages. */
function hasMoreThanItMaps(values: readonly number[]): boolean {
  return (values[4] ?? 0) > (values[2] ?? 0) + LEAST_TABLES;
}

function inferSeven(rows: readonly (readonly number[])[]): readonly string[] {
  const fifth = rows.map((values) => values[4] ?? 0);
  if (rows.some(hasMoreThanItMaps)) return BYTES;
  if (fifth.some((value) => value >= 2048) && fifth.every((value) => value % TABLE_UNIT === 0)) return BYTES;
  const likeOomAdj = rows.every((values) => (values[5] ?? 0) >= -17 && (values[5] ?? 0) <= 15);
  const adjusted = rows.some((values) => (values[5] ?? 0) !== 0);
  if (likeOomAdj && adjusted) return EL6;
  const isNoTables = rows.some(([, , , rss = 0, tables = 0]) => rss > MOST_ENTRIES * Math.max(1, tables));
  return likeOomAdj && (isNoTables || fifth.every((value) => value < 4)) ? EL6 : PTES;
}

/** Of one page table: 512 of 4 KiB, 8192 of 64 KiB. As many pages at most are resident for each. */
const MOST_ENTRIES = 8192;

/**
 * A task without anything in it, made before all others: V8 then takes every field for one that holds anything. Else it
 * would find out field by field, as the first size above 2^31 comes, and throw away each time what it compiled.
 */
taskOf(new RowTable(), 0, tableOf([], false, 1, new Set()), null);
