/** The bytes of a log that has its newest line first -> its lines in the order they were written, with their own numbers. */
import { concatBytes } from './container/byte-source.js';
import { decodeLossless } from './container/decode-lossless.js';
import { MAX_LINE_BYTES } from './container/lines.js';
import type { RawLine } from './envelope/record.js';

export interface TurnedLines {
  /** The next bytes, in chunks of any size. The chunk may be reused afterwards. */
  push(chunk: Uint8Array): void;
  end(): void;
}

export interface TurnedLinesOptions {
  readonly firstLine: number;
  readonly emit: (line: RawLine) => void;
  /** `MOST_HELD`; smaller only in tests. */
  readonly mostHeld?: number;
}

/**
 * Bytes that are held at once: all events of a piece come out together, so that it bounds the memory of the process. A
 * longer log is turned round piece by piece: only a report across two pieces is torn.
 */
const MOST_HELD = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

export function createTurnedLines({
  firstLine,
  emit,
  mostHeld = MOST_HELD,
}: TurnedLinesOptions): TurnedLines {
  let held: Uint8Array[] = [];
  let length = 0;
  let next = firstLine;

  /** Hands out the lines that end before `end`, the last one first. */
  const handOut = (bytes: Uint8Array, end: number): void => {
    let number = next + countOf(bytes, end);
    next = number;
    for (let to = end - 1; to >= 0; ) {
      const from = to === 0 ? 0 : bytes.lastIndexOf(NEWLINE, to - 1) + 1;
      number--;
      const text = decodeLossless(bytes.subarray(from, Math.min(to, from + MAX_LINE_BYTES)));
      emit({ number, text: text.replace(/\r+$/, '') });
      to = from - 1;
    }
  };
  const takeHeld = (): Uint8Array => {
    const bytes = concatBytes(held);
    held = [];
    length = 0;
    return bytes;
  };
  return {
    push(chunk) {
      held.push(chunk.slice());
      length += chunk.length;
      if (length < mostHeld || !chunk.includes(NEWLINE)) return;
      const bytes = takeHeld();
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      handOut(bytes, end);
      held = [bytes.slice(end)];
      length = bytes.length - end;
    },
    end() {
      const bytes = takeHeld();
      if (bytes.length === 0) return;
      const isEnded = bytes.at(-1) === NEWLINE;
      const whole = isEnded ? bytes : concatBytes([bytes, Uint8Array.of(NEWLINE)]);
      handOut(whole, whole.length);
    },
  };
}

function countOf(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
