/**
 * bzip2 files into their bytes: any number of streams one after another, every block and stream checked by its CRC.
 */
import { ByteReader, type ByteSource } from '../byte-source.js';
import type { DecompressionLimits } from '../decompress.js';
import { InputDamage } from '../input-damage.js';
import { BitReader, OutOfBits } from './bit-reader.js';
import { BadBlock, type BlockSpace, type DecodedBlock, decodeBlock } from './block.js';

/** No block is longer, even with the longest codes, so a block is decoded only when it is here whole. */
const BLOCK_INPUT = 2_400_000;
/** The two 48-bit magics in front of a block and of a stream's end, in halves. */
const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const END_MAGIC = [0x177245, 0x385090] as const;

export async function* unbzip2(source: ByteSource, _limits: DecompressionLimits): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  do yield* decodeStream(reader);
  while (await hasNextStream(reader));
}

async function* decodeStream(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const header = await reader.need(4);
  const level = (header[3] as number) - 0x30;
  const isMagic = header[0] === 0x42 && header[1] === 0x5a && header[2] === 0x68;
  if (!isMagic || level < 1 || level > 9) throw corrupt('not a bzip2 header', reader.offset - 4);
  const size = level * 100_000;
  const space = { chain: new Uint32Array(size), size };
  let streamCrc = 0;
  let bit = 0;
  for (;;) {
    const input = new BitReader(await reader.peek(BLOCK_INPUT), bit);
    const next = readNext(input, space, reader);
    bit = input.bit & 7;
    reader.consume(input.bit >>> 3);
    if (next.kind === 'end') {
      if (bit > 0) reader.consume(1);
      if (next.storedCrc !== streamCrc) throw corrupt('the bzip2 checksum does not match', reader.offset);
      return;
    }
    if (blockCrc(next.block.bytes) !== next.block.storedCrc) {
      throw corrupt('the checksum of a bzip2 block does not match', reader.offset);
    }
    streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ next.block.storedCrc;
    yield next.block.bytes;
  }
}

type Next =
  | { readonly kind: 'block'; readonly block: DecodedBlock }
  | { readonly kind: 'end'; readonly storedCrc: number };

function readNext(input: BitReader, space: BlockSpace, reader: ByteReader): Next {
  try {
    const magic = [input.read(24), input.read(24)];
    if (magic[0] === END_MAGIC[0] && magic[1] === END_MAGIC[1])
      return { kind: 'end', storedCrc: input.readInt32() };
    if (magic[0] === BLOCK_MAGIC[0] && magic[1] === BLOCK_MAGIC[1]) {
      return { kind: 'block', block: decodeBlock(input, space) };
    }
  } catch (error) {
    if (error instanceof OutOfBits) {
      throw new InputDamage(
        'truncated',
        'the compressed data ends early',
        reader.offset + reader.buffered.length,
      );
    }
    if (!(error instanceof BadBlock)) throw error;
    throw corrupt(`a bzip2 block is damaged: ${error.message}`, reader.offset);
  }
  throw corrupt('the bzip2 data is damaged', reader.offset);
}

async function hasNextStream(reader: ByteReader): Promise<boolean> {
  const bytes = await reader.peek(3);
  if (bytes.length === 0) return false;
  if (bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68) return true;
  throw corrupt('bytes that are no bzip2 data follow the compressed data', reader.offset);
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** CRC-32 with the highest bit first, unlike gzip's. */
function blockCrc(bytes: Uint8Array): number {
  let crc = -1;
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ (bytes[at] as number)] as number);
  }
  return ~crc;
}

function corrupt(message: string, offset: number): InputDamage {
  return new InputDamage('corrupt', message, offset);
}
