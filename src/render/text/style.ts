/** The colours of the terminal report and the width it is laid out in. */
import pc from 'picocolors';
import type { Severity } from '../../report/event.js';

type Paint = (text: string) => string;

/** What a section needs to know about the terminal. */
export interface Style {
  /** Cells a line may take. */
  readonly columns: number;
  readonly allTasks: boolean;
  /** Every finding and step in full. */
  readonly isDetailed: boolean;
  readonly foldHint: string;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly good: Paint;
  readonly heading: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

const NARROWEST = 40;
const USUAL = 80;
const WIDEST = 120;

export interface StyleOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly allTasks: boolean;
  readonly isDetailed: boolean;
  /** What to say behind the number of folded tasks; empty for nothing. */
  readonly foldHint: string;
}

/** Layout stops growing at 120 columns: longer lines are hard to read. */
export function styleFor({ columns, color, allTasks, isDetailed, foldHint }: StyleOptions): Style {
  const c = pc.createColors(color);
  return {
    columns: Math.min(WIDEST, Math.max(NARROWEST, Math.floor(columns) || USUAL)),
    allTasks,
    isDetailed,
    foldHint,
    bold: c.bold,
    dim: c.dim,
    bad: (text) => c.bold(c.red(text)),
    warn: c.yellow,
    good: c.green,
    heading: (text) => c.bold(c.cyan(text)),
    severity: { critical: (text) => c.bold(c.red(text)), warning: c.yellow, info: c.cyan },
  };
}

/** For text that goes into a message: no colour, tasks folded without a word on options. */
export function plainStyle(columns: number): Style {
  return styleFor({ columns, color: false, allTasks: false, isDetailed: false, foldHint: '' });
}
