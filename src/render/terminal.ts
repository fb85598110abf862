/**
 * Lays events out for a terminal: the sentence that matters first, then bars, facts, tables, findings and steps. No
 * line is wider than the terminal, commands excepted; colour only where asked for.
 */
import { eventLines } from './text/event.js';
import { overviewLines } from './text/overview.js';
import { styleFor } from './text/style.js';
import type { EventsView } from './view-model.js';

export interface TerminalOptions {
  /** Width of the terminal; 80 where it is not known. */
  readonly columns?: number;
  readonly color?: boolean;
  /** Every row of the candidate table instead of the top. */
  readonly allTasks?: boolean;
}

/** The report as text ending in a newline; empty where there is no event. */
export function renderTerminal(view: EventsView, options: TerminalOptions = {}): string {
  const style = styleFor({
    columns: options.columns ?? 80,
    color: options.color ?? false,
    allTasks: options.allTasks ?? false,
    foldHint: '--all-tasks shows them',
  });
  const isSeveral = view.events.length > 1;
  const overview = isSeveral ? [overviewLines(view, style)] : [];
  const events = view.events.map((event, index) =>
    eventLines(event, isSeveral ? `${index + 1} of ${view.events.length}` : '', style),
  );
  return [...overview, ...events].map((lines) => `${lines.join('\n')}\n`).join('\n\n');
}
