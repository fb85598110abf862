/** Rows of the candidate table as tasks, by the names in the table's own header. */
import type { TaskRowLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';
import type { Task } from './event.js';
import type { Settled } from './settle.js';

type MutableTask = { -readonly [K in keyof Task]: Task[K] } & { extra: Record<string, number> };

/** Column names whose numbers are pages, with the field they fill. */
const PAGE_COLUMNS: Readonly<
  Record<
    string,
    'totalVmBytes' | 'rssBytes' | 'rssAnonBytes' | 'rssFileBytes' | 'rssShmemBytes' | 'swapBytes'
  >
> = {
  total_vm: 'totalVmBytes',
  rss: 'rssBytes',
  rss_anon: 'rssAnonBytes',
  rss_file: 'rssFileBytes',
  rss_shmem: 'rssShmemBytes',
  swapents: 'swapBytes',
};
const PLAIN_COLUMNS: Readonly<Record<string, 'uid' | 'tgid' | 'oomScoreAdj' | 'oomAdj' | 'pageTableBytes'>> =
  {
    uid: 'uid',
    tgid: 'tgid',
    oom_score_adj: 'oomScoreAdj',
    oom_adj: 'oomAdj',
    pgtables_bytes: 'pageTableBytes',
  };
/** Levels of page tables, counted in pages until 4.14; their sum is what the task's tables take. */
const TABLE_PAGES = new Set(['nr_ptes', 'nr_pmds', 'nr_puds']);

export function tasksOf(draft: Draft, pageBytes: number, settled: Settled): Task[] {
  const columns = draft.columns ?? inferColumns(draft.rows);
  const fillers = columns.map((column) => fillerOf(column, pageBytes));
  return draft.rows.map((row) => taskOf(row, fillers, settled.names.get(row.pid) ?? null));
}

function taskOf(row: TaskRowLine, fillers: readonly Filler[], mended: string | null): Task {
  const task: MutableTask = {
    pid: row.pid,
    uid: null,
    tgid: null,
    comm: mended ?? nameOf(row, fillers.length),
    totalVmBytes: null,
    rssBytes: null,
    rssAnonBytes: null,
    rssFileBytes: null,
    rssShmemBytes: null,
    pageTableBytes: null,
    swapBytes: null,
    oomScoreAdj: null,
    oomAdj: null,
    extra: {},
    derived: { badnessPages: null, oomScore: null, rank: null, eligible: null },
  };
  const { values } = row;
  for (let index = 0; index < fillers.length && index < values.length; index++)
    fillers[index]?.(task, values[index] as number);
  return task;
}

/** Puts one column's number into a task. */
type Filler = (task: MutableTask, value: number) => void;

/** Decided once for the table: a log of reports has rows by the million. */
function fillerOf(column: string, pageBytes: number): Filler {
  const pages = PAGE_COLUMNS[column];
  if (pages !== undefined)
    return (task, value) => {
      task[pages] = exact(value * pageBytes);
    };
  const plain = PLAIN_COLUMNS[column];
  if (plain !== undefined)
    return (task, value) => {
      task[plain] = exact(value);
    };
  if (TABLE_PAGES.has(column))
    return (task, value) => {
      task.pageTableBytes = exact((task.pageTableBytes ?? 0) + value * pageBytes);
    };
  return (task, value) => {
    task.extra[column] = value;
  };
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
