/**
 * Lays events out for a terminal: the sentence that matters first, then bars, facts, tables, findings and steps. No
 * line is wider than the terminal, commands excepted; colour only where asked for.
 */
import { candidateLines, programLines } from './terminal/candidates.js';
import { cellsOf, fitCells, wrap } from './terminal/layout.js';
import { accountLines, gaugeLines, zoneLines } from './terminal/memory.js';
import { overviewLines } from './terminal/overview.js';
import { aftermathLines, factLines, findingLines, stepLines } from './terminal/statements.js';
import { type Style, styleFor } from './terminal/style.js';
import type { EventsView, EventView } from './view-model.js';

export interface TerminalOptions {
  /** Width of the terminal; 80 where it is not known. */
  readonly columns?: number;
  readonly color?: boolean;
  /** Every row of the candidate table instead of the top. */
  readonly allTasks?: boolean;
}

/** The report as text ending in a newline; empty where there is no event. */
export function renderTerminal(view: EventsView, options: TerminalOptions = {}): string {
  const style = styleFor(options.columns ?? 80, options.color ?? false, options.allTasks ?? false);
  const isSeveral = view.events.length > 1;
  const overview = isSeveral ? [overviewLines(view, style)] : [];
  const events = view.events.map((event, index) =>
    eventLines(event, isSeveral ? `${index + 1} of ${view.events.length}` : '', style),
  );
  return [...overview, ...events].map((lines) => `${lines.join('\n')}\n`).join('\n\n');
}

function eventLines(event: EventView, position: string, style: Style): string[] {
  return joinSections([
    [...titleLines(event, position, style), ...wrap(event.summary, style.columns)],
    gaugeLines(event, style),
    factLines(event, style),
    candidateLines(event, style),
    programLines(event, style),
    accountLines(event, style),
    zoneLines(event, style),
    findingLines(event, style),
    stepLines(event, style),
    aftermathLines(event, style),
  ]);
}

/** Headline on the left, position among several on the right, a rule below. */
function titleLines(event: EventView, position: string, style: Style): string[] {
  const room = style.columns - (position === '' ? 0 : cellsOf(position) + 2);
  const title = cellsOf(event.headline) <= room ? event.headline : fitCells(event.headline, room);
  const gap = ' '.repeat(style.columns - cellsOf(title) - cellsOf(position));
  const line = position === '' ? style.bad(title) : style.bad(title) + gap + style.dim(position);
  return [line, style.dim('─'.repeat(style.columns))];
}

function joinSections(sections: readonly (readonly string[])[]): string[] {
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]));
}
