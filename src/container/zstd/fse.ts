/**
 * Finite state entropy tables of zstd (RFC 8878, section 4.1): a state gives a symbol and, with some more bits, the next
 * state.
 */
import { BadBlock, ForwardBits } from './bits.js';

export interface FseTable {
  readonly log: number;
  /**
   * By state: `symbol << 24 | bits << 16 | base`. The next state is the base plus that many bits of the stream. One
   * array, as the decoder's hottest loop looks into it.
   */
  readonly states: Int32Array;
}

export function symbolOf(entry: number): number {
  return entry >>> 24;
}

export function bitsOf(entry: number): number {
  return (entry >>> 16) & 0xff;
}

export function baseOf(entry: number): number {
  return entry & 0xffff;
}

/** `counts`: how many states each symbol has; -1 for less than one. */
export function makeFseTable(counts: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const states = new Int32Array(size);
  const next = spreadSymbols(counts, symbols);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] as number;
    const place = next[symbol] as number;
    next[symbol] = place + 1;
    const bits = log - (31 - Math.clz32(place));
    states[state] = (symbol << 24) | (bits << 16) | ((place << bits) - size);
  }
  return { log, states };
}

/** Puts the symbols to their states; gives back where each symbol's numbering starts. */
function spreadSymbols(counts: ArrayLike<number>, symbols: Uint8Array): Uint16Array {
  const size = symbols.length;
  const next = new Uint16Array(counts.length);
  let high = size - 1;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    if (counts[symbol] === -1) symbols[high--] = symbol;
    next[symbol] = Math.abs(counts[symbol] as number);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    for (let left = counts[symbol] as number; left > 0; left--) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at > high);
    }
  }
  return next;
}

/** A table whose only state gives `symbol`. */
export function singleSymbolTable(symbol: number): FseTable {
  return { log: 0, states: Int32Array.of(symbol << 24) };
}

/** Reads a table description at `from`; `next` is the byte behind it. */
export function readFseTable(
  bytes: Uint8Array,
  from: number,
  maxLog: number,
  maxSymbol: number,
): { readonly table: FseTable; readonly next: number } {
  const input = new ForwardBits(bytes, from);
  const log = input.read(4) + 5;
  if (log > maxLog) throw new BadBlock('a table is larger than allowed');
  const counts: number[] = [];
  let left = 1 << log;
  while (left > 0) {
    const count = readCount(input, left);
    counts.push(count);
    left -= Math.abs(count);
    if (count === 0) {
      let zeros: number;
      do {
        zeros = input.read(2);
        for (let i = 0; i < zeros; i++) counts.push(0);
      } while (zeros === 3 && counts.length <= maxSymbol);
    }
    if (counts.length > maxSymbol + 1 || input.nextByte > bytes.length)
      throw new BadBlock('a table is damaged');
  }
  if (left < 0) throw new BadBlock('a table is damaged');
  return { table: makeFseTable(counts, log), next: input.nextByte };
}

/** Small values take one bit less where the range is no power of two. */
function readCount(input: ForwardBits, left: number): number {
  const bits = 32 - Math.clz32(left + 1);
  const value = input.read(bits);
  const lowMask = (1 << (bits - 1)) - 1;
  const threshold = (1 << bits) - 1 - (left + 1);
  if ((value & lowMask) < threshold) {
    input.unread(1);
    return (value & lowMask) - 1;
  }
  return (value > lowMask ? value - threshold : value) - 1;
}
