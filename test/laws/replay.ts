/** For the laws: every log of the fixtures, as records, run through the stages from joiner to report without diagnosis. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLineSplitter } from '../../src/container/lines.js';
import { createEnvelopeDecoder } from '../../src/envelope/decoder.js';
import type { KernelRecord } from '../../src/envelope/record.js';
import { createLineJoiner, type RecognisedLine } from '../../src/line/joiner.js';
import { createAssembler } from '../../src/report/assembler.js';
import type { OomReport } from '../../src/report/event.js';
import { type ReportFixture, readReportFixture } from '../kit/report-fixture.js';

export interface NamedLog {
  readonly name: string;
  readonly fixture: ReportFixture;
}

const reports = fileURLToPath(new URL('../../fixtures/reports/', import.meta.url));

function logsIn(folder: string): NamedLog[] {
  return readdirSync(reports + folder)
    .filter((file) => file.endsWith('.log'))
    .map((file) => ({ name: file, fixture: readReportFixture(`${reports}${folder}/${file}`) }));
}

export const captures: readonly NamedLog[] = logsIn('lab');
export const references: readonly NamedLog[] = logsIn('reference');
export const lookalikes: readonly NamedLog[] = logsIn('lookalikes');
export const logs: readonly NamedLog[] = [...captures, ...references];

export function recordsOf(bytes: Uint8Array): KernelRecord[] {
  const records: KernelRecord[] = [];
  const decoder = createEnvelopeDecoder({ referenceTime: '2026-12-01T00:00:00Z' });
  const splitter = createLineSplitter();
  const add = (record: KernelRecord) => void records.push(record);
  splitter.push(bytes, (line) => decoder.push(line, add));
  splitter.end((line) => decoder.push(line, add));
  decoder.end(add);
  return records;
}

/** The recognised lines of records, in order. */
export function linesOf(records: readonly KernelRecord[]): RecognisedLine[] {
  const lines: RecognisedLine[] = [];
  const joiner = createLineJoiner();
  for (const record of records) joiner.push(record, (line) => lines.push(line));
  joiner.flush((line) => lines.push(line));
  return lines;
}

export function reportsOf(records: readonly KernelRecord[]): OomReport[] {
  return reportsOfLines(linesOf(records));
}

export function reportsOfLines(lines: readonly RecognisedLine[]): OomReport[] {
  const found: OomReport[] = [];
  const assembler = createAssembler({
    path: '-',
    numbersRepeats: true,
    emit: (report) => found.push(report),
  });
  for (const line of lines) assembler.push(line);
  assembler.end();
  return found;
}

/** Whether no line of the log has a prefix: then each stands alone, and none shows whose it is. */
export function isBare(records: readonly KernelRecord[]): boolean {
  return records.every(({ continuation }) => continuation);
}

/** Records that nothing can come between: a record with the unprefixed lines behind it, the pieces of one line. */
export function groupsOf(records: readonly KernelRecord[]): KernelRecord[][] {
  const starts = new Set(linesOf(records).map(({ record }) => record.line));
  const bare = isBare(records);
  const groups: KernelRecord[][] = [];
  for (const record of records) {
    const begins = starts.has(record.line) && (bare || !record.continuation);
    if (groups.length === 0 || begins) groups.push([]);
    groups.at(-1)?.push(record);
  }
  return groups;
}

/** Records numbered anew, as the lines of one log. */
export function numbered(records: readonly KernelRecord[]): KernelRecord[] {
  return records.map((record, index) => ({ ...record, line: index + 1 }));
}

/** What a report says, without where it stood and when. */
export function factsOf(report: OomReport): object {
  const { source: _source, time: _time, completeness, victims, aftermath, ...facts } = report;
  return {
    ...facts,
    missing: completeness.missing,
    status: completeness.status,
    lostRecords: completeness.lostRecords,
    notes: completeness.notes,
    victims: victims.map(({ line: _line, ...victim }) => victim),
    aftermath: aftermath.map(({ line: _line, ...after }) => after),
  };
}

/** Some of the things, always the same ones, spread evenly; all of them for the long run (`npm run test:fuzz`). */
export function sample<Thing>(things: readonly Thing[], count: number, seed = 0): Thing[] {
  if (IS_LONG_RUN || things.length <= count) return [...things];
  return Array.from({ length: count }, (_, index) => {
    const at = (Math.floor((index * things.length) / count) + seed * 7919) % things.length;
    return things[at] as Thing;
  });
}

/** A number that depends on nothing but the name. */
export function seedOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}

export const IS_LONG_RUN = process.env.OOMSCOPE_LONG_RUN === '1';
