/**
 * Which lines of the log are quoted beside an event: its own, and those that its findings and its aftermath point at.
 */
import type { OomEvent } from './report/event.js';

/** Lines quoted of one event, first and last ones: the table between them stands in the report anyway. */
const MOST_AT_START = 4000;
const MOST_AT_END = 1000;

export function quotedRanges(event: OomEvent): readonly (readonly [from: number, to: number])[] {
  const { firstLine, lastLine } = event.source;
  const isLong = lastLine - firstLine >= MOST_AT_START + MOST_AT_END;
  const own: (readonly [number, number])[] = isLong
    ? [
        [firstLine, firstLine + MOST_AT_START - 1],
        [lastLine - MOST_AT_END + 1, lastLine],
      ]
    : [[firstLine, lastLine]];
  const cited = [...event.diagnosis.findings.flatMap((finding) => finding.evidence), ...event.aftermath];
  const single = cited.flatMap(({ line }): [number, number][] => (line === null ? [] : [[line, line]]));
  return [...own, ...single];
}
