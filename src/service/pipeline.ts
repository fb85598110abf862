/**
 * One source through its reader into the store. Where the store cannot be written, readings wait in a bounded memory and the
 * source is read no further than that: nothing is dropped, and its position stays behind what is not stored.
 */
import type { History } from '../diagnosis/history.js';
import type { Followed, Source } from '../source/follow/followed.js';
import { isDiskFull } from '../store/sqlite.js';
import { createAcknowledgements } from './acknowledgements.js';
import { countNewlines } from './count-newlines.js';
import type { Counters } from './counters.js';
import { anchorTime } from './event-facts.js';
import type { Intake } from './intake.js';
import type { ServiceLog } from './log.js';
import { createReceivedReader } from './received/received-reader.js';
import { createSourceReader, type Reading, type SourceReader } from './source-reader.js';

export interface PipelineOptions {
  readonly source: Source;
  readonly position: string | null;
  /** Stores readings and position together, or throws. */
  readonly commit: Intake['commit'];
  readonly host: string;
  readonly history: History;
  readonly counters: Counters;
  readonly log: ServiceLog;
  readonly nowMs: () => number;
  /** Seconds since boot. */
  readonly uptime: () => number;
  /** Adds what the machine itself shows, to what just happened on it. */
  readonly withMoments: (source: Source, readings: readonly Reading[]) => readonly Reading[];
  /** Something was stored. */
  readonly onStored: () => void;
  /** The store is full: whoever reads it must be told in another way. Returns whether another attempt may help at once. */
  readonly onFull: (readings: readonly Reading[]) => boolean;
}

const SAVE_POSITION_MS = 10_000;
const RETRY_STORE_MS = 5000;
const TELL_CUTS_MS = 5000;
/** Readings kept while the store is full. */
const MOST_WAITING = 500;

export async function runPipeline(options: PipelineOptions, signal: AbortSignal): Promise<void> {
  const pipeline = new Pipeline(options);
  for await (const item of options.source.follow(options.position, signal)) await pipeline.take(item, signal);
  pipeline.end();
}

class Pipeline {
  readonly #options: PipelineOptions;
  readonly #reader: SourceReader;
  readonly #acknowledgements = createAcknowledgements();
  #waiting: Reading[] = [];
  #savedPosition: string | null;
  #savedMs = 0;
  #failedMs: number | null = null;
  /** Reports of senders that were ended for want of room, and not told of yet. */
  #cutReports = 0;
  #toldCutMs = 0;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#savedPosition = options.position;
    const { source, host, history, position, nowMs } = options;
    this.#reader =
      source.isReceiver === true
        ? createReceivedReader({ source, history, onCut: () => this.#cutReports++ })
        : createSourceReader({
            ...{ source, history, hasPosition: position !== null, nowMs: nowMs() },
            // What this machine's own kernel writes names no host.
            host: source.isLocal ? host : null,
          });
  }

  async take(item: Followed, signal: AbortSignal): Promise<void> {
    const { nowMs } = this.#options;
    this.#note(item);
    const readings = this.#anchored(this.#reader.take(item, nowMs()));
    this.#waiting.push(...this.#options.withMoments(this.#options.source, readings));
    if (item.kind === 'received') this.#acknowledgements.add(item.onHandled, nowMs());
    this.#storeAndTell();
    // The store is full and so is the memory for what it cannot take: the source has to wait.
    while (this.#waiting.length > MOST_WAITING && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_STORE_MS / 5));
      this.#storeAndTell();
    }
  }

  end(): void {
    this.#waiting.push(...this.#anchored(this.#reader.end()));
    this.#failedMs = null;
    this.#store(true);
    this.#acknowledgements.end(this.#waiting.length === 0);
  }

  #storeAndTell(): void {
    this.#store(false);
    const isStored = this.#waiting.length === 0;
    this.#acknowledgements.settle(() => this.#reader.isSettled(), isStored, this.#options.nowMs());
  }

  #store(isLast: boolean): void {
    const { nowMs, commit, source, onStored } = this.#options;
    const position = this.#reader.position();
    const isPositionDue =
      position !== this.#savedPosition && (isLast || nowMs() - this.#savedMs >= SAVE_POSITION_MS);
    if (this.#waiting.length === 0 && !isPositionDue) return;
    if (this.#failedMs !== null && nowMs() - this.#failedMs < RETRY_STORE_MS) return;
    const hasReadings = this.#waiting.length > 0;
    try {
      commit(source, this.#waiting, position);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#failedMs !== null)
      this.#options.log.info({ source: source.name }, 'the store can be written again');
    this.#failedMs = null;
    this.#waiting = [];
    this.#savedPosition = position;
    this.#savedMs = nowMs();
    if (hasReadings) onStored();
  }

  #failed(error: unknown): void {
    const { log, counters, onFull, nowMs, source } = this.#options;
    counters.storeError();
    if (this.#failedMs === null)
      log.error(
        { source: source.name, error: String(error) },
        'the store cannot be written; events are kept in memory',
      );
    const canTryAgain = isDiskFull(error) && onFull(this.#waiting);
    this.#failedMs = canTryAgain ? null : nowMs();
  }

  #anchored(readings: readonly Reading[]): readonly Reading[] {
    const { source, nowMs, uptime } = this.#options;
    // Only the kernel's own device has stamps of this boot for certain.
    if (source.name !== 'kmsg') return readings;
    return readings.map((reading) => ({ ...reading, event: anchorTime(reading.event, nowMs(), uptime()) }));
  }

  #note(item: Followed): void {
    const { counters, log, source } = this.#options;
    const { name } = source;
    switch (item.kind) {
      case 'text':
        counters.read(name, countNewlines(item.bytes), item.bytes.length);
        return;
      case 'records':
        counters.read(name, item.records.length, null);
        return;
      case 'received':
        for (const { lines } of item.batches) counters.read(name, lines.length, bytesIn(lines));
        return;
      case 'boundary':
        log.info({ source: name }, item.reason);
        return;
      case 'lost':
        counters.lost(name, item.records ?? 1, item.cause);
        log.warn({ source: name, records: item.records }, `records were lost: ${item.reason}`);
        return;
      case 'trouble':
        counters.trouble(name, item.message !== null);
        if (item.message !== null) log.warn({ source: name }, `cannot read ${source.path}: ${item.message}`);
        return;
      case 'caught-up':
        this.#tellCuts();
    }
  }

  /** Together, so that whoever makes up names does not fill our own log. */
  #tellCuts(): void {
    const { source, log, counters, nowMs } = this.#options;
    if (this.#cutReports === 0 || nowMs() - this.#toldCutMs < TELL_CUTS_MS) return;
    counters.lost(source.name, this.#cutReports, 'too_many_hosts');
    log.warn(
      { source: source.name, records: this.#cutReports },
      'reports were ended before their end: too many machines, or names of machines, at a time',
    );
    this.#cutReports = 0;
    this.#toldCutMs = nowMs();
  }
}

function bytesIn(lines: readonly Uint8Array[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0);
}
