/**
 * Lays events out for a terminal: the sentence that matters first, then bars, facts, tables, findings and steps. No
 * line is wider than the terminal, commands excepted; colour only where asked for.
 */
import { ALONE, eventLines, type Position } from './text/event.js';
import { overviewLines } from './text/overview.js';
import { styleFor } from './text/style.js';
import type { EventsView } from './view-model.js';

export interface TerminalOptions {
  /** Width of the terminal; 80 where it is not known. */
  readonly columns?: number;
  readonly color?: boolean;
  /** Every row of the candidate table instead of the top. */
  readonly allTasks?: boolean;
  /** Every finding and every step in full instead of what matters most. */
  readonly details?: boolean;
}

/** The report as text ending in a newline; empty where there is no event. */
export function renderTerminal(view: EventsView, options: TerminalOptions = {}): string {
  const style = styleFor({
    columns: options.columns ?? 80,
    color: options.color ?? false,
    allTasks: options.allTasks ?? false,
    isDetailed: options.details ?? false,
    foldHint: '--all-tasks shows them',
  });
  const overview = view.rows.length > 1 ? [overviewLines(view, style)] : [];
  const positions = positionsOf(view);
  const events = view.events.map((event, index) => eventLines(event, positions[index] ?? ALONE, style));
  return [...overview, ...events].map((lines) => `${lines.join('\n')}\n`).join('\n\n');
}

function positionsOf({ rows, events }: EventsView): readonly Position[] {
  if (rows.length === 1) return [ALONE];
  const firstWith = new Map<string, number>();
  return rows.flatMap(({ inFull }, index) => {
    const event = inFull === null ? undefined : events[inFull];
    if (event === undefined) return [];
    const steps = JSON.stringify(event.firstSteps.map((step) => step.title));
    const first = firstWith.get(steps);
    if (first === undefined) firstWith.set(steps, index + 1);
    return [{ label: `${index + 1} of ${rows.length}`, sameStepsAs: first ?? null }];
  });
}
