/** Arguments to events: opens each input, runs the log parser over it, and keeps the account of what was read. */
import { InputDamage } from '../container/input-damage.js';
import { createLogParser, type LogParser } from '../log-parser.js';
import type { OomEvent } from '../report/event.js';
import { expandInputs } from '../source/expand-inputs.js';
import type { OpenedInput } from '../source/input.js';
import { openInput } from '../source/open-input.js';

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
  | { readonly kind: 'event'; readonly event: OomEvent }
  | { readonly kind: 'input'; readonly input: InputReport };

export interface ReadOptions {
  /** Told of every chunk read, for a progress bar. */
  readonly onBytes?: (bytes: number) => void;
}

/** Every event of every input, each input followed by its account. Unreadable inputs are accounts with an error. */
export async function* readInputs(paths: readonly string[], options: ReadOptions = {}): AsyncGenerator<Read> {
  for await (const input of expandInputs(paths)) {
    for await (const opened of openInput(input, options)) yield* readOpened(opened);
  }
}

async function* readOpened(opened: OpenedInput): AsyncGenerator<Read> {
  const { path } = opened;
  if (opened.kind === 'problem') {
    const nothing = { bytes: 0, lines: 0, format: null, compression: null, events: 0 };
    yield { kind: 'input', input: { path, ...nothing, error: opened.message } };
    return;
  }
  const reference = opened.modified ?? new Date();
  const parser = createLogParser({ path, referenceTime: reference.toISOString() });
  const counts = { bytes: 0, events: 0 };
  let error: string | null = null;
  try {
    for await (const event of eventsOf(opened, parser, counts)) yield { kind: 'event', event };
  } catch (damage) {
    if (!(damage instanceof InputDamage)) throw damage;
    error = damage.message;
  }
  for (const event of parser.end()) {
    counts.events++;
    yield { kind: 'event', event };
  }
  const { compression } = opened;
  yield {
    kind: 'input',
    input: { path, ...counts, lines: parser.lines(), format: parser.format(), compression, error },
  };
}

async function* eventsOf(
  opened: Exclude<OpenedInput, { kind: 'problem' }>,
  parser: LogParser,
  counts: { bytes: number; events: number },
): AsyncGenerator<OomEvent> {
  if (opened.kind === 'journal') {
    for await (const record of opened.records) {
      const events = parser.pushRecord(record);
      counts.events += events.length;
      yield* events;
    }
    return;
  }
  for await (const chunk of opened.bytes) {
    counts.bytes += chunk.length;
    const events = parser.push(chunk);
    counts.events += events.length;
    yield* events;
  }
}
