/**
 * One raw DEFLATE stream (RFC 1951) into its bytes. Written here and not taken from the platform because neither Node
 * nor the browsers say how much input a stream used and hand out what they decoded before an error, and both are needed
 * for files of several members and for damaged files.
 */
import { type ByteReader, concatBytes } from '../byte-source.js';
import { InputDamage } from '../input-damage.js';
import {
  CODE_LENGTH_ORDER,
  DISTANCE_BASE,
  DISTANCE_EXTRA,
  LENGTH_BASE,
  LENGTH_EXTRA,
} from './deflate-tables.js';
import { FIXED_DISTANCES, FIXED_SYMBOLS, makePrefixTable, type PrefixTable } from './prefix-code.js';

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
  /** Whole input bytes that the last run used. */
  used = 0;
  #input: Uint8Array = new Uint8Array(0);
  #hold = 0;
  #bits = 0;
  #isFinal = false;
  #storedLeft = 0;
  #symbols = FIXED_SYMBOLS;
  #distances = FIXED_DISTANCES;
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
    this.used = 0;
    let damage: Damage | null = null;
    while (damage === null && this.block !== 'end' && !this.isFull) {
      if (this.block === 'stored') {
        if (!this.#copyStored(input.length)) {
          if (isLast) damage = 'truncated';
          break;
        }
        continue;
      }
      const stop = input.length - ENOUGH_INPUT;
      if (!isLast && this.used > stop) break;
      const before = this.#at;
      if (this.block === 'header') damage = this.#readHeader();
      else damage = this.#decodeSymbols(isLast ? -1 : stop);
      if (this.used - (this.#bits >> 3) > input.length) {
        this.#at = before;
        damage = 'truncated';
      }
    }
    this.#giveBackWholeBytes();
    this.used = Math.min(this.used, input.length);
    return damage;
  }

  #giveBackWholeBytes(): void {
    this.used -= this.#bits >> 3;
    this.#bits &= 7;
    this.#hold &= (1 << this.#bits) - 1;
  }

  #take(count: number): number {
    while (this.#bits < count) {
      this.#hold |= (this.#input[this.used++] as number) << this.#bits;
      this.#bits += 8;
    }
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#bits -= count;
    return value;
  }

  #readHeader(): Damage | null {
    this.#isFinal = this.#take(1) === 1;
    const type = this.#take(2);
    if (type === 0) return this.#startStored();
    if (type === 3) return 'corrupt';
    this.block = 'coded';
    if (type === 2) return this.#readCodes();
    this.#symbols = FIXED_SYMBOLS;
    this.#distances = FIXED_DISTANCES;
    return null;
  }

  #startStored(): Damage | null {
    this.#giveBackWholeBytes();
    this.#hold = 0;
    this.#bits = 0;
    this.#storedLeft = this.#take(16);
    if ((this.#storedLeft ^ 0xffff) !== this.#take(16)) return 'corrupt';
    this.block = 'stored';
    return null;
  }

  /** False when no input is at hand. */
  #copyStored(inputLength: number): boolean {
    const count = Math.min(this.#storedLeft, inputLength - this.used, WINDOW + OUTPUT - this.#at);
    if (this.#storedLeft > 0 && count <= 0) return false;
    this.#out.set(this.#input.subarray(this.used, this.used + count), this.#at);
    this.#at += count;
    this.used += count;
    this.#storedLeft -= count;
    if (this.#storedLeft === 0) this.block = this.#isFinal ? 'end' : 'header';
    return true;
  }

  #readCodes(): Damage | null {
    const symbolCount = this.#take(5) + 257;
    const distanceCount = this.#take(5) + 1;
    const ofLengths = new Uint8Array(19);
    for (let left = this.#take(4) + 4, at = 0; left > 0; left--, at++) {
      ofLengths[CODE_LENGTH_ORDER[at] as number] = this.#take(3);
    }
    const table = makePrefixTable(ofLengths);
    const lengths = new Uint8Array(symbolCount + distanceCount);
    if (table === null || !this.#readLengths(table, lengths)) return 'corrupt';
    const symbols = makePrefixTable(lengths.subarray(0, symbolCount));
    const distances = makePrefixTable(lengths.subarray(symbolCount));
    if (symbols === null || distances === null || symbolCount > 286 || lengths[256] === 0) return 'corrupt';
    this.#symbols = symbols;
    this.#distances = distances;
    return null;
  }

  #readLengths(table: PrefixTable, lengths: Uint8Array): boolean {
    for (let at = 0; at < lengths.length; ) {
      const peeked = this.#take(table.bits);
      const entry = table.entries[peeked] as number;
      if (entry === 0) return false;
      this.#putBack(peeked, table.bits, entry & 15);
      const symbol = entry >> 4;
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) return false;
      const repeated = symbol === 16 ? (lengths[at - 1] as number) : 0;
      const count =
        symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + count > lengths.length) return false;
      lengths.fill(repeated, at, at + count);
      at += count;
    }
    return true;
  }

  /** Of the `taken` bits just taken only `used` were needed. */
  #putBack(value: number, taken: number, used: number): void {
    this.#hold = (this.#hold << (taken - used)) | (value >>> used);
    this.#bits += taken - used;
  }

  /** Literals and matches until `stop` is passed or the output is full; one only when `stop` is negative. */
  #decodeSymbols(stop: number): Damage | null {
    const input = this.#input;
    const out = this.#out;
    const symbols = this.#symbols.entries;
    const symbolMask = (1 << this.#symbols.bits) - 1;
    const distances = this.#distances.entries;
    const distanceMask = (1 << this.#distances.bits) - 1;
    let [hold, bits, used, at] = [this.#hold, this.#bits, this.used, this.#at];
    let damage: Damage | null = null;
    do {
      if (bits < 16) {
        hold |= ((input[used] as number) | ((input[used + 1] as number) << 8)) << bits;
        used += 2;
        bits += 16;
      }
      let entry = symbols[hold & symbolMask] as number;
      hold >>>= entry & 15;
      bits -= entry & 15;
      const symbol = entry >> 4;
      if (symbol < 256) {
        if (entry === 0) {
          damage = 'corrupt';
          break;
        }
        out[at++] = symbol;
        continue;
      }
      if (symbol === 256) {
        this.block = this.#isFinal ? 'end' : 'header';
        break;
      }
      if (bits < 16) {
        hold |= ((input[used] as number) | ((input[used + 1] as number) << 8)) << bits;
        used += 2;
        bits += 16;
      }
      const extra = LENGTH_EXTRA[symbol - 257] as number;
      const length = (LENGTH_BASE[symbol - 257] as number) + (hold & ((1 << extra) - 1));
      hold >>>= extra;
      bits -= extra;
      if (bits < 16) {
        hold |= ((input[used] as number) | ((input[used + 1] as number) << 8)) << bits;
        used += 2;
        bits += 16;
      }
      entry = distances[hold & distanceMask] as number;
      hold >>>= entry & 15;
      bits -= entry & 15;
      if (bits < 16) {
        hold |= ((input[used] as number) | ((input[used + 1] as number) << 8)) << bits;
        used += 2;
        bits += 16;
      }
      const distanceExtra = DISTANCE_EXTRA[entry >> 4] as number;
      const distance = (DISTANCE_BASE[entry >> 4] as number) + (hold & ((1 << distanceExtra) - 1));
      hold >>>= distanceExtra;
      bits -= distanceExtra;
      if (entry === 0 || symbol > 285 || !(distance <= at)) {
        damage = 'corrupt';
        break;
      }
      copyMatch(out, at, distance, length);
      at += length;
    } while (used <= stop && at < WINDOW + OUTPUT);
    [this.#hold, this.#bits, this.used, this.#at] = [hold, bits, used, at];
    return damage;
  }
}

function copyMatch(out: Uint8Array, at: number, distance: number, length: number): void {
  if (distance >= length && length > 24) {
    out.copyWithin(at, at - distance, at - distance + length);
    return;
  }
  for (let from = at - distance, end = from + length; from < end; ) out[at++] = out[from++] as number;
}
