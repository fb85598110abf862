/**
 * xz files into their bytes: any number of streams with padding between them, every header, size and check verified,
 * with CRC-32, CRC-64 and SHA-256 as checks. Filters other than LZMA2 (for programs, not for logs) are refused.
 */
import { ByteReader, type ByteSource } from '../byte-source.js';
import { crc32 } from '../checksum/crc32.js';
import type { DecompressionLimits } from '../decompress.js';
import { InputDamage } from '../input-damage.js';
import { type BlockHeader, readBlockHeader } from './block-header.js';
import { type Check, makeCheck } from './check.js';
import { Lzma2Decoder, lzma2HeaderBytes } from './lzma2.js';

const STREAM_MAGIC = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0);

export async function* unxz(source: ByteSource, limits: DecompressionLimits): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  do {
    const checkType = await readStreamHeader(reader);
    let blocks = 0;
    for (let size = await nextBlockSize(reader); size > 0; size = await nextBlockSize(reader)) {
      const header = readBlockHeader(await reader.need(size), reader.offset - size);
      if (header.dictionaryBytes > limits.maxWindowBytes) throw tooLarge(header, limits);
      yield* decodeBlock(reader, header, makeCheck(checkType));
      blocks++;
    }
    await readIndex(reader, blocks);
    await readFooter(reader);
  } while (await hasNextStream(reader));
}

async function readStreamHeader(reader: ByteReader): Promise<number> {
  const bytes = await reader.need(12);
  const isMagic = STREAM_MAGIC.every((byte, at) => bytes[at] === byte);
  const flags = bytes.subarray(6, 8);
  if (!isMagic || readInt32(bytes, 8) !== crc32(flags) || flags[0] !== 0 || (flags[1] as number) > 15) {
    throw corrupt('not an xz header', reader.offset - 12);
  }
  return flags[1] as number;
}

/** Length of the block header that follows; 0 where the index follows instead. */
async function nextBlockSize(reader: ByteReader): Promise<number> {
  const [first] = await reader.peek(1);
  if (first === undefined)
    throw new InputDamage('truncated', 'the compressed data ends early', reader.offset);
  return first === 0 ? 0 : (first + 1) * 4;
}

async function* decodeBlock(
  reader: ByteReader,
  header: BlockHeader,
  check: Check,
): AsyncGenerator<Uint8Array> {
  const start = reader.offset;
  let length = 0;
  for await (const chunk of decodeChunks(reader, header.dictionaryBytes)) {
    check.update(chunk);
    length += chunk.length;
    yield chunk;
  }
  const packed = reader.offset - start;
  const padding = await reader.need((4 - (packed % 4)) % 4);
  const expected = await reader.need(check.sizeBytes);
  const isSizeWrong =
    (header.packedBytes !== null && header.packedBytes !== packed) ||
    (header.unpackedBytes !== null && header.unpackedBytes !== length);
  if (isSizeWrong || padding.some((byte) => byte !== 0))
    throw corrupt('the xz data is damaged', reader.offset);
  if (!check.matches(expected))
    throw corrupt('the xz checksum does not match', reader.offset - check.sizeBytes);
}

async function* decodeChunks(reader: ByteReader, dictionaryBytes: number): AsyncGenerator<Uint8Array> {
  const decoder = new Lzma2Decoder(dictionaryBytes);
  for (;;) {
    const control = (await reader.need(1))[0] as number;
    if (control === 0) return;
    const rest = await reader.need(lzma2HeaderBytes(control) - 1);
    const chunk = decoder.begin(Uint8Array.of(control, ...rest));
    if (chunk === null) throw corrupt('the xz data is damaged', reader.offset);
    const bytes = (await reader.peek(chunk.packedBytes)).subarray(0, chunk.packedBytes);
    const { output, isFine } = decoder.decode(chunk, bytes);
    reader.consume(bytes.length);
    if (output.length > 0) yield output;
    if (bytes.length < chunk.packedBytes) {
      throw new InputDamage('truncated', 'the compressed data ends early', reader.offset);
    }
    if (!isFine) throw corrupt('the xz data is damaged', reader.offset);
  }
}

/** The sizes in it say nothing that the blocks did not; its number of blocks and its checksum must hold. */
async function readIndex(reader: ByteReader, blocks: number): Promise<void> {
  const start = reader.offset;
  let crc = 0;
  const next = async (count: number) => {
    const bytes = await reader.need(count);
    crc = crc32(bytes, crc);
    return bytes;
  };
  const nextNumber = async () => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = (await next(1))[0] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw corrupt('the xz index is damaged', reader.offset);
  };
  await next(1);
  if ((await nextNumber()) !== blocks) throw corrupt('the xz index is damaged', reader.offset);
  for (let left = blocks * 2; left > 0; left--) await nextNumber();
  await next((4 - ((reader.offset - start) % 4)) % 4);
  if (readInt32(await reader.need(4), 0) !== crc) throw corrupt('the xz index is damaged', reader.offset);
}

async function readFooter(reader: ByteReader): Promise<void> {
  const bytes = await reader.need(12);
  const isMagic = bytes[10] === 0x59 && bytes[11] === 0x5a;
  if (!isMagic || readInt32(bytes, 0) !== crc32(bytes.subarray(4, 10))) {
    throw corrupt('the end of the xz data is damaged', reader.offset - 12);
  }
}

async function hasNextStream(reader: ByteReader): Promise<boolean> {
  for (;;) {
    const bytes = await reader.peek(4);
    if (bytes.length === 0) return false;
    if (bytes.subarray(0, 4).every((byte) => byte === 0)) reader.consume(Math.min(4, bytes.length));
    else if (bytes[0] === STREAM_MAGIC[0]) return true;
    else throw corrupt('bytes that are no xz data follow the compressed data', reader.offset);
  }
}

function tooLarge(header: BlockHeader, limits: DecompressionLimits): InputDamage {
  const asked = Math.ceil(header.dictionaryBytes / 1024 ** 2);
  const text = `the xz data asks for a dictionary of ${asked} MiB, the limit is ${limits.maxWindowBytes / 1024 ** 2} MiB`;
  return new InputDamage('limit', `${text}; unpack it with \`xz -d\` first`);
}

function readInt32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at, true);
}

function corrupt(message: string, offset: number): InputDamage {
  return new InputDamage('corrupt', message, offset);
}
