/** The candidate tasks as a table to sort and filter, programs as bars, zones with watermarks and free blocks. */
import { counted } from '../../base/text.js';
import { formatBytes, formatCount, formatPercent } from '../../base/units.js';
import { type Html, html, trusted } from '../markup.js';
import type { Account, EventView, ProgramRow, TaskRow, TaskTable, ZoneView } from '../view-model.js';
import { inlineBar, stackedBar, watermarks } from './charts.js';

const MAX_PROGRAMS = 30;
/** Rows of one table: browsers take seconds to show more. */
const MOST_TASKS = 5000;

/** Sorting and filtering come with the script; without it the table stands sorted by size. */
export function taskTable(tasks: TaskTable, id: string): Html {
  const columns = taskColumns(tasks);
  const heads = columns.map((column, index) => headCell(column, index));
  const shown = tasks.rows.filter((row) => row.rank <= MOST_TASKS || row.isVictim || row.isTrigger);
  const rows = shown.map((row) => taskRow(row, columns));
  const rest =
    shown.length < tasks.rows.length
      ? ` Shown are the ${formatCount(MOST_TASKS)} largest, what was killed and what asked for memory.`
      : null;
  const caveat = tasks.caveat === null ? null : html` In it, ${tasks.caveat}.`;
  return html`<p class="note">${counted(tasks.rows.length, 'task')}, largest first by ${tasks.measure}.${caveat}${rest}</p>
<p class="filter" hidden><label for="${id}-filter">Show tasks with</label> <input id="${id}-filter" type="search" data-filters="${id}" placeholder="name, pid or uid"> <output for="${id}-filter"></output></p>
<div class="scroll tall" tabindex="0" role="group" aria-label="Candidate tasks"><table id="${id}" class="sortable"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

interface Column {
  readonly title: string;
  readonly isNumber: boolean;
  readonly isSorted?: boolean;
  /** Sorts by this; the shown text is made from it where it is a number. */
  readonly value: (row: TaskRow) => number | string | null;
  readonly cell?: (row: TaskRow) => Html;
}

function taskColumns(tasks: TaskTable): readonly Column[] {
  const bytes = (title: string, value: (row: TaskRow) => number | null): Column => ({
    title,
    isNumber: true,
    value,
    cell: (row) => bytesCell(value(row)),
  });
  const plain = (title: string, value: (row: TaskRow) => number | null): Column => ({
    title,
    isNumber: true,
    value,
  });
  return [
    { title: 'Role', isNumber: false, value: roleOf },
    plain('PID', (row) => row.pid),
    { title: 'Program', isNumber: false, value: (row) => row.comm },
    plain('UID', (row) => row.uid),
    { ...bytes('Holds', (row) => row.heldBytes), isSorted: true },
    CHART,
    bytes('RSS', (row) => row.rssBytes),
    ...(tasks.hasSwap ? [bytes('Swap', (row) => row.swapBytes)] : []),
    bytes('Page tables', (row) => row.pageTableBytes),
    bytes('Total VM', (row) => row.totalVmBytes),
    plain('Adj', (row) => row.oomScoreAdj),
    ...(tasks.hasScore ? [plain('Score', (row) => row.oomScore)] : []),
  ];
}

/** The bar beside what a task holds. Nothing to sort by. */
const CHART: Column = {
  title: '',
  isNumber: false,
  value: () => null,
  cell: (row) => inlineBar(row.share, row.isVictim ? 'bad' : 'plain'),
};

function roleOf(row: TaskRow): string {
  if (row.isVictim) return 'killed';
  return row.isTrigger ? 'asked' : '';
}

function headCell(column: Column, index: number): Html {
  if (column === CHART) return html`<td class="chart"></td>`;
  const sorted = column.isSorted ? trusted(' aria-sort="descending"') : null;
  return html`<th scope="col" class="${column.isNumber ? 'number' : 'text'}" data-column="${index}"${sorted}><span>${column.title}</span></th>`;
}

function taskRow(row: TaskRow, columns: readonly Column[]): Html {
  const cells = columns.map((column) => {
    const value = column.value(row);
    const shown = column.cell?.(row) ?? html`${value ?? '-'}`;
    if (column === CHART) return html`<td class="chart">${shown}</td>`;
    return html`<td class="${column.isNumber ? 'number' : 'text'}" data-sort="${value ?? ''}">${shown}</td>`;
  });
  return html`<tr class="${row.isVictim ? 'victim' : 'task'}">${cells}</tr>`;
}

/** Rounded, with the exact number in the title. */
function bytesCell(bytes: number | null): Html {
  return bytes === null
    ? html`-`
    : html`<span title="${formatCount(bytes)} bytes">${formatBytes(bytes)}</span>`;
}

export function programTable(programs: readonly ProgramRow[]): Html {
  const rows = programs
    .slice(0, MAX_PROGRAMS)
    .map(
      (row) =>
        html`<tr class="${row.hasVictim ? 'victim' : 'task'}"><th scope="row" class="text">${row.name}</th><td class="number">${formatCount(row.count)}</td><td class="number">${bytesCell(row.totalBytes)}</td><td class="number">${bytesCell(row.meanBytes)}</td><td class="number">${bytesCell(row.largestBytes)}</td><td class="chart">${inlineBar(row.share, row.hasVictim ? 'bad' : 'plain')}</td></tr>`,
    );
  const rest = programs.length - MAX_PROGRAMS;
  const more = rest > 0 ? html`<p class="note">${counted(rest, 'smaller program')} left out.</p>` : null;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Programs"><table><thead><tr><th scope="col" class="text">Program</th><th scope="col" class="number">Tasks</th><th scope="col" class="number">Total</th><th scope="col" class="number">Mean</th><th scope="col" class="number">Largest</th><td class="chart"></td></tr></thead><tbody>${rows}</tbody></table></div>${more}`;
}

export function accountChart(account: Account): Html {
  const rows = account.parts.map(
    (part) =>
      html`<tr><th scope="row" class="text"><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="part ${part.kind}" width="10" height="10"/></svg> ${part.name}</th><td class="number">${bytesCell(part.bytes)}</td><td class="number">${formatPercent(part.bytes, account.totalBytes)}</td></tr>`,
  );
  return html`<p class="note">${bytesCell(account.totalBytes)} ${account.title}.</p>${stackedBar(account)}
<table class="legend"><thead><tr><th scope="col" class="text">Part</th><th scope="col" class="number">Size</th><th scope="col" class="number">Share</th></tr></thead><tbody>${rows}</tbody></table>`;
}

export function zoneTable(zones: readonly ZoneView[]): Html {
  const rows = zones.map(
    (zone) =>
      html`<tr class="${zone.isShort ? 'victim' : 'task'}"><th scope="row" class="text">${zone.label}</th><td class="number">${bytesCell(zone.freeBytes)}</td><td class="number">${bytesCell(zone.minBytes)}</td><td class="number">${bytesCell(zone.lowBytes)}</td><td class="number">${bytesCell(zone.highBytes)}</td><td class="text">${zone.verdict ?? '-'}</td><td class="chart">${watermarks(zone)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Zones"><table><thead><tr><th scope="col" class="text">Zone</th><th scope="col" class="number">Free</th><th scope="col" class="number">Min</th><th scope="col" class="number">Low</th><th scope="col" class="number">High</th><th scope="col" class="text">Free is</th><th scope="col" class="text">Free against min, low, high</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Free blocks of each size: empty on the right means that large pieces are gone. */
export function buddyTable(zones: readonly ZoneView[]): Html | null {
  const shown = zones.filter((zone) => zone.buddy.length > 0);
  const sizes = [...new Set(shown.flatMap((zone) => zone.buddy.map((block) => block.blockBytes)))].sort(
    (a, b) => a - b,
  );
  if (sizes.length === 0) return null;
  const heads = sizes.map((size) => html`<th scope="col" class="number">${formatBytes(size)}</th>`);
  const rows = shown.map((zone) => {
    const cells = sizes.map((size) => buddyCell(zone, size));
    return html`<tr><th scope="row" class="text">${zone.label}</th>${cells}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Free blocks by size"><table class="buddy"><thead><tr><th scope="col" class="text">Zone</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function buddyCell(zone: ZoneView, size: number): Html {
  const block = zone.buddy.find((one) => one.blockBytes === size);
  if (!block) return html`<td class="number">-</td>`;
  const types = block.migrateTypes === null ? '' : `, migrate types ${block.migrateTypes}`;
  const words = `${formatCount(block.count)} blocks of ${formatBytes(size)}, ${formatBytes(block.count * size)}${types}`;
  return html`<td class="number ${block.count === 0 ? 'none' : 'some'}" title="${words}">${formatCount(block.count)}</td>`;
}

/** True where a table of programs tells more than the tasks themselves. */
export function hasPrograms({ programs }: EventView): boolean {
  return programs.some((program) => program.count > 1);
}
