/**
 * The candidate table (mm/oom_kill.c, dump_tasks): banner, header and rows. Rows come in bulk, so they are read by
 * character codes: `[pid]`, then as many integers as stand there, then the name.
 */
import { COMM_BYTES } from './grammar/kill-result.js';
import type { OomLine, TaskRowLine } from './oom-line.js';

const HEADER = /^\[\s*pid\s*\]\s+(.*?)\s+name\s*$/;

/** Columns that some header must have to be one of this table. */
const KNOWN = new Set(['uid', 'tgid', 'total_vm', 'rss']);
/** Levels of page tables, counted in pages until 4.14; their sum is what the task's tables take. */
export const TABLE_PAGES: readonly string[] = ['nr_ptes', 'nr_pmds', 'nr_puds'];
/** Columns whose meaning is known. */
export const COLUMNS: ReadonlySet<string> = new Set([
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
/** Every name that a header of the kernel's has: up to 3.6 the processor was a column. */
export const HEADER_NAMES: ReadonlySet<string> = new Set([...COLUMNS, 'cpu']);

export function readTaskHeader(text: string): OomLine | null {
  const found = HEADER.exec(text);
  if (!found) {
    return /^\[\s*pid\s*\](?:\s+[\w()]+)*\s*$/.test(text)
      ? { kind: 'task-header', open: true, columns: columnsOf(text) }
      : null;
  }
  const columns = (found[1] ?? '').split(/\s+/);
  // Where something was put into it, the rows' numbers alone tell what they are.
  if (!columns.every((name) => /^[\w()]+$/.test(name))) return null;
  return columns.some((name) => KNOWN.has(name)) ? { kind: 'task-header', open: false, columns } : null;
}

/** The columns of a header without its end: the last one may be the beginning of another. */
function columnsOf(text: string): string[] {
  const names = text
    .slice(text.indexOf(']') + 1)
    .split(/\s+/)
    .filter((name) => name !== '');
  return names.filter((name, index) => index < names.length - 1 || isWholeName(name));
}

function isWholeName(name: string): boolean {
  return HEADER_NAMES.has(name) && name !== 'rss';
}

export function readTasksBanner(text: string): OomLine | null {
  return text.startsWith('Tasks state (memory values in') ? { kind: 'tasks-banner', open: false } : null;
}

const SPACE = 32;
/** Mailers and word processors put it where blanks were. */
const NO_BREAK_SPACE = 0xa0;
/** Editors put it where several blanks were. */
const TAB = 9;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Fewest numbers after the pid that any version prints (2.6.25: uid tgid total_vm rss cpu oom_adj). */
const FEWEST_VALUES = 6;

/**
 * Reads `[ 1234]  1000  1234 ... name`. With `columns` known the name is everything after that many integers (it may
 * itself be a number, or empty); without, all leading integers are taken and the table's owner settles the columns.
 */
export function readTaskRow(text: string, columns: number | null): TaskRowLine | null {
  let at = 1;
  while (isBlank(text.charCodeAt(at))) at++;
  let pid = 0;
  const pidStart = at;
  let code = text.charCodeAt(at);
  for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++at)) pid = pid * 10 + code - ZERO;
  if (at === pidStart || code !== 93 || at - pidStart > 10) return null;
  at++;
  const values: number[] = [];
  let oversized: string[] | null = null;
  const limit = columns ?? 24;
  while (values.length < limit) {
    let start = at;
    while (isBlank(text.charCodeAt(start))) start++;
    if (start === at) break;
    const negative = text.charCodeAt(start) === MINUS;
    let end = negative ? start + 1 : start;
    let value = 0;
    code = text.charCodeAt(end);
    const digits = end;
    for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++end)) value = value * 10 + code - ZERO;
    if (end === digits || (end < text.length && !isBlank(code))) break;
    values.push(negative ? 0 - value : value);
    if (value > Number.MAX_SAFE_INTEGER) {
      oversized ??= [];
      oversized.push(`row ${pid}, column ${values.length}=${text.slice(start, end)}`);
    }
    at = end;
  }
  const row = finishRow(text, at, pid, values, columns);
  return row === null || oversized === null ? row : { ...row, oversized };
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === NO_BREAK_SPACE;
}

/** The beginning of a number: a name stands behind one blank, and behind all of the numbers. */
function isMinusAlone(name: string, columns: number | null): boolean {
  return name.trim() === '-' && (columns !== null || name.startsWith(' '));
}

/** A name may end in blanks, but is no longer than the kernel keeps it: more of them are what a terminal filled the line up with. */
function notPadded(name: string): string {
  return name.length > COMM_BYTES ? name.trimEnd() : name;
}

/** What viewers and people put where they cut a line: `$`, `>`, `…`, `...`, `[snip]`. A name has one blank before it, which is gone. */
function isCutMark(name: string): boolean {
  return /^\s*(?:[$>…\\»]|\[?\.{3}\]?|[[(<]snip(?:ped)?[\])>])\s*$/.test(name);
}

function finishRow(
  text: string,
  at: number,
  pid: number,
  values: number[],
  columns: number | null,
): TaskRowLine | null {
  const name = notPadded(text.slice(isBlank(text.charCodeAt(at)) ? at + 1 : at));
  if (columns !== null && values.length === columns) {
    return { kind: 'task-row', open: name === '', pid, values, name };
  }
  const cut = name.trim() === '' || isMinusAlone(name, columns) || isCutMark(name);
  if (values.length < FEWEST_VALUES && !(cut && values.length >= 2)) return null;
  if (columns !== null && !cut)
    return values.length >= FEWEST_VALUES ? { kind: 'task-row', open: false, pid, values, name } : null;
  return { kind: 'task-row', open: cut, pid, values, name: cut ? null : name.trim() };
}
