/**
 * One raw DEFLATE stream (RFC 1951) into its bytes. Written here and not taken from the platform because neither Node
 * nor the browsers say how much input a stream used and hand out what they decoded before an error, and both are needed
 * for files of several members and for damaged files.
 */
import { type ByteReader, concatBytes } from '../byte-source.js';
import { InputDamage } from '../input-damage.js';
import { type BlockCodes, bitsAt, FIXED_CODES, readBlockCodes } from './block-codes.js';
import { DISTANCE_BASE, DISTANCE_EXTRA, LENGTH_BASE, LENGTH_EXTRA } from './deflate-tables.js';

const WINDOW = 32 * 1024;
const OUTPUT = 256 * 1024;
/** No block header and no symbol is longer, so with this much at hand decoding needs no check for the end of input. */
const ENOUGH_INPUT = 1024;

const DAMAGE_TEXT = {
  truncated: 'the compressed data ends early',
  corrupt: 'the compressed data is damaged',
};
type Damage = keyof typeof DAMAGE_TEXT;

/**
 * Inflates one stream and leaves `reader` just behind it. Throws `InputDamage` after everything before the damage was
 * handed out.
 */
export async function* inflateRaw(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater();
  for (;;) {
    const input = await reader.peek(ENOUGH_INPUT);
    const damage = inflater.run(input, input.length < ENOUGH_INPUT);
    reader.consume(inflater.used);
    const isOver = damage !== null || inflater.block === 'end';
    if (isOver || inflater.isFull) {
      const output = inflater.takeOutput();
      if (output.length > 0) yield output;
    }
    if (damage !== null) throw new InputDamage(damage, DAMAGE_TEXT[damage], reader.offset);
    if (isOver) return;
  }
}

/** The state between two chunks: at most seven bits of input, the place inside a block, the window of output. */
class Inflater {
  block: 'header' | 'stored' | 'coded' | 'end' = 'header';
  #input: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Place of the next bit in the input of this run; before the run, in its first byte. */
  #bit = 0;
  /** Whole input bytes that the last run used. */
  used = 0;
  #isFinal = false;
  #storedLeft = 0;
  #codes: BlockCodes = FIXED_CODES;
  readonly #out = new Uint8Array(WINDOW + OUTPUT + 512);
  #at = 0;
  #flushed = 0;

  get isFull(): boolean {
    return this.#at >= WINDOW + OUTPUT;
  }

  /** A copy of what was decoded since the last call; the window stays. */
  takeOutput(): Uint8Array {
    const output = this.#out.slice(this.#flushed, this.#at);
    if (this.#at > WINDOW) {
      this.#out.copyWithin(0, this.#at - WINDOW, this.#at);
      this.#at = WINDOW;
    }
    this.#flushed = this.#at;
    return output;
  }

  /** Decodes until the output is full, the input runs short or the stream ends. */
  run(input: Uint8Array, isLast: boolean): Damage | null {
    // Behind the very end zeros are read, and whatever used one of them is taken back.
    this.#input = isLast ? concatBytes([input, new Uint8Array(ENOUGH_INPUT)]) : input;
    this.#view = new DataView(this.#input.buffer, this.#input.byteOffset, this.#input.byteLength);
    const damage = this.#decode(input.length, isLast);
    this.used = Math.min(input.length, this.block === 'end' ? (this.#bit + 7) >> 3 : this.#bit >> 3);
    this.#bit &= 7;
    return damage;
  }

  #decode(inputBytes: number, isLast: boolean): Damage | null {
    // A run begins inside the first byte, and must always be able to take a step.
    const stop = (inputBytes - ENOUGH_INPUT) * 8 + 7;
    while (this.block !== 'end' && !this.isFull) {
      if (this.block === 'stored') {
        if (this.#copyStored(inputBytes)) continue;
        return isLast ? 'truncated' : null;
      }
      if (!isLast && this.#bit > stop) return null;
      const before = this.#at;
      const isFine = this.block === 'header' ? this.#readHeader() : this.#decodeSymbols(isLast ? -1 : stop);
      if (this.#bit > inputBytes * 8) {
        this.#at = before;
        return 'truncated';
      }
      if (!isFine) return 'corrupt';
    }
    return null;
  }

  #take(count: number): number {
    const value = bitsAt(this.#view, this.#bit) & ((1 << count) - 1);
    this.#bit += count;
    return value;
  }

  #readHeader(): boolean {
    this.#isFinal = this.#take(1) === 1;
    const type = this.#take(2);
    if (type === 0) return this.#startStored();
    if (type === 3) return false;
    const read = type === 2 ? readBlockCodes(this.#view, this.#bit) : { codes: FIXED_CODES, bit: this.#bit };
    this.#bit = read.bit;
    if (read.codes === null) return false;
    this.#codes = read.codes;
    this.block = 'coded';
    return true;
  }

  #startStored(): boolean {
    this.#bit = (this.#bit + 7) & ~7;
    this.#storedLeft = this.#take(16);
    this.block = 'stored';
    return (this.#storedLeft ^ 0xffff) === this.#take(16);
  }

  /** False when no input is at hand. */
  #copyStored(inputBytes: number): boolean {
    const from = this.#bit >> 3;
    const count = Math.min(this.#storedLeft, inputBytes - from, WINDOW + OUTPUT - this.#at);
    if (this.#storedLeft > 0 && count <= 0) return false;
    this.#out.set(this.#input.subarray(from, from + count), this.#at);
    this.#at += count;
    this.#bit += count * 8;
    this.#storedLeft -= count;
    if (this.#storedLeft === 0) this.block = this.#isFinal ? 'end' : 'header';
    return true;
  }

  /** Literals and matches until `stop` is passed or the output is full; one only when `stop` is negative. */
  #decodeSymbols(stop: number): boolean {
    const view = this.#view;
    const out = this.#out;
    const { entries, bits } = this.#codes.symbols;
    const mask = (1 << bits) - 1;
    let bit = this.#bit;
    let at = this.#at;
    do {
      const entry = entries[bitsAt(view, bit) & mask] as number;
      bit += entry & 15;
      if (entry > 0 && entry < FIRST_NO_LITERAL) {
        out[at++] = entry >> 4;
        continue;
      }
      this.#bit = bit;
      this.#at = at;
      if (entry >> 4 === 256) {
        this.block = this.#isFinal ? 'end' : 'header';
        return true;
      }
      if (entry === 0 || !this.#copyMatch((entry >> 4) - 257)) return false;
      bit = this.#bit;
      at = this.#at;
    } while (bit <= stop && at < WINDOW + OUTPUT);
    this.#bit = bit;
    this.#at = at;
    return true;
  }

  /** `code`: the length's code, from 0. */
  #copyMatch(code: number): boolean {
    const length = (LENGTH_BASE[code] ?? 0) + this.#take(LENGTH_EXTRA[code] ?? 0);
    const { entries, bits } = this.#codes.distances;
    const entry = entries[bitsAt(this.#view, this.#bit) & ((1 << bits) - 1)] as number;
    this.#bit += entry & 15;
    const distance = (DISTANCE_BASE[entry >> 4] ?? 0) + this.#take(DISTANCE_EXTRA[entry >> 4] ?? 0);
    const out = this.#out;
    let at = this.#at;
    if (entry === 0 || distance === 0 || length < 3 || distance > at) return false;
    this.#at = at + length;
    if (distance >= length && length > 48) out.copyWithin(at, at - distance, at - distance + length);
    else for (let from = at - distance, end = from + length; from < end; ) out[at++] = out[from++] as number;
    return true;
  }
}

/** Table entries from here on are the end of a block or a match. */
const FIRST_NO_LITERAL = 256 << 4;
