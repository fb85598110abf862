/** Inputs to events: opens each, runs the log parser over it, and keeps the account of what was read. */
import { InputDamage } from '../container/input-damage.js';
import type { History } from '../diagnosis/history.js';
import { createLogParser, type LogParser } from '../log-parser.js';
import type { LogText } from '../render/log-text.js';
import type { OomEvent } from '../report/event.js';
import type { Input, OpenedInput } from '../source/input.js';
import { openInput } from '../source/open-input.js';
import { type BootStretch, type BootTracker, createBootTracker } from './boots.js';

/** One entry of `inputs` in the JSON output. */
export interface InputReport {
  readonly path: string;
  /** Bytes of text after decompression; 0 for a journal file. */
  readonly bytes: number;
  readonly lines: number;
  readonly format: string | null;
  readonly compression: string | null;
  readonly events: number;
  readonly error: string | null;
}

export type Read =
  | {
      readonly kind: 'event';
      readonly event: OomEvent;
      /** The event's lines, where `excerpts` asks for them. */
      readonly excerpt: readonly LogText[];
    }
  /** Follows the events of each input. */
  | {
      readonly kind: 'input';
      readonly input: InputReport;
      /** The boots that the input tells of, where `boots` asks for them. */
      readonly boots: readonly BootStretch[];
    };

/** What to look for beside the events. */
export interface ReadOptions {
  /** Tell boots apart, for which every line must be looked at. */
  readonly boots: boolean;
  /** Keep the lines of the events. */
  readonly excerpts: boolean;
  /** One for all inputs, where they are pieces of one log: what was killed before counts across them, as in the service. */
  readonly history?: History;
}

type Readable = Exclude<OpenedInput, { kind: 'problem' }>;

/** Every event of the streams inside one input, each stream followed by its account. What cannot be read is an account with an error. */
export async function* readInput(
  input: Input,
  options: ReadOptions,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Read> {
  for await (const opened of openInput(input, { onBytes })) {
    if (opened.kind === 'problem') yield unreadable(opened.path, opened.message);
    else yield* readOpened(opened, options);
  }
}

function unreadable(path: string, error: string): Read {
  const nothing = { bytes: 0, lines: 0, format: null, compression: null, events: 0 };
  return { kind: 'input', input: { path, ...nothing, error }, boots: [] };
}

async function* readOpened(opened: Readable, options: ReadOptions): AsyncGenerator<Read> {
  const { path, compression } = opened;
  const tracker = options.boots ? createBootTracker() : null;
  const parser = parserFor(opened, options, tracker);
  const counts = { bytes: 0, events: 0 };
  let error: string | null = null;
  const reads = (events: readonly OomEvent[]): Read[] => {
    counts.events += events.length;
    return events.map((event) => ({ kind: 'event', event, excerpt: parser.excerpt(event) }));
  };
  try {
    for await (const events of batchesOf(opened, parser, counts)) yield* reads(events);
  } catch (damage) {
    if (!(damage instanceof InputDamage)) throw damage;
    error = damage.message;
  }
  yield* reads(parser.end(error !== null));
  const input = { path, ...counts, lines: parser.lines(), format: parser.format(), compression, error };
  yield { kind: 'input', input, boots: tracker?.stretches() ?? [] };
}

function parserFor(opened: Readable, options: ReadOptions, tracker: BootTracker | null): LogParser {
  return createLogParser({
    path: opened.path,
    referenceTime: (opened.modified ?? new Date()).toISOString(),
    excerpts: options.excerpts,
    ...(options.history === undefined ? {} : { history: options.history }),
    ...(tracker === null ? {} : { everyLine: true, onRecord: tracker.see }),
  });
}

async function* batchesOf(
  opened: Readable,
  parser: LogParser,
  counts: { bytes: number },
): AsyncGenerator<readonly OomEvent[]> {
  if (opened.kind === 'journal') {
    for await (const record of opened.records) {
      const events = parser.pushRecord(record);
      if (events.length > 0) yield events;
    }
    return;
  }
  let isDense = false;
  for await (const chunk of opened.bytes) {
    counts.bytes += chunk.length;
    let at = 0;
    while (at < chunk.length) {
      const part = chunk.subarray(at, at + (isDense ? DENSE_PART_BYTES : PART_BYTES));
      at += part.length;
      const events = parser.push(part);
      isDense = events.length > 0;
      if (isDense) yield events;
    }
  }
}

/**
 * Events are taken out of the parser after so many bytes instead of after each chunk: then few are alive at once. A chunk of
 * bare kill lines has ten thousand. Where there are none, parts stay larger, since the scan copies the end of each.
 */
const PART_BYTES = 128 * 1024;
const DENSE_PART_BYTES = 32 * 1024;
