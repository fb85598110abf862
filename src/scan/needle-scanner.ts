/** Looks for needles in a stream of bytes: what one piece begins, the next one may end. */
import { createPlainScan } from './plain-scan.js';
import { BEFORE, LATE, ROOM, type ScanMemory } from './scan-memory.js';
import { createSimdScan } from './simd-scan.js';

/** Longest piece that is looked through at once. */
export const PIECE_BYTES = 32 * 1024;
/** Bytes in front of each buffer in the scan memory, for the end of the piece before. */
const GAP = 64;
const SCRATCH_AT = ROOM + GAP;

export interface NeedleScanner {
  /**
   * Looks through the next `PIECE_BYTES` at most. Gives the number of the first needle found, or -1. A needle within the
   * last `LATE` bytes counts to the next piece.
   */
  scan(piece: Uint8Array): number;
  /** Newlines in the last piece, where it held no needle. */
  newlines(): number;
  /** The needle in the stream's last bytes, or -1. */
  finish(): number;
}

/** One for all: nothing stays in it from scan to scan but what lies in the read buffers. */
let shared: ScanMemory | null = null;
let areBuffersLent = false;

export function sharedScanMemory(): ScanMemory {
  shared ??= createSimdScan() ?? createPlainScan();
  return shared;
}

/**
 * Two parts of the shared memory to read a file into, because what lies there need not be copied to be looked through.
 * Empty while somebody else has them, or where there is no room. Give them back with `returnReadBuffers`.
 */
export function borrowReadBuffers(bytes: number): readonly Uint8Array[] {
  const first = SCRATCH_AT + PIECE_BYTES + GAP;
  const memory = sharedScanMemory().bytes;
  const buffers = [first, first + bytes + GAP].map((at) => memory.subarray(at, at + bytes));
  if (areBuffersLent || buffers.some((buffer) => buffer.length < bytes)) return [];
  areBuffersLent = true;
  return buffers;
}

export function returnReadBuffers(buffers: readonly Uint8Array[]): void {
  if (buffers.length > 0) areBuffersLent = false;
}

export function createNeedleScanner(memory: ScanMemory): NeedleScanner {
  const { bytes } = memory;
  const before = new Uint8Array(BEFORE);
  const scan = (piece: Uint8Array): number => {
    const inPlace = piece.buffer === bytes.buffer;
    const start = inPlace ? piece.byteOffset : SCRATCH_AT;
    if (!inPlace) bytes.set(piece, start);
    bytes.set(before, start - BEFORE);
    const end = start + piece.length;
    const found = memory.scan(start, end);
    before.set(bytes.subarray(end - BEFORE, end));
    return found;
  };
  return { scan, newlines: () => memory.newlines(), finish: () => scan(new Uint8Array(LATE)) };
}
