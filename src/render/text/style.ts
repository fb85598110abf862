/** The colours of the terminal report and the width it is laid out in. */
import pc from 'picocolors';
import type { Severity } from '../../report/event.js';

type Paint = (text: string) => string;

/** What a section needs to know about the terminal. */
export interface Style {
  /** Cells a line may take. */
  readonly columns: number;
  readonly allTasks: boolean;
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

/** Layout stops growing at 120 columns: longer lines are hard to read. */
export function styleFor(columns: number, color: boolean, allTasks: boolean): Style {
  const c = pc.createColors(color);
  return {
    columns: Math.min(WIDEST, Math.max(NARROWEST, Math.floor(columns) || USUAL)),
    allTasks,
    bold: c.bold,
    dim: c.dim,
    bad: (text) => c.bold(c.red(text)),
    warn: c.yellow,
    good: c.green,
    heading: (text) => c.bold(c.cyan(text)),
    severity: { critical: (text) => c.bold(c.red(text)), warning: c.yellow, info: c.cyan },
  };
}
