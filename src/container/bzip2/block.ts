/**
 * One bzip2 block: Huffman codes, move-to-front and the Burrows-Wheeler transform undone, the final run lengths
 * expanded.
 */
import type { BitReader } from './bit-reader.js';

/** Thrown for any contradiction inside a block. */
export class BadBlock extends Error {}

const MAX_CODE_BITS = 20;
const GROUP = 50;

/** Scratch space for blocks of up to `size` bytes, used again from block to block. */
export interface BlockSpace {
  readonly chain: Uint32Array;
  readonly size: number;
}

export interface DecodedBlock {
  readonly bytes: Uint8Array;
  readonly storedCrc: number;
}

/** `input` stands behind the block's magic. */
export function decodeBlock(input: BitReader, space: BlockSpace): DecodedBlock {
  const storedCrc = input.readInt32();
  if (input.read(1) === 1) throw new BadBlock('it is randomised, a form given up in 1997');
  const origin = input.read(24);
  const symbols = readSymbolMap(input);
  const groups = input.read(3);
  const selectors = readSelectors(input, groups);
  const codes = Array.from({ length: groups }, () => readCode(input, symbols.length + 2));
  const counts = new Uint32Array(256);
  const length = readSymbols(input, symbols, selectors, codes, space, counts);
  if (origin >= length) throw new BadBlock('its starting place is wrong');
  return {
    bytes: expandRuns(linkChain(space.chain, length, counts, origin), space.chain, length),
    storedCrc,
  };
}

function readSymbolMap(input: BitReader): Uint8Array {
  const used: number[] = [];
  const rows = input.read(16);
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const columns = input.read(16);
    for (let column = 0; column < 16; column++)
      if ((columns >> (15 - column)) & 1) used.push(row * 16 + column);
  }
  if (used.length === 0) throw new BadBlock('it uses no symbols');
  return Uint8Array.from(used);
}

/** Which code each run of 50 symbols uses. */
function readSelectors(input: BitReader, groups: number): Uint8Array {
  const count = input.read(15);
  if (groups < 2 || groups > 6 || count === 0) throw new BadBlock('its tables are damaged');
  const order = [0, 1, 2, 3, 4, 5];
  const selectors = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    let place = 0;
    while (input.read(1) === 1) if (++place >= groups) throw new BadBlock('its tables are damaged');
    const [selector] = order.splice(place, 1);
    order.unshift(selector as number);
    selectors[at] = selector as number;
  }
  return selectors;
}

/** Canonical code: by length the largest code of it, and what to add to find its symbol. */
interface Code {
  readonly limits: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
  readonly minBits: number;
  /** By the next nine bits: `symbol << 5 | length`, 0 for longer codes. */
  readonly quick: Uint16Array;
}

const QUICK_BITS = 9;

function readCode(input: BitReader, count: number): Code {
  const lengths = new Uint8Array(count);
  let length = input.read(5);
  for (let symbol = 0; symbol < count; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new BadBlock('its tables are damaged');
      if (input.read(1) === 0) break;
      length += input.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return makeCode(lengths);
}

function makeCode(lengths: Uint8Array): Code {
  const limits = new Int32Array(MAX_CODE_BITS + 2).fill(-1);
  const offsets = new Int32Array(MAX_CODE_BITS + 2);
  const symbols = new Uint16Array(lengths.length);
  const quick = new Uint16Array(1 << QUICK_BITS);
  let code = 0;
  let at = 0;
  let minBits = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++, code <<= 1) {
    offsets[bits] = at - code;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== bits) continue;
      if (minBits === 0) minBits = bits;
      if (bits <= QUICK_BITS) {
        const shift = QUICK_BITS - bits;
        quick.fill((symbol << 5) | bits, code << shift, (code + 1) << shift);
      }
      symbols[at++] = symbol;
      limits[bits] = code++;
    }
  }
  return { limits, offsets, symbols, minBits, quick };
}

function readSymbol(input: BitReader, code: Code): number {
  const entry = code.quick[input.peek(QUICK_BITS)] as number;
  if (entry !== 0) {
    input.skip(entry & 31);
    return entry >> 5;
  }
  const window = input.peek(MAX_CODE_BITS);
  for (let bits = code.minBits; bits <= MAX_CODE_BITS; bits++) {
    const value = window >>> (MAX_CODE_BITS - bits);
    if (value > (code.limits[bits] as number)) continue;
    input.skip(bits);
    return code.symbols[value + (code.offsets[bits] as number)] as number;
  }
  input.skip(MAX_CODE_BITS);
  throw new BadBlock('a code in it means nothing');
}

/** Fills the low bytes of `space.chain` with the transformed block; gives back its length. */
function readSymbols(
  input: BitReader,
  symbols: Uint8Array,
  selectors: Uint8Array,
  codes: readonly Code[],
  space: BlockSpace,
  counts: Uint32Array,
): number {
  const order = symbols.slice();
  const endSymbol = symbols.length + 1;
  let length = 0;
  let run = 0;
  let runUnit = 1;
  for (const selector of selectors) {
    const code = codes[selector] as Code;
    for (let left = GROUP; left > 0; left--) {
      const symbol = readSymbol(input, code);
      if (symbol <= 1) {
        run += runUnit << symbol;
        runUnit <<= 1;
        if (run > space.size) throw new BadBlock('it is longer than its size');
        continue;
      }
      if (run > 0) {
        length = appendRun(space, length, order[0] as number, run, counts);
        run = 0;
        runUnit = 1;
      }
      if (symbol === endSymbol) return length;
      const byte = order[symbol - 1] as number;
      order.copyWithin(1, 0, symbol - 1);
      order[0] = byte;
      length = appendRun(space, length, byte, 1, counts);
    }
  }
  throw new BadBlock('it has no end');
}

function appendRun(
  space: BlockSpace,
  length: number,
  byte: number,
  run: number,
  counts: Uint32Array,
): number {
  if (length + run > space.size) throw new BadBlock('it is longer than its size');
  counts[byte] = (counts[byte] as number) + run;
  if (run === 1) space.chain[length] = byte;
  else space.chain.fill(byte, length, length + run);
  return length + run;
}

/** Puts into the upper 24 bits of each entry the place that follows; gives back the first place. */
function linkChain(chain: Uint32Array, length: number, counts: Uint32Array, origin: number): number {
  const starts = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) {
    starts[byte] = (starts[byte - 1] as number) + (counts[byte - 1] as number);
  }
  for (let at = 0; at < length; at++) {
    const byte = (chain[at] as number) & 0xff;
    const place = starts[byte] as number;
    starts[byte] = place + 1;
    chain[place] = ((chain[place] as number) | (at << 8)) >>> 0;
  }
  return (chain[origin] as number) >>> 8;
}

/** Follows the chain; after four equal bytes the next one says how many more of them there are. */
function expandRuns(first: number, chain: Uint32Array, length: number): Uint8Array {
  let out = new Uint8Array(length + 1024);
  let at = 0;
  let same = 0;
  let previous = -1;
  let place = first;
  for (let left = length; left > 0; left--) {
    const entry = chain[place] as number;
    const byte = entry & 0xff;
    place = entry >>> 8;
    if (at + 256 > out.length) {
      const larger = new Uint8Array(out.length * 2);
      larger.set(out);
      out = larger;
    }
    if (same === 4) {
      out.fill(previous, at, at + byte);
      at += byte;
      same = 0;
      previous = -1;
      continue;
    }
    same = byte === previous ? same + 1 : 1;
    previous = byte;
    out[at++] = byte;
  }
  return out.subarray(0, at);
}
