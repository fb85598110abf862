/**
 * What receivers give -> readings of events. The lines of each sender are unwrapped by a decoder of its own, since what spans
 * lines spans those of one sender, and the records in them are read machine by machine.
 */
import { createLineSplitter, type LineSplitter } from '../../container/lines.js';
import { createEnvelopeDecoder } from '../../envelope/decoder.js';
import type { EnvelopeDecoder, KernelRecord } from '../../envelope/record.js';
import type { Followed, ReceivedBatch, ReceivedPiece } from '../../source/follow/followed.js';
import type { Reading, SourceReader } from '../source-reader.js';
import { createHostReadings, type HostReadings, type HostReadingsOptions } from './host-readings.js';

interface Sender {
  readonly address: string;
  readonly splitter: LineSplitter;
  readonly decoder: EnvelopeDecoder;
  /** Whose the last record was: a line without a beginning of its own goes on there. */
  host: string | null;
  heardMs: number;
}

const MOST_SENDERS = 512;
const IDLE_MS = 600_000;
const NEWLINE = Buffer.from('\n');

export function createReceivedReader(options: HostReadingsOptions): SourceReader {
  return new ReceivedReader(options);
}

class ReceivedReader implements SourceReader {
  readonly #hosts: HostReadings;
  /** The one that was silent longest first. */
  readonly #senders = new Map<string, Sender>();
  #lastReadMs: number | null = null;

  constructor(options: HostReadingsOptions) {
    this.#hosts = createHostReadings(options);
  }

  lastReadMs = (): number | null => this.#lastReadMs;

  take(item: Followed, nowMs: number): readonly Reading[] {
    switch (item.kind) {
      case 'received':
        return this.#takePiece(item, nowMs);
      case 'caught-up':
        return [...this.#forgetSilent(nowMs), ...this.#hosts.pause(nowMs)];
      case 'text':
      case 'records':
      case 'boundary':
      case 'lost':
      case 'trouble':
        return [];
    }
  }

  /** What was received cannot be read again. */
  position(): null {
    return null;
  }

  isSettled(): boolean {
    return this.#hosts.isSettled();
  }

  end(): readonly Reading[] {
    const nowMs = this.#lastReadMs ?? 0;
    const held = [...this.#senders.values()].flatMap((sender) => this.#forget(sender, nowMs));
    return [...held, ...this.#hosts.end(nowMs)];
  }

  #takePiece({ batches }: ReceivedPiece, nowMs: number): readonly Reading[] {
    this.#lastReadMs = nowMs;
    const readings = batches.flatMap((batch) => this.#takeBatch(batch, nowMs));
    return [...readings, ...this.#hosts.read(nowMs)];
  }

  #takeBatch({ sender: address, lines }: ReceivedBatch, nowMs: number): readonly Reading[] {
    const [sender, readings] = this.#senderOf(address, nowMs);
    const bytes = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));
    sender.splitter.push(bytes, (line) => {
      // The first record that the line is all of shows it; what was joined, or is one of several, shows its own text.
      let raw: string | null = line.text;
      sender.decoder.push(line, (record) => {
        const isWhole = raw !== null && record.line === line.number;
        readings.push(...this.#hand(sender, record, isWhole ? (raw ?? '') : record.text, nowMs));
        if (isWhole) raw = null;
      });
    });
    return readings;
  }

  #hand(sender: Sender, record: KernelRecord, line: string, nowMs: number): readonly Reading[] {
    const host = record.host ?? (record.continuation ? sender.host : null);
    sender.host = host;
    return this.#hosts.add({ sender: sender.address, host }, record, line, nowMs);
  }

  /** And what had to be handed out for it. */
  #senderOf(address: string, nowMs: number): [Sender, Reading[]] {
    const known = this.#senders.get(address);
    const sender = known ?? newSender(address, nowMs);
    this.#senders.delete(address);
    this.#senders.set(address, sender);
    sender.heardMs = nowMs;
    const [oldest] = this.#senders.values();
    if (this.#senders.size <= MOST_SENDERS || oldest === undefined) return [sender, []];
    return [sender, this.#forget(oldest, nowMs)];
  }

  #forgetSilent(nowMs: number): readonly Reading[] {
    const silent = [...this.#senders.values()].filter(({ heardMs }) => nowMs - heardMs > IDLE_MS);
    return silent.flatMap((sender) => this.#forget(sender, nowMs));
  }

  #forget(sender: Sender, nowMs: number): Reading[] {
    this.#senders.delete(sender.address);
    const readings: Reading[] = [];
    sender.decoder.end((record) => readings.push(...this.#hand(sender, record, record.text, nowMs)));
    return [...readings, ...this.#hosts.read(nowMs)];
  }
}

function newSender(address: string, nowMs: number): Sender {
  const decoder = createEnvelopeDecoder({ referenceTime: new Date(nowMs).toISOString(), isLive: true });
  return { address, splitter: createLineSplitter(), decoder, host: null, heardMs: nowMs };
}
