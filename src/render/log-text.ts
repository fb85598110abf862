/**
 * Cuts out of the original log what a report quotes: the lines of the events and those that findings point at, each
 * with its number.
 */
import { visibleText } from '../base/text.js';
import type { EventView } from './view-model.js';

/** Lines of one input, decompressed, as they stand there. */
export interface LogText {
  /** As in the events' `source.path`. */
  readonly path: string;
  /** 1-based number of the first of `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** One line to show; `gapBefore`: lines left out between it and the one before. */
interface QuotedLine {
  readonly number: number;
  readonly text: string;
  readonly gapBefore: number;
}

export interface Quote {
  readonly path: string;
  readonly lines: readonly QuotedLine[];
  /** Lines that the events have and the quote, being full, has not. */
  readonly leftOut: number;
}

/** The parts of `log` that belong to `events`, at most `maxLines` of them. */
export function quoteLog(log: LogText, events: readonly EventView[], maxLines: number): Quote {
  const numbers = [...wantedLines(log, events)].sort((a, b) => a - b);
  const kept = numbers.slice(0, maxLines);
  const lines = kept.map((number, index) => ({
    number,
    text: visibleText((log.lines[number - log.firstLine] ?? '').replaceAll('\t', '    ')),
    gapBefore: index === 0 ? 0 : number - (kept[index - 1] ?? number) - 1,
  }));
  return { path: visibleText(log.path), lines, leftOut: numbers.length - kept.length };
}

function wantedLines(log: LogText, events: readonly EventView[]): ReadonlySet<number> {
  const path = visibleText(log.path);
  const wanted = new Set<number>();
  const end = log.firstLine + log.lines.length;
  const want = (number: number | null) => {
    if (number !== null && number >= log.firstLine && number < end) wanted.add(number);
  };
  for (const event of events.filter((one) => one.source.path === path)) {
    const last = Math.min(event.source.lastLine, end - 1);
    for (let number = Math.max(event.source.firstLine, log.firstLine); number <= last; number += 1)
      want(number);
    for (const { line } of event.findings.flatMap((finding) => finding.evidence)) want(line);
    for (const { line } of event.aftermath) want(line);
  }
  return wanted;
}
