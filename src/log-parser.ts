/**
 * The one place where the stages meet: bytes or records in, events out. The command line, the service, the browser page
 * and library users all run this; a replayed log so gives what the service would have said.
 *
 *   bytes -> RawLine -> KernelRecord -> RecognisedLine -> OomReport -> OomEvent
 */

import { withoutLastValue } from './base/last-word.js';
import { decodeLossless } from './base/lossless-text.js';
import { createRecentLines } from './base/recent-lines.js';
import { createLineSplitter } from './container/lines.js';
import { diagnose } from './diagnosis/diagnose.js';
import { createHistory, type History } from './diagnosis/history.js';
import { createEnvelopeDecoder } from './envelope/decoder.js';
import { createDoubledRecords } from './envelope/doubled-records.js';
import { createFoldedStrings } from './envelope/folded-strings.js';
import { logLayoutOf, PLAIN_LAYOUT } from './envelope/log-layout.js';
import type { KernelRecord, RawLine } from './envelope/record.js';
import { createFirstBytes } from './first-bytes.js';
import { createFormatCount } from './format-count.js';
import { createLineJoiner, type RecognisedLine } from './line/joiner.js';
import { quotedRanges } from './quoted-ranges.js';
import type { LogText } from './render/log-text.js';
import { createAssembler } from './report/assembler.js';
import type { OomEvent, OomReport } from './report/event.js';
import { createRowSkimmer } from './row-skimmer.js';
import { createGate, type Gate } from './scan/gate.js';
import { sharedScanMemory } from './scan/needle-scanner.js';
import { createTurnedRecords } from './turned-records.js';

export interface LogParserOptions {
  /** Name of the input for `source.path`; `-` when absent. */
  readonly path?: string;
  /** ISO time by which a missing year is inferred, e.g. the file's last change. Without it such times have no wall clock. */
  readonly referenceTime?: string;
  /** Host of records that name none, e.g. this machine's for its own /dev/kmsg. */
  readonly host?: string;
  /** Number of the first line, where an earlier run read up to there. 1 when absent. */
  readonly firstLine?: number;
  /**
   * The log never ends: `settle` is called, and events with the same words as an earlier one keep its id, since telling
   * them apart needs all that was ever read.
   */
  readonly isLive?: boolean;
  /**
   * Parse every line, instead of only those near words that every event has: twenty times slower on an ordinary log, and
   * the same events. Live logs are always parsed whole.
   */
  readonly everyLine?: boolean;
  /** Earlier events, of other inputs too, for what the diagnosis says of repetition; this one's are added. */
  readonly history?: History;
  /** Keep the lines read last, so that `excerpt` has something to quote. */
  readonly excerpts?: boolean;
  /** Told of every record that is parsed, in the order of the log, for facts that no event holds; goes with `everyLine`. */
  readonly onRecord?: (record: KernelRecord) => void;
}

/** How a live log is doing: lines keep coming, none came for about a second, none came for minutes. */
export type Pause = 'none' | 'short' | 'long';

/** Incremental parser of one input. Never throws on any text; hands out events as soon as nothing more can belong to them. */
export interface LogParser {
  /** The next bytes of the input, in chunks of any size. The chunk is not kept. */
  push(chunk: Uint8Array): readonly OomEvent[];
  /** The next record of an input that is no text (a journal, /dev/kmsg). */
  pushRecord(record: KernelRecord): readonly OomEvent[];
  /**
   * In a live log: events that are decided, without waiting for what may still be added to them. An event that grows
   * later (a reaper's line, a unit that failed) comes again with the same id; its last version is what a reading of the
   * whole log gives. After a short pause lines that might have gone on are taken as they are; after a long one reports
   * without a verdict are handed out too.
   */
  settle(pause: Pause): readonly OomEvent[];
  /**
   * The log's own lines of an event that was handed out: those it was read from and those its findings cite, as far as
   * they are among the last ones read (about 32,000 lines or 16 MiB). Empty without the option `excerpts`.
   */
  excerpt(event: OomEvent): readonly LogText[];
  /** Lines from which what is still growing began: a reader that starts again must not start after the first of them. */
  openLines(): readonly number[];
  /** Nothing that was read waits to become an event, or a newer version of one. */
  isSettled(): boolean;
  /** The next `count` lines are left out by the caller. */
  skipLines(count: number): void;
  /** End of input. `isBrokenOff`: the rest of it could not be read, so that of a line without its end only the beginning is known. */
  end(isBrokenOff?: boolean): readonly OomEvent[];
  /** Lines read so far. */
  lines(): number;
  /** Name of the wrapping most records had, or null before the first. */
  format(): string | null;
}

export function createLogParser(options: LogParserOptions = {}): LogParser {
  const path = options.path ?? '-';
  let ready: OomEvent[] = [];
  const host = options.host ?? null;
  let lines = 0;
  const formats = createFormatCount();
  const history = options.history ?? createHistory();
  const recent = options.excerpts === true ? createRecentLines() : null;
  const excerpts = new WeakMap<OomEvent, readonly LogText[]>();
  const onReport = (report: OomReport): void => {
    const event = { ...report, ...diagnose(report, history.entries()) };
    ready.push(event);
    if (recent !== null)
      excerpts.set(
        event,
        recent.cut(quotedRanges(event)).map((run) => ({ path, ...run })),
      );
    history.add(report);
  };
  const assembler = createAssembler({ path, numbersRepeats: options.isLive !== true, emit: onReport });
  const joiner = createLineJoiner();
  const doubled = createDoubledRecords();
  const decoder = createEnvelopeDecoder({ referenceTime: options.referenceTime, isLive: options.isLive });
  const skimmer = createRowSkimmer(decoder, joiner, assembler, ({ envelope, count, firstLine, bytes }) => {
    formats.add(envelope, count);
    recent?.addBytes(firstLine, count, bytes);
  });
  // Whoever wants to see every record leaves none to skim.
  const isWatched = options.onRecord !== undefined;
  let layout = PLAIN_LAYOUT;
  const isReady = (): boolean =>
    layout.isPlain && !doubled.isDoubled() && !folded.isHolding() && skimmer.isReady();
  const splitter = createLineSplitter({ skimmer: isWatched ? null : { ...skimmer, isReady } });
  splitter.skipLines((options.firstLine ?? 1) - 1);

  const onLine = (line: RecognisedLine): void => {
    assembler.push(line);
    skimmer.after(line);
  };
  const onWritten = (record: KernelRecord): void => {
    formats.add(record.envelope, 1);
    options.onRecord?.(record);
    if (doubled.isRepeat(record)) return;
    joiner.push(record.host === null && host !== null ? { ...record, host } : record, onLine);
  };
  const turned = createTurnedRecords({ emit: onWritten });
  const onRecord = (record: KernelRecord): void => {
    if (layout.isNewestFirst) turned.push(record);
    else onWritten(record);
  };
  const folded = createFoldedStrings();
  const onLogLine = (whole: RawLine): void => {
    const line = layout.clean(whole);
    skimmer.before(line);
    decoder.push(line, onRecord);
  };
  const onText = (printed: RawLine): void => {
    lines = Math.max(lines, printed.number);
    // Excerpts are of lines that stand in the order they were written in.
    if (!layout.isNewestFirst) recent?.add(printed);
    if (options.isLive === true) onLogLine(printed);
    else folded.push(printed, onLogLine);
  };
  const gate = options.isLive === true || options.everyLine === true ? null : createLogGate();
  const take = (): readonly OomEvent[] => {
    if (ready.length === 0) return NONE;
    const events = ready;
    ready = [];
    return events;
  };

  function createLogGate(): Gate {
    const parse = (bytes: Uint8Array): void => splitter.push(bytes, onText);
    const skip = (count: number): void => {
      folded.flush(onLogLine);
      decoder.skipped(onRecord);
      joiner.skipped(onLine);
      assembler.skipped(count);
      splitter.skipLines(count);
      lines = splitter.nextNumber - 1;
    };
    const busy = (): boolean => assembler.isWithinReport();
    return createGate({ parse, skip, busy }, sharedScanMemory());
  }

  const read = (bytes: Uint8Array | null): void => {
    if (bytes === null) return;
    // What belongs to a kill stands in front of it there: nothing can be left out.
    if (layout.isNewestFirst || gate === null) splitter.push(bytes, onText);
    else gate.push(bytes);
  };
  // Nobody copies a live log off a screen, and its lines cannot wait.
  const first =
    options.isLive === true
      ? null
      : createFirstBytes(EDGE_BYTES, (bytes) => {
          layout = logLayoutOf(decodeLossless(bytes), bytes.length < EDGE_BYTES);
        });

  return {
    push(chunk) {
      read(first === null ? chunk : first.push(chunk));
      return take();
    },
    pushRecord(record) {
      lines = Math.max(lines, record.line);
      recent?.add({ number: record.line, text: record.text });
      onRecord(record);
      return take();
    },
    settle(pause) {
      if (pause !== 'none') joiner.flush(onLine);
      assembler.settle(pause === 'long');
      return take();
    },
    excerpt: (event) => excerpts.get(event) ?? [],
    openLines: () => [...assembler.openLines(), ...joiner.heldLines(), ...decoder.heldLines()],
    isSettled: () =>
      assembler.isSettled() && joiner.heldLines().length === 0 && decoder.heldLines().length === 0,
    skipLines: (count) => splitter.skipLines(count),
    end(isBrokenOff = false) {
      read(first?.end() ?? null);
      gate?.end();
      splitter.end((line) =>
        onText(isBrokenOff ? { ...line, text: withoutLastValue(line.text), isCut: true } : line),
      );
      folded.flush(onLogLine);
      decoder.end(onRecord);
      turned.end();
      joiner.flush(onLine);
      assembler.end();
      return take();
    },
    lines: () => lines,
    format: formats.mostFrequent,
  };
}

/** Enough for the longest lines of a report or two. */
const EDGE_BYTES = 32 * 1024;

const NONE: readonly OomEvent[] = [];

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
