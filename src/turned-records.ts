/**
 * The records of a log that has its newest first -> the same in the order they were written: whatever a record was wrapped
 * in, a line, an object over many lines or a part of one, it is turned round as a whole.
 */
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
/** A report begins here: what was written before it is no part of it. */
const FIRST_LINE = 'invoked oom-killer: ';

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
      handOut(held.findLastIndex(({ text }) => text.includes(FIRST_LINE)) + 1);
      // Without a beginning, or with none but at the front, a report may be torn.
      if (length >= mostHeld) handOut(held.length);
    },
    end: () => handOut(held.length),
  };
}
