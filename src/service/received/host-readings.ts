/**
 * A reading for each machine that is heard, within a bound: what several send at the same time is so read apart, and an event's
 * part of the log has the lines of its machine alone. Whoever makes up names pushes out its own first.
 */
import type { KernelRecord } from '../../envelope/record.js';
import type { Reading, SourceReaderOptions } from '../source-reader.js';
import { createHostReading, type HostReading } from './host-reading.js';

/** Who is heard: machines may have the same name at two senders, and one sender may pass on many. */
export interface Speaker {
  readonly sender: string;
  /** Null where the lines name none. */
  readonly host: string | null;
}

export interface HostReadings {
  /** The record waits until `read`. Returns what had to be ended to make room. */
  add(speaker: Speaker, record: KernelRecord, line: string, nowMs: number): readonly Reading[];
  read(nowMs: number): readonly Reading[];
  /** No more comes at the moment. */
  pause(nowMs: number): readonly Reading[];
  isSettled(): boolean;
  end(nowMs: number): readonly Reading[];
}

export interface HostReadingsOptions extends Pick<SourceReaderOptions, 'source' | 'history'> {
  /** A machine's report was ended before its own end, for want of room. */
  readonly onCut: () => void;
  /** `MOST_WEIGHT`; less only in tests. */
  readonly mostWeight?: number;
}

export const MOST_HOSTS = 512;
/** Bytes of all together. */
const MOST_WEIGHT = 32 << 20;
const IDLE_MS = 600_000;
const LONGEST_NAME = 255;
/** Of so many that were silent long, one that nothing is open of is looked for. */
const MOST_CANDIDATES = 16;

interface Entry {
  readonly key: string;
  readonly sender: string;
  readonly reading: HostReading;
  heardMs: number;
  weight: number;
}

export function createHostReadings(options: HostReadingsOptions): HostReadings {
  return new Readings(options);
}

class Readings implements HostReadings {
  readonly #options: HostReadingsOptions;
  /** The one that was silent longest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #touched = new Set<Entry>();
  /** Machines of each sender. */
  readonly #counts = new Map<string, number>();
  readonly #mostWeight: number;
  #weight = 0;
  #made = 0;

  constructor(options: HostReadingsOptions) {
    this.#options = options;
    this.#mostWeight = options.mostWeight ?? MOST_WEIGHT;
  }

  add(speaker: Speaker, record: KernelRecord, line: string, nowMs: number): readonly Reading[] {
    const entry = this.#entryOf(speaker, nowMs);
    entry.reading.add(record, line);
    this.#touched.add(entry);
    return this.#entries.size > MOST_HOSTS ? this.#makeRoom(nowMs) : [];
  }

  read(nowMs: number): readonly Reading[] {
    const readings: Reading[] = [];
    for (const entry of this.#touched) {
      readings.push(...entry.reading.read(nowMs));
      this.#weigh(entry);
    }
    this.#touched.clear();
    if (this.#weight > this.#mostWeight) readings.push(...this.#makeRoom(nowMs));
    return readings;
  }

  pause(nowMs: number): readonly Reading[] {
    const readings: Reading[] = [];
    for (const entry of this.#entries.values()) {
      if (!entry.reading.isSettled()) readings.push(...entry.reading.pause(nowMs));
      if (nowMs - entry.heardMs > IDLE_MS) readings.push(...this.#end(entry, nowMs));
    }
    return readings;
  }

  isSettled(): boolean {
    for (const { reading } of this.#entries.values()) if (!reading.isSettled()) return false;
    return true;
  }

  end(nowMs: number): readonly Reading[] {
    return [...this.#entries.values()].flatMap((entry) => this.#end(entry, nowMs));
  }

  #entryOf({ sender, host }: Speaker, nowMs: number): Entry {
    const key = `${sender} ${host?.slice(0, LONGEST_NAME) ?? ''}`;
    const entry = this.#entries.get(key) ?? this.#newEntry(key, sender, nowMs);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.heardMs = nowMs;
    return entry;
  }

  #newEntry(key: string, sender: string, nowMs: number): Entry {
    const { source, history } = this.#options;
    const name = `${key} ${nowMs}.${++this.#made}`;
    const host = isLoopback(sender) ? null : sender;
    const reading = createHostReading({ source, history, host, nowMs, name });
    this.#counts.set(sender, (this.#counts.get(sender) ?? 0) + 1);
    return { key, sender, reading, heardMs: nowMs, weight: 0 };
  }

  #weigh(entry: Entry): void {
    const weight = entry.reading.weight();
    this.#weight += weight - entry.weight;
    entry.weight = weight;
  }

  #makeRoom(nowMs: number): readonly Reading[] {
    const readings: Reading[] = [];
    while (this.#entries.size > MOST_HOSTS || this.#weight > this.#mostWeight) {
      const entry = this.#leastMissed();
      if (entry === null) break;
      if (!entry.reading.isSettled()) this.#options.onCut();
      readings.push(...this.#end(entry, nowMs));
    }
    return readings;
  }

  /** Of the sender that has the most machines here, the one that was silent longest; one with an open report last. */
  #leastMissed(): Entry | null {
    const most = Math.max(...this.#counts.values());
    const candidates: Entry[] = [];
    for (const entry of this.#entries.values()) {
      if (this.#counts.get(entry.sender) !== most) continue;
      if (entry.reading.isSettled()) return entry;
      candidates.push(entry);
      if (candidates.length === MOST_CANDIDATES) break;
    }
    return candidates[0] ?? null;
  }

  #end(entry: Entry, nowMs: number): readonly Reading[] {
    this.#entries.delete(entry.key);
    this.#touched.delete(entry);
    this.#weight -= entry.weight;
    const left = (this.#counts.get(entry.sender) ?? 1) - 1;
    if (left > 0) this.#counts.set(entry.sender, left);
    else this.#counts.delete(entry.sender);
    return entry.reading.end(nowMs);
  }
}

/** Programs of this machine that pass on what they read: whose it is, only their lines can tell. */
function isLoopback(sender: string): boolean {
  return sender === '::1' || sender.startsWith('127.');
}
