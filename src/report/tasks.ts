/** Rows of the candidate table as tasks, by the names in the table's own header. */
import type { TaskRowLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';
import type { Task, TaskDerived } from './event.js';
import type { Settled } from './settle.js';

/** Levels of page tables, counted in pages until 4.14; their sum is what the task's tables take. */
const TABLE_PAGES: readonly string[] = ['nr_ptes', 'nr_pmds', 'nr_puds'];
const KNOWN = new Set([
  ...TABLE_PAGES,
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
  'oom_adj',
]);
const UNRANKED: TaskDerived = { badnessPages: null, oomScore: null, rank: null, eligible: null };
/** Shared, since nearly no row has a column of unknown name. */
const NO_EXTRA: Task['extra'] = {};

export function tasksOf(draft: Draft, pageBytes: number, settled: Settled): Task[] {
  const columns = draft.columns ?? inferColumns(draft.rows);
  const table = tableOf(columns, pageBytes);
  return draft.rows.map((row) => taskOf(row, table, settled.names.get(row.pid) ?? null));
}

/** Where each number stands in a row, -1 for nowhere: decided once for the table, as a log of reports has rows by the million. */
function tableOf(columns: readonly string[], pageBytes: number) {
  const at = (name: string): number => columns.lastIndexOf(name);
  return {
    pageBytes,
    columns: columns.length,
    uid: at('uid'),
    tgid: at('tgid'),
    totalVm: at('total_vm'),
    rss: at('rss'),
    rssAnon: at('rss_anon'),
    rssFile: at('rss_file'),
    rssShmem: at('rss_shmem'),
    tableBytes: at('pgtables_bytes'),
    tablePages: columns.flatMap((name, index) => (TABLE_PAGES.includes(name) ? [index] : [])),
    swap: at('swapents'),
    oomScoreAdj: at('oom_score_adj'),
    oomAdj: at('oom_adj'),
    unknown: columns.flatMap((name, index) => (KNOWN.has(name) ? [] : [{ name, index }])),
  };
}

type Table = ReturnType<typeof tableOf>;

/** In one literal, so that all tasks have the same shape. */
function taskOf(row: TaskRowLine, table: Table, mended: string | null): Task {
  const { values } = row;
  const { pageBytes } = table;
  return {
    pid: row.pid,
    uid: valueAt(values, table.uid, 1),
    tgid: valueAt(values, table.tgid, 1),
    comm: mended ?? nameOf(row, table.columns),
    totalVmBytes: valueAt(values, table.totalVm, pageBytes),
    rssBytes: valueAt(values, table.rss, pageBytes),
    rssAnonBytes: valueAt(values, table.rssAnon, pageBytes),
    rssFileBytes: valueAt(values, table.rssFile, pageBytes),
    rssShmemBytes: valueAt(values, table.rssShmem, pageBytes),
    pageTableBytes: tableBytes(values, table),
    swapBytes: valueAt(values, table.swap, pageBytes),
    oomScoreAdj: valueAt(values, table.oomScoreAdj, 1),
    oomAdj: valueAt(values, table.oomAdj, 1),
    extra: table.unknown.length === 0 ? NO_EXTRA : extraOf(values, table),
    derived: UNRANKED,
  };
}

function valueAt(values: readonly number[], index: number, unit: number): number | null {
  return index < 0 || index >= values.length ? null : exact((values[index] as number) * unit);
}

function tableBytes(values: readonly number[], table: Table): number | null {
  let bytes = valueAt(values, table.tableBytes, 1);
  for (const index of table.tablePages)
    if (index < values.length) bytes = exact((bytes ?? 0) + (values[index] as number) * table.pageBytes);
  return bytes;
}

function extraOf(values: readonly number[], table: Table): Record<string, number> {
  const extra: Record<string, number> = {};
  for (const { name, index } of table.unknown)
    if (index < values.length) extra[name] = values[index] as number;
  return extra;
}

function exact(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}

/** Without a header all leading numbers were taken: those beyond the columns belong to the name. */
function nameOf(row: TaskRowLine, columns: number): string {
  if (row.values.length <= columns) return row.name;
  const surplus = row.values.slice(columns);
  return surplus.length === 0 ? row.name : [...surplus, row.name].join(' ').trim();
}

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

/** The columns of rows whose header was lost: by how many numbers most rows have, and by what the fifth can be. */
function inferColumns(rows: readonly TaskRowLine[]): readonly string[] {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.values.length, (counts.get(row.values.length) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  switch (usual) {
    case 10:
      return SPLIT;
    case 8:
      return PMDS;
    case 7:
      return inferSeven(rows.filter((row) => row.values.length === 7));
    case 6:
      return ANCIENT;
    default:
      return ANCIENT.slice(0, 4);
  }
}

function inferSeven(rows: readonly TaskRowLine[]): readonly string[] {
  const fifth = rows.map((row) => row.values[4] ?? 0);
  if (fifth.some((value) => value >= 2048) && fifth.every((value) => value % 1024 === 0)) return BYTES;
  const likeOomAdj = rows.every((row) => (row.values[5] ?? 0) >= -17 && (row.values[5] ?? 0) <= 15);
  const adjusted = rows.some((row) => (row.values[5] ?? 0) !== 0);
  if (likeOomAdj && adjusted) return EL6;
  return likeOomAdj && fifth.every((value) => value < 4) ? EL6 : PTES;
}
