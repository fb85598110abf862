/**
 * One source's stream -> readings of events, with the position to save beside them: the start of what is still growing, so that a
 * restart reads it again and nothing is lost between two savings.
 */
import type { History } from '../diagnosis/history.js';
import type { KernelRecord } from '../envelope/record.js';
import { createLogParser, type LogParser, type Pause } from '../log-parser.js';
import type { OomEvent } from '../report/event.js';
import type { Moment } from '../report/moment.js';
import type { Followed, RecordPiece, Source, TextPiece } from '../source/follow/followed.js';
import type { LogExcerpt } from '../store/records.js';
import { countNewlines } from './count-newlines.js';
import { lineStarts, placeIn } from './place-in-piece.js';
import { createRecentLines } from './recent-lines.js';

export interface Reading {
  readonly event: OomEvent;
  /** Where in the source it began. */
  readonly place: string;
  readonly log: LogExcerpt | null;
  /** Read before the source was caught up with for the first time, without an earlier position. */
  readonly isBacklog: boolean;
  /** The kernel's stamp of the first kill line; null where the log has none. */
  readonly killUptimeSeconds?: number | null;
  /** What the machine itself showed; null for what is not of this machine, or not of now. */
  readonly moment?: Moment | null;
}

export interface SourceReader {
  /** Readings that the item completed or added to. */
  take(item: Followed, nowMs: number): readonly Reading[];
  /** Where a later start has to begin; null before anything was read. */
  position(): string | null;
  /** The end of the source, or of the service: what is open is handed out as far as it is decided. */
  end(): readonly Reading[];
  /** Nothing that was read waits to become an event, or a newer version of one. */
  isSettled(): boolean;
  /** The last item read and when. */
  readonly lastReadMs: () => number | null;
}

export interface SourceReaderOptions {
  readonly source: Source;
  /** Of records that name none; null: nobody knows. */
  readonly host: string | null;
  readonly history: History;
  readonly hasPosition: boolean;
  readonly nowMs: number;
  /** Bytes of the log that are kept for excerpts. */
  readonly keptBytes?: number;
}

const SETTLE_MS = 200;
const SHORT_PAUSE_MS = 250;
const LONG_PAUSE_MS = 120_000;
/** The year of stamps without one is reckoned from when the parser was made. */
const RENEW_MS = 6 * 3_600_000;
const RENEW_PAUSE_MS = 600_000;
const MOST_KILLS = 100;

/** A reader that can say what it holds. */
export interface WeighedReader extends SourceReader {
  /** Lines from which what is still growing began, and bytes that are kept for excerpts. */
  weight(): { readonly open: number; readonly kept: number };
}

export function createSourceReader(options: SourceReaderOptions): WeighedReader {
  return new Reader(options);
}

class Reader implements WeighedReader {
  readonly #options: SourceReaderOptions;
  readonly #recent;
  #parser: LogParser;
  #madeMs: number;
  #nextLine = 1;
  /** Positions of lines that something open began in. */
  #open = new Map<number, string>();
  /** Stamps of the last kill lines. */
  readonly #kills = new Map<number, number>();
  #end: string | null = null;
  #lastReadMs: number | null = null;
  #settledMs = 0;
  #isBacklog: boolean;

  constructor(options: SourceReaderOptions) {
    this.#options = options;
    this.#recent = createRecentLines(options.keptBytes);
    this.#isBacklog = !options.hasPosition;
    this.#madeMs = options.nowMs;
    this.#parser = this.#newParser(1, options.nowMs);
  }

  lastReadMs = (): number | null => this.#lastReadMs;

  take(item: Followed, nowMs: number): readonly Reading[] {
    switch (item.kind) {
      case 'text':
        return this.#takeText(item, nowMs);
      case 'records':
        return this.#takeRecords(item, nowMs);
      case 'boundary':
        return this.#renew(1, nowMs);
      case 'caught-up': {
        const readings = this.#settle(nowMs);
        this.#isBacklog = false;
        return readings;
      }
      case 'received':
      case 'lost':
      case 'trouble':
        return [];
    }
  }

  position(): string | null {
    const lines = this.#parser.openLines();
    if (lines.length === 0) return this.#end;
    const first = lines.reduce((least, line) => Math.min(least, line));
    return this.#open.get(first) ?? this.#end;
  }

  isSettled(): boolean {
    return this.#parser.isSettled();
  }

  weight() {
    return { open: this.#parser.openLines().length, kept: this.#recent.bytes() };
  }

  end(): readonly Reading[] {
    return this.#readings(this.#parser.settle('short'), null);
  }

  #takeText(piece: TextPiece, nowMs: number): readonly Reading[] {
    const before = piece.line < this.#nextLine ? this.#renew(piece.line, nowMs) : [];
    if (piece.line > this.#nextLine) this.#parser.skipLines(piece.line - this.#nextLine);
    this.#recent.push(piece.bytes, piece.line);
    const events = this.#parser.push(piece.bytes);
    const starts = lineStarts(piece, this.#parser.openLines());
    for (const [line, offset] of starts) this.#open.set(line, piece.positionAt(offset, line));
    this.#nextLine = piece.line + countNewlines(piece.bytes);
    this.#end = piece.positionAt(piece.bytes.length, this.#nextLine);
    const readings = [...before, ...this.#readings(events, piece)];
    return this.#afterRead(readings, nowMs);
  }

  #takeRecords(piece: RecordPiece, nowMs: number): readonly Reading[] {
    if (piece.records.length === 0) {
      this.#end = piece.positionAt(null);
      return [];
    }
    const readings: Reading[] = [];
    for (const [index, record] of piece.records.entries()) {
      if (record.line < this.#nextLine) readings.push(...this.#renew(record.line, nowMs));
      const text = `${(piece.lines?.[index] ?? record.text).replaceAll('\n', ' ')}\n`;
      this.#recent.push(Buffer.from(text, 'utf8'), record.line);
      const events = this.#parser.pushRecord(record);
      if (this.#parser.openLines().includes(record.line))
        this.#open.set(record.line, piece.positionAt(record.line));
      this.#nextLine = record.line + 1;
      readings.push(...this.#readings(events, piece));
    }
    this.#end = piece.positionAt(null);
    return this.#afterRead(readings, nowMs);
  }

  #afterRead(readings: readonly Reading[], nowMs: number): readonly Reading[] {
    this.#lastReadMs = nowMs;
    this.#forgetClosed();
    return nowMs - this.#settledMs < SETTLE_MS ? readings : [...readings, ...this.#settle(nowMs)];
  }

  #settle(nowMs: number): readonly Reading[] {
    this.#settledMs = nowMs;
    const silentMs = this.#lastReadMs === null ? 0 : nowMs - this.#lastReadMs;
    const readings = this.#readings(this.#parser.settle(pauseOf(silentMs)), null);
    const isOld = nowMs - this.#madeMs > RENEW_MS && silentMs > RENEW_PAUSE_MS;
    return isOld ? [...readings, ...this.#renew(this.#nextLine, nowMs)] : readings;
  }

  /** What comes next does not continue what came before. */
  #renew(line: number, nowMs: number): readonly Reading[] {
    const readings = this.#readings(this.#parser.end(), null);
    this.#parser = this.#newParser(line, nowMs);
    this.#open.clear();
    if (line < this.#nextLine) this.#recent.clear();
    this.#nextLine = line;
    return readings;
  }

  #newParser(firstLine: number, nowMs: number): LogParser {
    const { source, host, history } = this.#options;
    this.#madeMs = nowMs;
    return createLogParser({
      path: source.path,
      referenceTime: new Date(nowMs).toISOString(),
      ...(host === null ? {} : { host }),
      firstLine,
      isLive: true,
      history,
      onRecord: (record) => this.#noteKill(record),
    });
  }

  #noteKill({ text, line, time }: KernelRecord): void {
    if (time.uptimeSeconds === null || !/\bKill(?:ed)? process \d/.test(text)) return;
    this.#kills.set(line, time.uptimeSeconds);
    const [oldest] = this.#kills.keys();
    if (this.#kills.size > MOST_KILLS && oldest !== undefined) this.#kills.delete(oldest);
  }

  #readings(events: readonly OomEvent[], piece: TextPiece | RecordPiece | null): Reading[] {
    const { path } = this.#options.source;
    return events.map((event) => {
      const { firstLine, lastLine } = event.source;
      const place = this.#open.get(firstLine) ?? placeIn(piece, firstLine) ?? `line ${firstLine}`;
      return {
        event,
        place,
        log: this.#recent.excerpt(path, firstLine, lastLine),
        isBacklog: this.#isBacklog,
        killUptimeSeconds: this.#kills.get(event.victims[0]?.line ?? 0) ?? null,
        moment: null,
      };
    });
  }

  #forgetClosed(): void {
    if (this.#open.size === 0) return;
    const open = new Set(this.#parser.openLines());
    for (const line of this.#open.keys()) if (!open.has(line)) this.#open.delete(line);
  }
}

function pauseOf(silentMs: number): Pause {
  return silentMs >= LONG_PAUSE_MS ? 'long' : silentMs >= SHORT_PAUSE_MS ? 'short' : 'none';
}
