/** What one machine sent, as a log of its own: its records get numbers of their own, whatever came between them. */
import type { KernelRecord } from '../../envelope/record.js';
import { createSourceReader, type Reading, type SourceReaderOptions } from '../source-reader.js';

export interface HostReading {
  /** Reads nothing yet. `line`: as a log would show the record. */
  add(record: KernelRecord, line: string): void;
  /** Reads what was added. */
  read(nowMs: number): readonly Reading[];
  /** No more comes at the moment. */
  pause(nowMs: number): readonly Reading[];
  isSettled(): boolean;
  end(nowMs: number): readonly Reading[];
  /** Bytes of memory, about: at least what is kept of its lines, and of reports that are open. */
  weight(): number;
}

export interface HostReadingOptions
  extends Pick<SourceReaderOptions, 'source' | 'history' | 'host' | 'nowMs'> {
  /** Unlike that of every other reading, also of an earlier run: places are told apart by it. */
  readonly name: string;
}

const KEPT_BYTES = 128 << 10;
/** Least memory of a reader, of a report in it, and what a byte of its lines becomes there. */
const READER_WEIGHT = 8 << 10;
const REPORT_WEIGHT = 4 << 10;
const LINE_FACTOR = 3;

export function createHostReading(options: HostReadingOptions): HostReading {
  const reader = createSourceReader({ ...options, hasPosition: true, keptBytes: KEPT_BYTES });
  const positionAt = (line: number | null): string => `${options.name}:${line ?? lines}`;
  let lines = 0;
  let records: KernelRecord[] = [];
  let texts: string[] = [];
  /** Bytes read since nothing was open. */
  let openBytes = 0;
  const read = (nowMs: number): readonly Reading[] => {
    if (records.length === 0) return [];
    const readings = reader.take({ kind: 'records', records, lines: texts, positionAt }, nowMs);
    records = [];
    texts = [];
    if (reader.weight().open === 0) openBytes = 0;
    return readings;
  };
  return {
    add(record, line) {
      records.push({ ...record, line: ++lines });
      texts.push(line);
      openBytes += line.length;
    },
    read,
    pause: (nowMs) => reader.take({ kind: 'caught-up' }, nowMs),
    isSettled: () => records.length === 0 && reader.isSettled(),
    end: (nowMs) => [...read(nowMs), ...reader.end()],
    weight() {
      const { open, kept } = reader.weight();
      return READER_WEIGHT + kept + openBytes * LINE_FACTOR + open * REPORT_WEIGHT;
    },
  };
}
