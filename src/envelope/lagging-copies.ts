/**
 * Tells the copies in a log that got every record by two ways, one some lines behind the other. It is such a log where a
 * report's first line comes once more at the same instant; from there on the copies come in the order of the records, and
 * each is the next one that was not yet copied.
 */
import type { KernelRecord } from './record.js';

export interface LaggingCopies {
  /** Whether the record is the copy of one before it. */
  isCopy(record: KernelRecord): boolean;
  /** Copies are coming at the moment. */
  isActive(): boolean;
}

/** Records that the copy may be behind by, and after which none is expected any more. */
const FURTHEST = 64;
/** Copies that may have been lost in a row. */
const MOST_LOST = 8;
const MOST_HOSTS = 64;

const isOpening = (text: string): boolean =>
  text.includes('oom-killer: ') || text.includes('Manual OOM execution');
/** A report that ended in between was told: what is behind it is another report, or a whole copy, which is told as well. */
const VERDICT = /[Kk]ill(?:ed)? process \d|no killable process/;

interface Stream {
  /** The records that were no copies, oldest first. */
  readonly records: KernelRecord[];
  /** Place of the one whose copy comes next; null where none is expected. */
  next: number | null;
  /** Records since the last copy. */
  single: number;
}

export function createLaggingCopies(
  isSame: (one: KernelRecord, other: KernelRecord) => boolean,
  isOnce: (text: string) => boolean,
): LaggingCopies {
  const streams = new Map<string, Stream>();
  let active: Stream | null = null;

  const streamOf = (record: KernelRecord): Stream => {
    const known = streams.get(record.host ?? '');
    if (known !== undefined) return known;
    if (streams.size >= MOST_HOSTS) streams.clear();
    const fresh: Stream = { records: [], next: null, single: 0 };
    streams.set(record.host ?? '', fresh);
    return fresh;
  };

  /** The place of the record that this one is a copy of, or null. */
  const originalOf = ({ records, next }: Stream, record: KernelRecord): number | null => {
    if (next === null) {
      const opening = isOpening(record.text) ? openingOf(records, record) : null;
      if (opening !== null) leaveCopies(records, opening);
      return opening;
    }
    const expected = records[next];
    if (expected === undefined) return null;
    if (isSame(expected, record)) return next;
    // Some copies were lost. Of lines that a report has several times, only microseconds tell which it is.
    const reach = isOnce(record.text) ? FURTHEST : record.time.uptimeSeconds === null ? 0 : MOST_LOST;
    const ahead = records.slice(next, next + reach).findIndex((other) => isSame(other, record));
    return ahead < 0 ? null : next + ahead;
  };

  const openingOf = (records: readonly KernelRecord[], record: KernelRecord): number | null => {
    const first = Math.max(0, records.length - FURTHEST);
    const ahead = records.slice(first).findIndex((other) => isSame(other, record));
    if (ahead < 0) return null;
    return records.slice(first + ahead).some(({ text }) => VERDICT.test(text)) ? null : first + ahead;
  };

  /** Copies of what came before the report were taken for records until now. */
  const leaveCopies = (records: KernelRecord[], opening: number): void => {
    const before = records.slice(0, opening);
    const behind = records.splice(opening + 1);
    records.push(...behind.filter((record) => !before.some((other) => isSame(other, record))));
  };

  return {
    isCopy(record) {
      const stream = streamOf(record);
      const original = originalOf(stream, record);
      if (original !== null) {
        stream.next = original + 1;
        stream.single = 0;
        active = stream;
        return true;
      }
      keep(stream, record);
      return false;
    },
    isActive: () => active !== null && active.next !== null,
  };
}

function keep(stream: Stream, record: KernelRecord): void {
  const { records } = stream;
  records.push(record);
  stream.single++;
  if (stream.single > FURTHEST) stream.next = null;
  if (records.length <= 2 * FURTHEST) return;
  records.splice(0, FURTHEST);
  if (stream.next !== null) stream.next -= FURTHEST;
  if (stream.next !== null && stream.next < 0) stream.next = null;
}
