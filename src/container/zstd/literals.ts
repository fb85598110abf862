/**
 * The literals of a zstd block (RFC 8878, section 3.1.1.3.1): stored, repeated, or Huffman coded in one or four streams.
 */
import { BackwardBits, BadBlock, bitsAt } from './bits.js';
import { baseOf, bitsOf, readFseTable, symbolOf } from './fse.js';

/** Lookup by the next `log` bits; an entry is `symbol << 4 | length`. */
export interface HuffmanTable {
  readonly log: number;
  readonly entries: Uint16Array;
}

export interface Literals {
  readonly bytes: Uint8Array;
  /** Where the sequences start. */
  readonly next: number;
  /** The table that the next block may use again. */
  readonly table: HuffmanTable | null;
}

const MAX_LITERALS = 128 * 1024;

export function readLiterals(block: Uint8Array, previous: HuffmanTable | null): Literals {
  const first = block[0] ?? 0;
  return (first & 3) < 2 ? readStored(block, first, previous) : readCoded(block, first, previous);
}

function readStored(block: Uint8Array, first: number, table: HuffmanTable | null): Literals {
  const format = (first >> 2) & 3;
  const headerBytes = (format & 1) === 0 ? 1 : format === 1 ? 2 : 3;
  const header = first | ((block[1] ?? 0) << 8) | ((block[2] ?? 0) << 16);
  const size = headerBytes === 1 ? first >> 3 : headerBytes === 2 ? (header & 0xffff) >> 4 : header >>> 4;
  const isRepeated = (first & 3) === 1;
  const next = headerBytes + (isRepeated ? 1 : size);
  if (size > MAX_LITERALS || next > block.length)
    throw new BadBlock('the literals are longer than the block');
  if (!isRepeated) return { bytes: block.subarray(headerBytes, next), next, table };
  return { bytes: new Uint8Array(size).fill(block[headerBytes] as number), next, table };
}

function readCoded(block: Uint8Array, first: number, previous: HuffmanTable | null): Literals {
  const format = (first >> 2) & 3;
  const headerBytes = format < 2 ? 3 : format + 2;
  const sizeBits = format < 2 ? 10 : format === 2 ? 14 : 18;
  let header = 0;
  for (let at = headerBytes - 1; at >= 0; at--) header = header * 256 + (block[at] ?? 0);
  const size = Math.floor(header / 16) % 2 ** sizeBits;
  const packed = Math.floor(header / 2 ** (4 + sizeBits)) % 2 ** sizeBits;
  const next = headerBytes + packed;
  if (next > block.length || size > MAX_LITERALS)
    throw new BadBlock('the literals are longer than the block');
  let start = headerBytes;
  let table = previous;
  if ((first & 3) === 2) ({ table, next: start } = readHuffmanTable(block.subarray(0, next), headerBytes));
  if (table === null) throw new BadBlock('the block uses a table that was never sent');
  const bytes = new Uint8Array(size);
  if (format === 0) decodeStream(block, start, next, table, bytes);
  else decodeFourStreams(block, start, next, table, bytes);
  return { bytes, next, table };
}

function decodeFourStreams(
  block: Uint8Array,
  start: number,
  end: number,
  table: HuffmanTable,
  out: Uint8Array,
): void {
  const quarter = (out.length + 3) >> 2;
  let from = start + 6;
  if (from > end || quarter * 3 > out.length) throw new BadBlock('the literals are damaged');
  for (let stream = 0; stream < 4; stream++) {
    const sizeAt = start + stream * 2;
    const size = (block[sizeAt] as number) | ((block[sizeAt + 1] as number) << 8);
    const to = stream === 3 ? end : from + size;
    if (to > end) throw new BadBlock('the literals are damaged');
    decodeStream(
      block,
      from,
      to,
      table,
      out.subarray(stream * quarter, stream === 3 ? out.length : (stream + 1) * quarter),
    );
    from = to;
  }
}

/**
 * Bits before the stream's first byte may be looked at, never used: a code that is longer than the stream has bits left
 * shows in the count at the end.
 */
function decodeStream(
  block: Uint8Array,
  from: number,
  to: number,
  table: HuffmanTable,
  out: Uint8Array,
): void {
  const { entries, log } = table;
  const firstBit = from * 8;
  const { view, bit: top } = new BackwardBits(block, from, to);
  let bit = top;
  for (let at = 0; at < out.length && bit >= 0; at++) {
    const entry = entries[bitsAt(view, bit - log, log)] as number;
    out[at] = entry >> 4;
    bit -= entry & 15;
  }
  if (bit !== firstBit) throw new BadBlock('the literals are damaged');
}

function readHuffmanTable(block: Uint8Array, at: number): { table: HuffmanTable; next: number } {
  const header = block[at] ?? 0;
  const start = at + 1;
  if (header >= 128) {
    const count = header - 127;
    const next = start + ((count + 1) >> 1);
    if (next > block.length) throw new BadBlock('a table is damaged');
    const weights = Array.from({ length: count }, (_, i) => {
      const byte = block[start + (i >> 1)] as number;
      return (i & 1) === 0 ? byte >> 4 : byte & 15;
    });
    return { table: tableOfWeights(weights), next };
  }
  const next = start + header;
  if (next > block.length) throw new BadBlock('a table is damaged');
  return { table: tableOfWeights(readCodedWeights(block.subarray(0, next), start)), next };
}

/** Two states take turns until the bits run out. */
function readCodedWeights(block: Uint8Array, start: number): number[] {
  const { table, next } = readFseTable(block, start, 6, 255);
  const input = new BackwardBits(block, next, block.length);
  const states: [number, number] = [input.read(table.log), input.read(table.log)];
  const weights: number[] = [];
  for (let turn: 0 | 1 = 0; weights.length < 255; turn = turn === 0 ? 1 : 0) {
    const entry = table.states[states[turn]] as number;
    weights.push(symbolOf(entry));
    states[turn] = baseOf(entry) + input.read(bitsOf(entry));
    if (input.left >= 0) continue;
    weights.push(symbolOf(table.states[states[turn === 0 ? 1 : 0]] as number));
    return weights;
  }
  throw new BadBlock('a table is damaged');
}

/** The last symbol's weight is not sent: it fills the sum up to a power of two. */
function tableOfWeights(weights: number[]): HuffmanTable {
  let sum = 0;
  for (const weight of weights) sum += weight > 0 ? 1 << (weight - 1) : 0;
  const log = 32 - Math.clz32(sum);
  const missing = (1 << log) - sum;
  if (sum === 0 || log > 11 || (missing & (missing - 1)) !== 0) throw new BadBlock('a table is damaged');
  const all = [...weights, 32 - Math.clz32(missing)];
  const entries = new Uint16Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (let symbol = 0; symbol < all.length; symbol++) {
      if (all[symbol] !== weight) continue;
      entries.fill((symbol << 4) | (log + 1 - weight), at, at + (1 << (weight - 1)));
      at += 1 << (weight - 1);
    }
  }
  return { log, entries };
}
