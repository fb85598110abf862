/**
 * Events, or their tasks, as comma-separated values by RFC 4180: one header row, CRLF, quotes where needed. Text that
 * a spreadsheet would run as a formula starts with an apostrophe instead.
 */
import { visibleText } from '../base/text.js';
import type { OomEvent, Task } from '../report/event.js';

type Cell = string | number | boolean | null | undefined;
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

interface TaskOf {
  readonly event: OomEvent;
  readonly task: Task;
  readonly isVictim: boolean;
}

export type CsvRows = 'events' | 'tasks';

/** One row for each event, or for each row of their candidate tables. Amounts are exact; empty means not known. */
export function renderCsv(events: readonly OomEvent[], rows: CsvRows): string {
  return csvHeader(rows) + events.map((event) => csvRows(event, rows)).join('');
}

export function csvHeader(rows: CsvRows): string {
  return line(Object.keys(rows === 'events' ? EVENT_COLUMNS : TASK_COLUMNS));
}

/** Of one event, without the header. */
export function csvRows(event: OomEvent, rows: CsvRows): string {
  return rows === 'events' ? write(EVENT_COLUMNS, [event]) : write(TASK_COLUMNS, tasksOf(event));
}

function tasksOf(event: OomEvent): readonly TaskOf[] {
  const victims = new Set(event.victims.map((victim) => victim.pid));
  return event.tasks.map((task) => ({ event, task, isVictim: victims.has(task.pid) }));
}

const EVENT_COLUMNS: Columns<OomEvent> = {
  id: (event) => event.id,
  host: (event) => event.host,
  wall: (event) => event.time.wall,
  uptimeSeconds: (event) => event.time.uptimeSeconds,
  killer: (event) => event.killer,
  outcome: (event) => event.outcome,
  scope: (event) => event.scope,
  cause: (event) => event.diagnosis.cause,
  confidence: (event) => event.diagnosis.confidence,
  victimPid: (event) => event.victims[0]?.pid,
  victimComm: (event) => event.victims[0]?.comm,
  victimAnonRssBytes: (event) => event.victims[0]?.anonRssBytes,
  victims: (event) => event.victims.length,
  triggerPid: (event) => event.trigger?.pid,
  triggerComm: (event) => event.trigger?.comm,
  limitPath: (event) => event.memcg?.limitPath,
  taskPath: (event) => event.memcg?.taskPath,
  usageBytes: (event) => event.memcg?.usageBytes,
  limitBytes: (event) => event.memcg?.limitBytes,
  runtime: (event) => event.identity?.runtime,
  podUid: (event) => event.identity?.podUid,
  containerId: (event) => event.identity?.containerId,
  unit: (event) => event.identity?.unit,
  kernel: (event) => event.kernel.release,
  completeness: (event) => event.completeness.status,
  path: (event) => event.source.path,
  firstLine: (event) => event.source.firstLine,
  lastLine: (event) => event.source.lastLine,
  summary: (event) => event.diagnosis.summary,
};

const TASK_COLUMNS: Columns<TaskOf> = {
  eventId: ({ event }) => event.id,
  host: ({ event }) => event.host,
  wall: ({ event }) => event.time.wall,
  isVictim: ({ isVictim }) => isVictim,
  pid: ({ task }) => task.pid,
  tgid: ({ task }) => task.tgid,
  uid: ({ task }) => task.uid,
  comm: ({ task }) => task.comm,
  totalVmBytes: ({ task }) => task.totalVmBytes,
  rssBytes: ({ task }) => task.rssBytes,
  rssAnonBytes: ({ task }) => task.rssAnonBytes,
  rssFileBytes: ({ task }) => task.rssFileBytes,
  rssShmemBytes: ({ task }) => task.rssShmemBytes,
  pageTableBytes: ({ task }) => task.pageTableBytes,
  swapBytes: ({ task }) => task.swapBytes,
  oomScoreAdj: ({ task }) => task.oomScoreAdj,
  oomAdj: ({ task }) => task.oomAdj,
  oomScore: ({ task }) => task.derived.oomScore,
};

function write<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  return rows.map((row) => line(Object.values(columns).map((value) => toCell(value(row))))).join('');
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

function toCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? quoted(disarmed(visibleText(value))) : String(value);
}

/** What starts a formula in a spreadsheet, its full-width forms and blanks before it included. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

function disarmed(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
