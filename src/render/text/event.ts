/** One event as lines of text, for the terminal and for the text part of a mail. */
import type { EventView } from '../view-model.js';
import { candidateLines, programLines } from './candidates.js';
import { cellsOf, fitCells, wrap } from './layout.js';
import { accountLines, gaugeLines, zoneLines } from './memory.js';
import { momentLines } from './moment.js';
import { aftermathLines, factLines, findingLines, stepLines } from './statements.js';
import type { Style } from './style.js';

/** Where an event stands among several: its number and the earlier event whose steps it shares. */
export interface Position {
  readonly label: string;
  readonly sameStepsAs: number | null;
}

export const ALONE: Position = { label: '', sameStepsAs: null };

export function eventLines(event: EventView, position: Position, style: Style): string[] {
  return joinSections([
    [...titleLines(event, position.label, style), ...wrap(event.summary, style.columns)],
    gaugeLines(event, style),
    factLines(event, style),
    momentLines(event, style),
    candidateLines(event, style),
    programLines(event, style),
    accountLines(event, style),
    zoneLines(event, style),
    findingLines(event, style),
    stepLines(event, style, position.sameStepsAs),
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
