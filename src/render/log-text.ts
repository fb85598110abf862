/**
 * Cuts out of the original log what a report quotes: the lines of the events and those that findings point at, each
 * with its number.
 */
import { visibleText } from '../base/text.js';
import type { EventView } from './view-model.js';

/** Consecutive lines of one input, decompressed, as they stand there. An input may come in several parts. */
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

/** The parts of `logs` that belong to `events`: a quote for each input, of at most `maxLines`. */
export function quoteLogs(
  logs: readonly LogText[],
  events: readonly EventView[],
  maxLines: number,
): readonly Quote[] {
  const byPath = new Map<string, LogText[]>();
  for (const log of logs) {
    const path = visibleText(log.path);
    const others = byPath.get(path);
    if (others) others.push(log);
    else byPath.set(path, [log]);
  }
  return [...byPath]
    .map(([path, parts]) => quoteOf(path, parts, events, maxLines))
    .filter((quote) => quote.lines.length > 0);
}

function quoteOf(
  path: string,
  parts: readonly LogText[],
  events: readonly EventView[],
  maxLines: number,
): Quote {
  const own = events.filter((event) => event.source.path === path);
  const wanted = new Map(parts.flatMap((part) => wantedLines(part, own)));
  const numbers = [...wanted.keys()].sort((a, b) => a - b);
  const kept = numbers.slice(0, maxLines);
  const lines = kept.map((number, index) => ({
    number,
    text: visibleText((wanted.get(number) ?? '').replaceAll('\t', '    ')),
    gapBefore: index === 0 ? 0 : number - (kept[index - 1] ?? number) - 1,
  }));
  return { path, lines, leftOut: numbers.length - kept.length };
}

function wantedLines(log: LogText, events: readonly EventView[]): [number, string][] {
  const wanted = new Set<number>();
  const end = log.firstLine + log.lines.length;
  const want = (number: number | null) => {
    if (number !== null && number >= log.firstLine && number < end) wanted.add(number);
  };
  for (const event of events) {
    const last = Math.min(event.source.lastLine, end - 1);
    for (let number = Math.max(event.source.firstLine, log.firstLine); number <= last; number += 1)
      want(number);
    for (const { line } of event.findings.flatMap((finding) => finding.evidence)) want(line);
    for (const { line } of event.aftermath) want(line);
  }
  return [...wanted].map((number) => [number, log.lines[number - log.firstLine] ?? '']);
}
