/**
 * Prefix (Huffman) codes as DEFLATE stores them: code lengths in, a lookup table out that maps the next bits of the
 * stream to a symbol and its length.
 */

/** Lookup by the next `bits` bits, least significant bit first; an entry is `symbol << 4 | length`, 0 where no code. */
export interface PrefixTable {
  readonly entries: Uint16Array;
  readonly bits: number;
}

/** Null when more codes are given than the lengths have room for. */
export function makePrefixTable(lengths: Uint8Array): PrefixTable | null {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  counts[0] = 0;
  const next = new Uint32Array(17);
  let bits = 1;
  for (let length = 1; length <= 15; length++) {
    next[length + 1] = ((next[length] as number) + (counts[length] as number)) << 1;
    if ((counts[length] as number) > 0) bits = length;
    if ((next[length] as number) + (counts[length] as number) > 1 << length) return null;
  }
  return { entries: fillEntries(lengths, next, bits), bits };
}

function fillEntries(lengths: Uint8Array, next: Uint32Array, bits: number): Uint16Array {
  const size = 1 << bits;
  const entries = new Uint16Array(size);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] as number;
    if (length === 0) continue;
    const code = next[length] as number;
    next[length] = code + 1;
    const step = 1 << length;
    const entry = (symbol << 4) | length;
    for (let at = reverseBits(code, length); at < size; at += step) entries[at] = entry;
  }
  return entries;
}

function reverseBits(code: number, length: number): number {
  let reversed = 0;
  for (let bit = 0, left = code; bit < length; bit++, left >>>= 1) reversed = (reversed << 1) | (left & 1);
  return reversed;
}
