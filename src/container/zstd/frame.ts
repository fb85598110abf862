/**
 * One zstd frame, block by block: its header, its window of earlier output, its checksum.
 */
import { Xxh64 } from '../checksum/xxh64.js';
import { OutputWindow } from '../output-window.js';
import { BadBlock, PAD } from './bits.js';
import { type HuffmanTable, readLiterals } from './literals.js';
import { runSequences, type SequenceTables } from './sequences.js';

export const ZSTD_MAGIC = 0xfd2fb528;
const MAX_BLOCK = 128 * 1024;

export interface FrameHeader {
  /** Length of the header itself, without the magic. */
  readonly headerBytes: number;
  readonly windowBytes: number;
  /** Null where the header does not tell. */
  readonly contentBytes: number | null;
  readonly hasChecksum: boolean;
  readonly dictionaryId: number;
}

/** The first byte behind the magic tells how long the header is. */
export function frameHeaderBytes(descriptor: number): number {
  const sizeCode = descriptor >> 6;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = sizeCode === 0 ? (isSingle ? 1 : 0) : 1 << sizeCode;
  return 1 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number) + sizeBytes;
}

/** `bytes`: exactly the header, without the magic. Null when it uses what the format reserves. */
export function readFrameHeader(bytes: Uint8Array): FrameHeader | null {
  const descriptor = bytes[0] as number;
  if (descriptor & 8) return null;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeCode = descriptor >> 6;
  let at = isSingle ? 1 : 2;
  const dictionaryId = littleEndian(bytes.subarray(at, at + ([0, 1, 2, 4][descriptor & 3] as number)));
  at += [0, 1, 2, 4][descriptor & 3] as number;
  const hasSize = sizeCode > 0 || isSingle;
  const contentBytes = hasSize ? littleEndian(bytes.subarray(at)) + (sizeCode === 1 ? 256 : 0) : null;
  const window = bytes[1] as number;
  const windowBytes = isSingle ? (contentBytes ?? 0) : 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  return {
    headerBytes: bytes.length,
    windowBytes,
    contentBytes,
    hasChecksum: (descriptor & 4) !== 0,
    dictionaryId,
  };
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

/** Decodes the blocks of one frame, in order. */
export class FrameDecoder {
  /** Decoded so far. */
  total = 0;
  readonly #header: FrameHeader;
  readonly #hash = new Xxh64();
  readonly #tables: SequenceTables = { literalLengths: null, offsets: null, matchLengths: null };
  readonly #repeats: [number, number, number] = [1, 4, 8];
  #huffman: HuffmanTable | null = null;
  readonly #window: OutputWindow;
  readonly #padded = new Uint8Array(PAD + MAX_BLOCK + PAD);

  constructor(header: FrameHeader) {
    this.#header = header;
    this.#window = new OutputWindow(header.windowBytes);
  }

  /** The largest size that a block of this frame may have. */
  get maxBlockBytes(): number {
    return Math.min(MAX_BLOCK, Math.max(this.#header.windowBytes, 1));
  }

  /** A copy of what the block holds. `size` is the decoded size of a repeated byte. Throws `BadBlock`. */
  decode(type: number, block: Uint8Array, size: number): Uint8Array {
    const window = this.#window;
    window.reserve(MAX_BLOCK);
    const start = window.at;
    if (type === 0) {
      window.bytes.set(block, start);
      window.at += block.length;
    } else if (type === 1) {
      window.bytes.fill(block[0] as number, start, start + size);
      window.at += size;
    } else window.at = this.#decodeCompressed(block);
    const output = window.bytes.slice(start, window.at);
    this.total += output.length;
    if (this.#header.hasChecksum) this.#hash.update(output);
    return output;
  }

  /** What the frame's trailing checksum must be. */
  checksum(): number {
    return this.#hash.digestLow32();
  }

  #decodeCompressed(packed: Uint8Array): number {
    if (packed.length > MAX_BLOCK) throw new BadBlock('a block is too large');
    this.#padded.set(packed, PAD);
    const block = this.#padded.subarray(PAD, PAD + packed.length);
    const literals = readLiterals(block, this.#huffman);
    this.#huffman = literals.table;
    const { bytes: out, at, reach } = this.#window;
    const target = { out, at, reach, limit: MAX_BLOCK };
    return runSequences(block, literals.next, literals.bytes, this.#tables, this.#repeats, target);
  }
}
