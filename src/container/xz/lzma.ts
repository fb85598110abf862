/**
 * The LZMA decoder inside LZMA2 chunks: a range coder over adaptive probabilities, literals and matches into a window.
 */
import type { OutputWindow } from '../output-window.js';

/** Places of the probability models in one array. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + 12 * 16;
const IS_REP_G0 = IS_REP + 12;
const IS_REP_G1 = IS_REP_G0 + 12;
const IS_REP_G2 = IS_REP_G1 + 12;
const IS_REP0_LONG = IS_REP_G2 + 12;
const POS_SLOT = IS_REP0_LONG + 12 * 16;
const POS_SPECIAL = POS_SLOT + 4 * 64;
const ALIGN = POS_SPECIAL + 128;
const MATCH_LENGTH = ALIGN + 16;
const REP_LENGTH = MATCH_LENGTH + 2 + 2 * 128 + 256;
const LITERALS = REP_LENGTH + 2 + 2 * 128 + 256;

/** `cut`: the input ended inside a symbol. `corrupt`: a symbol that cannot be. */
export type LzmaResult = 'done' | 'cut' | 'corrupt';

export class LzmaDecoder {
  readonly #window: OutputWindow;
  readonly #dictionaryBytes: number;
  #probs = new Uint16Array(LITERALS);
  #literalContextBits = 0;
  #literalPositionMask = 0;
  #positionMask = 0;
  #state = 0;
  readonly #reps = new Int32Array(4);
  /** Bytes since the dictionary was last reset. */
  #position = 0;
  #input: Uint8Array = new Uint8Array(0);
  #next = 0;
  #range = 0;
  #code = 0;

  constructor(window: OutputWindow, dictionaryBytes: number) {
    this.#window = window;
    this.#dictionaryBytes = dictionaryBytes;
  }

  resetDictionary(): void {
    this.#position = 0;
  }

  /** False when the properties are not allowed. */
  setProperties(byte: number): boolean {
    const literalContextBits = byte % 9;
    const literalPositionBits = Math.floor(byte / 9) % 5;
    if (byte >= 225 || literalContextBits + literalPositionBits > 4) return false;
    this.#literalContextBits = literalContextBits;
    this.#literalPositionMask = (1 << literalPositionBits) - 1;
    this.#positionMask = (1 << Math.floor(byte / 45)) - 1;
    this.#probs = new Uint16Array(LITERALS + (0x300 << (literalContextBits + literalPositionBits)));
    return true;
  }

  resetState(): void {
    this.#probs.fill(1024);
    this.#state = 0;
    this.#reps.fill(0);
  }

  /** Stored bytes count as decoded ones. */
  store(bytes: Uint8Array): void {
    this.#window.bytes.set(bytes, this.#window.at);
    this.#window.at += bytes.length;
    this.#position += bytes.length;
  }

  /** Decodes `count` bytes from `input`, which the window must have room for. */
  decode(input: Uint8Array, count: number): LzmaResult {
    this.#input = input;
    if (input.length < 5) return 'cut';
    if (input[0] !== 0) return 'corrupt';
    this.#code = new DataView(input.buffer, input.byteOffset, 5).getInt32(1);
    this.#range = -1;
    this.#next = 5;
    const end = this.#window.at + count;
    while (this.#window.at < end) {
      const before = this.#window.at;
      const isFine = this.#decodeSymbol(end);
      if (this.#next > input.length) {
        this.#window.at = before;
        return 'cut';
      }
      if (!isFine) return 'corrupt';
    }
    return this.#code === 0 && this.#next === input.length ? 'done' : 'corrupt';
  }

  #decodeSymbol(end: number): boolean {
    const positionState = this.#position & this.#positionMask;
    const state = this.#state;
    if (this.#bit(IS_MATCH + (state << 4) + positionState) === 0) {
      this.#decodeLiteral();
      return true;
    }
    if (this.#bit(IS_REP + state) === 0) {
      this.#reps.copyWithin(1, 0, 3);
      const length = this.#decodeLength(MATCH_LENGTH, positionState);
      this.#state = state < 7 ? 7 : 10;
      this.#reps[0] = this.#decodeDistance(length);
      return this.#copy(length, end);
    }
    if (this.#chooseRep(state, positionState)) {
      this.#state = state < 7 ? 9 : 11;
      return this.#copy(1, end);
    }
    const length = this.#decodeLength(REP_LENGTH, positionState);
    this.#state = state < 7 ? 8 : 11;
    return this.#copy(length, end);
  }

  /** Brings one of the last four distances to the front; true for a match of a single byte. */
  #chooseRep(state: number, positionState: number): boolean {
    const reps = this.#reps;
    if (this.#bit(IS_REP_G0 + state) === 0)
      return this.#bit(IS_REP0_LONG + (state << 4) + positionState) === 0;
    const which = this.#bit(IS_REP_G1 + state) === 0 ? 1 : 2 + this.#bit(IS_REP_G2 + state);
    const distance = reps[which] as number;
    reps.copyWithin(1, 0, which);
    reps[0] = distance;
    return false;
  }

  #decodeLiteral(): void {
    const { bytes, at } = this.#window;
    const previous = this.#position === 0 ? 0 : (bytes[at - 1] as number);
    const context =
      ((this.#position & this.#literalPositionMask) << this.#literalContextBits) +
      (previous >> (8 - this.#literalContextBits));
    const probs = LITERALS + 0x300 * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = this.#distanceIsValid() ? (bytes[at - (this.#reps[0] as number) - 1] as number) : 0;
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(probs + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(probs + symbol);
    bytes[at] = symbol;
    this.#window.at = at + 1;
    this.#position++;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #decodeLength(base: number, positionState: number): number {
    if (this.#bit(base) === 0) return 2 + this.#tree(base + 2 + (positionState << 3), 3);
    if (this.#bit(base + 1) === 0) return 10 + this.#tree(base + 2 + 128 + (positionState << 3), 3);
    return 18 + this.#tree(base + 2 + 256, 8);
  }

  #decodeDistance(length: number): number {
    const slot = this.#tree(POS_SLOT + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + this.#reverseTree(POS_SPECIAL + base - slot, bits);
    return (base + (this.#direct(bits - 4) << 4) + this.#reverseTree(ALIGN, 4)) | 0;
  }

  #distanceIsValid(): boolean {
    const distance = (this.#reps[0] as number) >>> 0;
    return distance < this.#position && distance < this.#dictionaryBytes && distance < this.#window.at;
  }

  #copy(length: number, end: number): boolean {
    const { bytes, at } = this.#window;
    if (!this.#distanceIsValid() || at + length > end) return false;
    const distance = (this.#reps[0] as number) + 1;
    if (distance >= length && length > 48) bytes.copyWithin(at, at - distance, at - distance + length);
    else for (let to = at; to < at + length; to++) bytes[to] = bytes[to - distance] as number;
    this.#window.at = at + length;
    this.#position += length;
    return true;
  }

  #tree(base: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left--) symbol = (symbol << 1) | this.#bit(base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let at = 0; at < bits; at++) {
      const bit = this.#bit(base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << at;
    }
    return value;
  }

  #direct(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left--) {
      this.#range = (this.#range >>> 1) | 0;
      const isOne = this.#code >>> 0 >= this.#range >>> 0;
      if (isOne) this.#code = (this.#code - this.#range) | 0;
      value = (value << 1) | (isOne ? 1 : 0);
      if (this.#range >>> 24 === 0) this.#refill();
    }
    return value;
  }

  #bit(model: number): 0 | 1 {
    const probs = this.#probs;
    const prob = probs[model] as number;
    const bound = Math.imul(this.#range >>> 11, prob);
    let bit: 0 | 1 = 0;
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound;
      probs[model] = prob + ((2048 - prob) >> 5);
    } else {
      this.#range = (this.#range - bound) | 0;
      this.#code = (this.#code - bound) | 0;
      probs[model] = prob - (prob >> 5);
      bit = 1;
    }
    if (this.#range >>> 24 === 0) this.#refill();
    return bit;
  }

  /** Behind the end zeros come; `decode` takes back what was made of them. */
  #refill(): void {
    const next = this.#next < this.#input.length ? (this.#input[this.#next] as number) : 0;
    this.#next++;
    this.#range <<= 8;
    this.#code = (this.#code << 8) | next;
  }
}
