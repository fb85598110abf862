/** The bench's tables: text for a terminal, or Markdown to put into a document. */
import type { Measured } from './measure.js';

export interface Row {
  readonly name: string;
  readonly measured: Measured;
  /** What it is measured against: the first row of its table. */
  readonly base: Measured;
  /** Input, where a rate makes sense. */
  readonly bytes: number | null;
}

const HEAD = ['wall', 'ratio', 'CPU', 'ratio', 'rate', 'peak'];

export function tableText(title: string, rows: readonly Row[], asMarkdown: boolean): string {
  const cells = rows.map((row) => [row.name, ...cellsOf(row)]);
  if (asMarkdown) {
    const lines = [[title, ...HEAD], ['---', ...HEAD.map(() => '---:')], ...cells];
    return lines
      .map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
      .join('\n');
  }
  return [[title, ...HEAD], ...cells]
    .map(([name = '', ...others]) => name.padEnd(52) + others.map((cell) => cell.padStart(10)).join(''))
    .join('\n');
}

function cellsOf({ measured, base, bytes }: Row): string[] {
  const ratio = (of: (one: Measured) => number): string => `${(of(measured) / of(base)).toFixed(2)} x`;
  return [
    `${measured.seconds.toFixed(2)} s`,
    ratio(({ seconds }) => seconds),
    `${measured.cpuSeconds.toFixed(2)} s`,
    ratio(({ cpuSeconds }) => cpuSeconds),
    bytes === null ? '' : `${(bytes / 1e6 / measured.seconds).toFixed(0)} MB/s`,
    `${measured.peakMiB.toFixed(0)} MiB`,
  ];
}
