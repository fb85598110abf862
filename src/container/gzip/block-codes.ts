/**
 * The two codes of a DEFLATE block, for literals and lengths and for distances: fixed, or sent at its start.
 */
import { CODE_LENGTH_ORDER } from './deflate-tables.js';
import { makePrefixTable, type PrefixTable } from './prefix-code.js';

export interface BlockCodes {
  readonly symbols: PrefixTable;
  readonly distances: PrefixTable;
}

/** The codes of blocks that send none. */
export const FIXED_CODES: BlockCodes = {
  symbols: fixedTable([8, 144, 9, 112, 7, 24, 8, 8]),
  distances: fixedTable([5, 30]),
};

/** At least 24 bits of the stream from `bit` on, the first one lowest; then rubbish. */
export function bitsAt(input: DataView, bit: number): number {
  return input.getInt32(bit >> 3, true) >>> (bit & 7);
}

/** Reads the codes at `bit`; null where they cannot be. */
export function readBlockCodes(input: DataView, start: number): { codes: BlockCodes | null; bit: number } {
  let bit = start;
  const take = (count: number) => {
    const value = bitsAt(input, bit) & ((1 << count) - 1);
    bit += count;
    return value;
  };
  const symbolCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const ofLengths = new Uint8Array(19);
  const lengthCount = take(4) + 4;
  for (let at = 0; at < lengthCount; at++) ofLengths[CODE_LENGTH_ORDER[at] as number] = take(3);
  const table = makePrefixTable(ofLengths);
  const lengths = new Uint8Array(symbolCount + distanceCount);
  const next = table === null ? null : readLengths(input, bit, table, lengths);
  if (next === null || symbolCount > 286 || lengths[256] === 0) return { codes: null, bit: next ?? bit };
  const symbols = makePrefixTable(lengths.subarray(0, symbolCount));
  const distances = makePrefixTable(lengths.subarray(symbolCount));
  const isFine = symbols !== null && distances !== null;
  return { codes: isFine ? { symbols, distances } : null, bit: next };
}

/** Fills `lengths`, which are coded themselves; gives back the place behind them, null where they cannot be. */
function readLengths(input: DataView, start: number, table: PrefixTable, lengths: Uint8Array): number | null {
  let bit = start;
  const mask = (1 << table.bits) - 1;
  for (let at = 0; at < lengths.length; ) {
    const entry = table.entries[bitsAt(input, bit) & mask] as number;
    if (entry === 0) return null;
    bit += entry & 15;
    const symbol = entry >> 4;
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) return null;
    const extraBits = symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
    const count = (symbol === 18 ? 11 : 3) + (bitsAt(input, bit) & ((1 << extraBits) - 1));
    bit += extraBits;
    if (at + count > lengths.length) return null;
    lengths.fill(symbol === 16 ? (lengths[at - 1] as number) : 0, at, at + count);
    at += count;
  }
  return bit;
}

/** `runs`: a code length, then how many symbols have it, and so on. */
function fixedTable(runs: readonly number[]): PrefixTable {
  const lengths: number[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    lengths.push(...new Array<number>(runs[at + 1] as number).fill(runs[at] as number));
  }
  return makePrefixTable(Uint8Array.from(lengths)) as PrefixTable;
}
