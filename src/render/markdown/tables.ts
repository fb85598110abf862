/** The tables of a Markdown report: candidates, programs, account and zones. */
import { counted } from '../../base/text.js';
import { formatBytes, formatCount, formatPercent } from '../../base/units.js';
import type { EventRow, EventView, TaskRow } from '../view-model.js';
import { codeCell, escapeMarkdown } from './escape.js';

const TOP_TASKS = 15;
const TOP_PROGRAMS = 8;

interface Column {
  readonly title: string;
  readonly isNumber: boolean;
}

export function candidateTable({ tasks }: EventView): string[] {
  if (!tasks) return [];
  const shown = tasks.rows.filter((row) => row.rank <= TOP_TASKS || row.isVictim).slice(0, 2 * TOP_TASKS);
  const columns = [
    text('Role'),
    number('PID'),
    text('Program'),
    number('Holds'),
    number('RSS'),
    number('Swap'),
    number('Adj'),
  ];
  const rest = tasks.rows.length - shown.length;
  const caveat = tasks.caveat === null ? '' : `; ${tasks.caveat}`;
  return [
    `${counted(tasks.rows.length, 'task')}, largest first by ${tasks.measure}${caveat}.`,
    '',
    ...table(columns, shown.map(taskCells)),
    ...(rest > 0 ? ['', `${counted(rest, 'more task')} not shown.`] : []),
  ];
}

function taskCells(row: TaskRow): string[] {
  const role = row.isVictim ? '**killed**' : row.isTrigger ? 'asked' : '';
  const adj = row.oomScoreAdj === null ? '-' : String(row.oomScoreAdj);
  return [
    role,
    String(row.pid),
    codeCell(row.comm),
    bytes(row.heldBytes),
    bytes(row.rssBytes),
    bytes(row.swapBytes),
    adj,
  ];
}

/** Empty where no program runs more than once. */
export function programTable({ programs }: EventView): string[] {
  if (!programs.some((program) => program.count > 1)) return [];
  const columns = [text('Program'), number('Tasks'), number('Total'), number('Mean'), number('Largest')];
  const rows = programs
    .slice(0, TOP_PROGRAMS)
    .map((row) => [
      codeCell(row.name),
      formatCount(row.count),
      bytes(row.totalBytes),
      bytes(row.meanBytes),
      bytes(row.largestBytes),
    ]);
  const rest = programs.length - rows.length;
  return [...table(columns, rows), ...(rest > 0 ? ['', `${counted(rest, 'more program')} not shown.`] : [])];
}

export function accountTable({ account }: EventView): string[] {
  if (!account) return [];
  const rows = account.parts.map((part) => [
    escapeMarkdown(part.name),
    bytes(part.bytes),
    formatPercent(part.bytes, account.totalBytes),
  ]);
  const total = `${formatBytes(account.totalBytes)} ${account.title}.`;
  return [total, '', ...table([text('Part'), number('Size'), number('Share')], rows)];
}

export function zoneTable({ zones }: EventView): string[] {
  if (zones.length === 0) return [];
  const columns = [
    text('Zone'),
    number('Free'),
    number('Min'),
    number('Low'),
    number('High'),
    text('Free is'),
  ];
  const rows = zones.map((zone) => [
    escapeMarkdown(zone.label),
    bytes(zone.freeBytes),
    bytes(zone.minBytes),
    bytes(zone.lowBytes),
    bytes(zone.highBytes),
    zone.isShort ? `**${zone.verdict}**` : (zone.verdict ?? '-'),
  ]);
  return table(columns, rows);
}

/** The overview of several events. */
export function eventTable(events: readonly EventRow[]): string[] {
  const columns = [number('#'), text('When'), text('Killed'), text('Where'), text('Host'), text('Report')];
  const rows = events.map((event, index) => [
    String(index + 1),
    event.when,
    codeCell(event.victimName),
    codeCell(event.placeName),
    event.host === null ? '-' : codeCell(event.host),
    event.isPartial ? 'partial' : 'complete',
  ]);
  return table(columns, rows);
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const rule = columns.map((column) => (column.isNumber ? '---:' : '---'));
  return [columns.map((column) => column.title), rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function text(title: string): Column {
  return { title, isNumber: false };
}

function number(title: string): Column {
  return { title, isNumber: true };
}

function bytes(amount: number | null): string {
  return amount === null ? '-' : formatBytes(amount);
}
