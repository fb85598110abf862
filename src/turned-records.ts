/**
 * The records of a log that has its newest first -> the same in the order they were written: whatever a record was wrapped
 * in, a line, an object over many lines or a part of one, it is turned round as a whole.
 */
import { FIRST_LINE } from './envelope/newest-first.js';
import type { KernelRecord } from './envelope/record.js';

export interface TurnedRecords {
  push(record: KernelRecord): void;
  end(): void;
}

export interface TurnedRecordsOptions {
  readonly emit: (record: KernelRecord) => void;
  /** `MOST_HELD`; smaller only in tests. */
  readonly mostHeld?: number;
}

/** Characters that are held at once: all events among them come out together, so that it bounds the memory of the process. */
const MOST_HELD = 1024 * 1024;
/** What a record takes beside its text. */
const RECORD = 100;

export function createTurnedRecords({ emit, mostHeld = MOST_HELD }: TurnedRecordsOptions): TurnedRecords {
  let held: KernelRecord[] = [];
  let length = 0;

  const handOut = (count: number): void => {
    for (let index = count - 1; index >= 0; index--) emit(held[index] as KernelRecord);
    held = held.slice(count);
    length = held.reduce((sum, { text }) => sum + text.length + RECORD, 0);
  };
  return {
    push(record) {
      held.push(record);
      length += record.text.length + RECORD;
      if (length < mostHeld) return;
      // What was written before a report began is no part of it.
      handOut(held.findLastIndex(({ text }) => FIRST_LINE.test(text)) + 1);
      // Without a beginning, or with none but at the front, a report may be torn.
      if (length >= mostHeld) handOut(held.length);
    },
    end: () => handOut(held.length),
  };
}
