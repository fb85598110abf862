/**
 * The payload of a journal's data object, unpacked where it is compressed. journald compresses what is longer than 512
 * bytes.
 */
import { InputDamage } from '../input-damage.js';
import { decodeLz4Block } from '../lz4/decode-block.js';
import { readBlockHeader } from '../xz/block-header.js';
import { Lzma2Decoder, lzma2HeaderBytes } from '../xz/lzma2.js';
import { BadBlock } from '../zstd/bits.js';
import { FrameDecoder, frameHeaderBytes, readFrameHeader } from '../zstd/frame.js';
import type { DataObject } from './objects.js';
import { type RandomAccess, readCopy, readUint32 } from './random-access.js';

/** Of a longer field only this much is read: no message of the kernel comes near. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

const XZ = 1;
const LZ4 = 2;
const ZSTD = 4;
/** journald packs a field in one go; a window or dictionary beyond this is hostile. */
const MAX_WINDOW = 128 * 1024 ** 2;

/** What can be read of the payload; null when nothing can. */
export function unpackPayload(access: RandomAccess, data: DataObject): Uint8Array | null {
  const packed = readCopy(access, data.payloadOffset, Math.min(data.payloadBytes, MAX_PAYLOAD_BYTES));
  if (data.compression === 0) return packed;
  const output = { bytes: new Uint8Array(MAX_PAYLOAD_BYTES), length: 0 };
  if (data.compression === LZ4) unpackLz4(packed, output);
  if (data.compression === ZSTD) unpackZstd(packed, output);
  if (data.compression === XZ) unpackXz(packed, output);
  return output.length === 0 ? null : output.bytes.slice(0, output.length);
}

interface Output {
  readonly bytes: Uint8Array;
  length: number;
}

function append(output: Output, bytes: Uint8Array): void {
  const piece = bytes.subarray(0, output.bytes.length - output.length);
  output.bytes.set(piece, output.length);
  output.length += piece.length;
}

/** The size in eight bytes, then one block. */
function unpackLz4(packed: Uint8Array, output: Output): void {
  const end = decodeLz4Block(packed.subarray(8), output.bytes, 0);
  output.length = end < 0 ? ~end : end;
}

/** One frame. */
function unpackZstd(packed: Uint8Array, output: Output): void {
  let at = 4 + frameHeaderBytes(packed[4] ?? 0);
  const header = at < packed.length ? readFrameHeader(packed.subarray(4, at)) : null;
  if (header === null || header.windowBytes > MAX_WINDOW) return;
  const decoder = new FrameDecoder(header);
  for (let isLast = false; !isLast && at + 3 <= packed.length && output.length < output.bytes.length; ) {
    const head = readUint32(packed, at) & 0xffffff;
    isLast = (head & 1) === 1;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    const block = packed.subarray(at + 3, at + 3 + (type === 1 ? 1 : size));
    at += 3 + block.length;
    if (type === 3 || size > decoder.maxBlockBytes) return;
    try {
      append(output, decoder.decode(type, block, size));
    } catch (error) {
      if (error instanceof BadBlock) return;
      throw error;
    }
  }
}

/** A stream of one block. */
function unpackXz(packed: Uint8Array, output: Output): void {
  const headerBytes = ((packed[12] ?? 0) + 1) * 4;
  let at = 12 + headerBytes;
  if (at >= packed.length) return;
  const dictionaryBytes = dictionaryOf(packed.subarray(12, at));
  if (dictionaryBytes === null || dictionaryBytes > MAX_WINDOW) return;
  const decoder = new Lzma2Decoder(dictionaryBytes);
  for (let isFine = true; isFine && output.length < output.bytes.length; ) {
    const control = packed[at] ?? 0;
    const start = at + lzma2HeaderBytes(control);
    const chunk = control === 0 || start > packed.length ? null : decoder.begin(packed.subarray(at, start));
    if (chunk === null) return;
    const decoded = decoder.decode(chunk, packed.subarray(start, start + chunk.packedBytes));
    append(output, decoded.output);
    isFine = decoded.isFine;
    at = start + chunk.packedBytes;
  }
}

function dictionaryOf(header: Uint8Array): number | null {
  try {
    return readBlockHeader(header, 12).dictionaryBytes;
  } catch (error) {
    if (error instanceof InputDamage) return null;
    throw error;
  }
}
