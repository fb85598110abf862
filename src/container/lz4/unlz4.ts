/**
 * lz4 frames (and the older legacy frames) into their bytes: linked and independent blocks, any number of frames and
 * skippable frames one after another, every checksum that is there verified.
 */
import { ByteReader, type ByteSource } from '../byte-source.js';
import { Xxh32, xxh32 } from '../checksum/xxh32.js';
import type { DecompressionLimits } from '../decompress.js';
import { InputDamage } from '../input-damage.js';
import { decodeLz4Block } from './decode-block.js';

const WINDOW = 64 * 1024;
const FRAME = 0x184d2204;
const LEGACY_FRAME = 0x184c2102;
const LEGACY_BLOCK = 8 * 1024 ** 2;

export async function* unlz4(source: ByteSource, _limits: DecompressionLimits): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  while ((await reader.peek(1)).length > 0) {
    const magic = await reader.needUint32();
    if (magic === FRAME) yield* decodeFrame(reader);
    else if (magic === LEGACY_FRAME) yield* decodeLegacyFrame(reader);
    else if (magic >>> 4 === 0x184d2a5) await reader.skip(await reader.needUint32());
    else
      throw new InputDamage(
        'corrupt',
        'bytes that are no lz4 data follow the compressed data',
        reader.offset - 4,
      );
  }
}

async function* decodeFrame(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const header = await readHeader(reader);
  const hash = new Xxh32();
  // The window of the blocks before, then room for one block.
  const buffer = new Uint8Array(WINDOW + header.blockBytes);
  let filled = 0;
  for (let size = await reader.needUint32(); size !== 0; size = await reader.needUint32()) {
    const block = await takeBlock(reader, size, header);
    if (header.areBlocksIndependent) filled = 0;
    const start = filled;
    const result = block.isStored
      ? append(block.bytes, buffer, start)
      : decodeLz4Block(block.bytes, buffer, start);
    filled = result < 0 ? ~result : result;
    const output = buffer.slice(start, Math.min(filled, start + header.blockBytes));
    if (header.hasContentChecksum) hash.update(output);
    if (output.length > 0) yield output;
    if (block.damage !== null) throw block.damage;
    if (result < 0 || filled - start > header.blockBytes) throw damaged(reader);
    if (filled > WINDOW) {
      buffer.copyWithin(0, filled - WINDOW, filled);
      filled = WINDOW;
    }
  }
  if (!header.hasContentChecksum || (await reader.needUint32()) === hash.digest()) return;
  throw new InputDamage('corrupt', 'the lz4 content checksum does not match', reader.offset - 4);
}

interface FrameHeader {
  readonly blockBytes: number;
  readonly areBlocksIndependent: boolean;
  readonly hasBlockChecksum: boolean;
  readonly hasContentChecksum: boolean;
}

async function readHeader(reader: ByteReader): Promise<FrameHeader> {
  const start = (await reader.need(2)).slice();
  const flags = start[0] as number;
  const rest = await reader.need((flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1);
  const descriptor = Uint8Array.of(...start, ...rest.subarray(0, -1));
  const sizeCode = ((start[1] as number) >> 4) & 7;
  const isKnown = flags >> 6 === 1 && sizeCode >= 4;
  if (!isKnown || ((xxh32(descriptor) >>> 8) & 0xff) !== rest[rest.length - 1]) {
    throw new InputDamage('corrupt', 'the lz4 frame header is damaged', reader.offset);
  }
  if (flags & 1)
    throw new InputDamage('unsupported', 'the lz4 data needs a dictionary, which is not supported');
  return {
    blockBytes: 4 ** (sizeCode + 4),
    areBlocksIndependent: (flags & 0x20) !== 0,
    hasBlockChecksum: (flags & 0x10) !== 0,
    hasContentChecksum: (flags & 4) !== 0,
  };
}

interface Block {
  /** What there is of it: all, or the part before the input ends. */
  readonly bytes: Uint8Array;
  readonly isStored: boolean;
  readonly damage: InputDamage | null;
}

async function takeBlock(reader: ByteReader, size: number, header: FrameHeader): Promise<Block> {
  const length = size & 0x7fffffff;
  const isStored = size >>> 31 === 1;
  if (length > header.blockBytes) throw damaged(reader);
  const bytes = (await reader.peek(length)).subarray(0, length);
  reader.consume(bytes.length);
  if (bytes.length < length) return { bytes, isStored, damage: cut(reader) };
  if (header.hasBlockChecksum && (await reader.needUint32()) !== xxh32(bytes)) throw damaged(reader);
  return { bytes, isStored, damage: null };
}

/** As `decodeLz4Block`. */
function append(bytes: Uint8Array, buffer: Uint8Array, at: number): number {
  if (at + bytes.length > buffer.length) return ~at;
  buffer.set(bytes, at);
  return at + bytes.length;
}

/** Blocks until the input ends or what follows is too large for a block: the next frame's magic. */
async function* decodeLegacyFrame(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(LEGACY_BLOCK);
  for (let head = await reader.peek(4); head.length > 0; head = await reader.peek(4)) {
    if (head.length < 4) throw cut(reader);
    const size = new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true);
    if (size > LEGACY_BLOCK + LEGACY_BLOCK / 255 + 16) return;
    reader.consume(4);
    const block = (await reader.peek(size)).subarray(0, size);
    reader.consume(block.length);
    const result = decodeLz4Block(block, buffer, 0);
    const output = buffer.slice(0, result < 0 ? ~result : result);
    if (output.length > 0) yield output;
    if (block.length < size) throw cut(reader);
    if (result < 0) throw damaged(reader);
  }
}

function cut(reader: ByteReader): InputDamage {
  return new InputDamage('truncated', 'the compressed data ends early', reader.offset);
}

function damaged(reader: ByteReader): InputDamage {
  return new InputDamage('corrupt', 'the compressed data is damaged', reader.offset);
}
