/**
 * JSON text as UTF-8, written into one buffer that is used again and again: keys that were encoded once, numbers, and
 * any other text. What is written most, a key of up to 24 bytes and a number of up to eight digits, takes seven stores.
 */

const encoder = new TextEncoder();

/** Bytes to be written often, eight at a time, as floats: UTF-8 never has the bits of a NaN. Those beyond `length` are overwritten by what follows. */
export interface Part {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  /** What is longer than those. */
  readonly rest: Float64Array;
  readonly length: number;
}

const WORD_BYTES = 8;
const WHOLE_WORDS = 3;

export function partOf(text: string): Part {
  const bytes = encoder.encode(text);
  const words = Math.max(WHOLE_WORDS, Math.ceil(bytes.length / WORD_BYTES));
  const padded = new Uint8Array(words * WORD_BYTES);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  const word = (index: number): number => view.getFloat64(index * WORD_BYTES, true);
  const rest = Float64Array.from({ length: words - WHOLE_WORDS }, (_, index) => word(WHOLE_WORDS + index));
  return { first: word(0), second: word(1), third: word(2), rest, length: bytes.length };
}

const NULL = partOf('null');
const ZERO = 0x30;
const MINUS = 0x2d;
/** Digits that are written at once. */
const GROUP = 10_000;
/** A number below it is written as two groups. */
const TWO_GROUPS = GROUP * GROUP;

/** The four digits of every number below 10,000, as they lie in memory. */
const DIGITS = new Uint32Array(GROUP);
for (let high = 0; high < 100; high++)
  for (let low = 0; low < 100; low++) DIGITS[high * 100 + low] = pair(high) | (pair(low) << 16);

function pair(value: number): number {
  const tens = (value / 10) | 0;
  return (ZERO + tens) | ((ZERO + value - tens * 10) << 8);
}

/** What is written beyond the end of a part or a number. */
const SLACK_BYTES = WORD_BYTES * WHOLE_WORDS;

export class JsonBytes {
  length = 0;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written since the last call; it is overwritten by what is written next. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += encoder.encodeInto(text, this.#bytes.subarray(this.length)).written;
  }

  byte(byte: number): void {
    this.#bytes[this.length++] = byte;
  }

  /** Room for so many bytes, which everything but `text` relies on. */
  reserve(bytes: number): void {
    const needed = this.length + bytes + SLACK_BYTES;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  put({ first, second, third, rest, length }: Part): void {
    const view = this.#view;
    const at = this.length;
    view.setFloat64(at, first, true);
    view.setFloat64(at + WORD_BYTES, second, true);
    view.setFloat64(at + 2 * WORD_BYTES, third, true);
    for (let index = 0; index < rest.length; index++)
      view.setFloat64(at + (WHOLE_WORDS + index) * WORD_BYTES, rest[index] as number, true);
    this.length = at + length;
  }

  member(key: Part, value: number | null): void {
    this.put(key);
    if (value === null) this.put(NULL);
    else if (value >= 0 && value < TWO_GROUPS && (value | 0) === value) this.#small(value);
    else this.#number(value);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) this.text(JSON.stringify(value));
    else {
      if (value < 0) this.byte(MINUS);
      this.#digits(Math.abs(value));
    }
  }

  #digits(value: number): void {
    if (value < TWO_GROUPS) {
      this.#small(value | 0);
      return;
    }
    const high = Math.floor(value / TWO_GROUPS);
    this.#digits(high);
    const low = (value - high * TWO_GROUPS) | 0;
    const upper = (low / GROUP) | 0;
    this.#view.setUint32(this.length, DIGITS[upper] as number, true);
    this.#view.setUint32(this.length + 4, DIGITS[low - upper * GROUP] as number, true);
    this.length += 8;
  }

  /** Up to eight digits, without zeros in front. */
  #small(value: number): void {
    const view = this.#view;
    const at = this.length;
    const high = value < GROUP ? 0 : (value / GROUP) | 0;
    const head = high > 0 ? high : value;
    const missing = head < 10 ? 3 : head < 100 ? 2 : head < 1000 ? 1 : 0;
    view.setUint32(at, (DIGITS[head] as number) >>> (missing * 8), true);
    if (high > 0) view.setUint32(at + 4 - missing, DIGITS[value - high * GROUP] as number, true);
    this.length = at + 4 - missing + (high > 0 ? 4 : 0);
  }
}
