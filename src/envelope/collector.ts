/** What an object spread over several lines is read with: an entry of the journal, pretty-printed JSON. */

import type { RawLine } from './record.js';

export interface CollectedFrom {
  /** Number of the object's first line. */
  readonly line: number;
  /** Name of the wrapping, where it is a journal entry; null: any JSON. */
  readonly envelope: string | null;
  /** Wall time that stood outside the object's fields. */
  readonly wall: string | null;
}

/** Takes what a collector read. */
export interface Collected {
  object(value: unknown, from: CollectedFrom): void;
  /** A line that turned out not to be part of an object. */
  line(line: RawLine): void;
}

export interface Collector {
  /** Whether an object may begin with this line. */
  begins(text: string): boolean;
  /** Takes one line more. `open`: the next line goes here too. `refused`: the line is none of ours, nor is the next. */
  push(line: RawLine, out: Collected): 'open' | 'closed' | 'refused';
  /** Hands out what is there: the input ends, or something else begins. */
  end(out: Collected): void;
}

/** No object that spans lines may hold more characters than this. */
export const MAX_COLLECTED = 1 << 20;

const OPENING_BEGINS = [0x5f, 0x69, 0x2d];
const OPENING_ENDS = [0x7b, 0x5b, 0x0d, 0x2d, 0x2a, 0x3a];

/** Whether some collector may begin here: a cheap look at what nearly every line lacks: `__CURSOR=...`, `insertId: ...`, `- time: ...`, a bracket, a dash, an asterisk or a colon at the end. */
export function mayOpen(text: string): boolean {
  return (
    OPENING_BEGINS.includes(text.charCodeAt(0)) || OPENING_ENDS.includes(text.charCodeAt(text.length - 1))
  );
}
