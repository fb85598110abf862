/**
 * The one place where the stages meet: bytes or records in, events out. The command line, the service, the browser page
 * and library users all run this; a replayed log so gives what the service would have said.
 *
 *   bytes -> RawLine -> KernelRecord -> RecognisedLine -> OomReport -> OomEvent
 */
import { createLineSplitter } from './container/lines.js';
import { diagnose } from './diagnosis/diagnose.js';
import { createHistory } from './diagnosis/history.js';
import { createEnvelopeDecoder } from './envelope/decoder.js';
import type { KernelRecord, RawLine } from './envelope/record.js';
import { createLineJoiner, type RecognisedLine } from './line/joiner.js';
import { createAssembler } from './report/assembler.js';
import type { OomEvent, OomReport } from './report/event.js';

export interface LogParserOptions {
  /** Name of the input for `source.path`; `-` when absent. */
  readonly path?: string;
  /** ISO time by which a missing year is inferred, e.g. the file's last change. Without it such times have no wall clock. */
  readonly referenceTime?: string;
}

/** Incremental parser of one input. Never throws on any text; hands out events as soon as nothing more can belong to them. */
export interface LogParser {
  /** The next bytes of the input, in chunks of any size. The chunk is not kept. */
  push(chunk: Uint8Array): readonly OomEvent[];
  /** The next record of an input that is no text (a journal, /dev/kmsg). */
  pushRecord(record: KernelRecord): readonly OomEvent[];
  /** End of input. */
  end(): readonly OomEvent[];
  /** Lines read so far. */
  lines(): number;
  /** Name of the wrapping most records had, or null before the first. */
  format(): string | null;
}

export function createLogParser(options: LogParserOptions = {}): LogParser {
  const path = options.path ?? '-';
  let ready: OomEvent[] = [];
  let lines = 0;
  const formats = new Map<string, number>();
  const history = createHistory();
  const onReport = (report: OomReport): void => {
    ready.push({ ...report, ...diagnose(report, history.entries()) });
    history.add(report);
  };
  const assembler = createAssembler({ path, emit: onReport });
  const joiner = createLineJoiner();
  const decoder = createEnvelopeDecoder(
    options.referenceTime === undefined ? {} : { referenceTime: options.referenceTime },
  );
  const splitter = createLineSplitter();

  const onLine = (line: RecognisedLine): void => assembler.push(line);
  const onRecord = (record: KernelRecord): void => {
    formats.set(record.envelope, (formats.get(record.envelope) ?? 0) + 1);
    joiner.push(record, onLine);
  };
  const onText = (line: RawLine): void => {
    lines = line.number;
    decoder.push(line, onRecord);
  };
  const take = (): readonly OomEvent[] => {
    if (ready.length === 0) return NONE;
    const events = ready;
    ready = [];
    return events;
  };

  return {
    push(chunk) {
      splitter.push(chunk, onText);
      return take();
    },
    pushRecord(record) {
      lines = Math.max(lines, record.line);
      onRecord(record);
      return take();
    },
    end() {
      splitter.end(onText);
      decoder.end(onRecord);
      joiner.flush(onLine);
      assembler.end();
      return take();
    },
    lines: () => lines,
    format: () => mostFrequent(formats),
  };
}

const NONE: readonly OomEvent[] = [];

function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const [name, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = name;
  return best;
}

/**
 * Events of one log, in the order they began. `bytes` may be any iterable of chunks: a Node or Web stream, an array.
 * Errors of the iterable itself are passed on; the text never causes one.
 */
export async function* parseLog(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: LogParserOptions = {},
): AsyncGenerator<OomEvent, void, undefined> {
  const parser = createLogParser(options);
  for await (const chunk of bytes) yield* parser.push(chunk);
  yield* parser.end();
}
