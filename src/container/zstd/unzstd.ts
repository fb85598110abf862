/**
 * zstd data (RFC 8878) into its bytes: any number of frames and skippable frames one after another, sizes and checksums
 * verified, windows larger than the limit refused.
 */
import { ByteReader, type ByteSource, concatBytes } from '../byte-source.js';
import type { DecompressionLimits } from '../decompress.js';
import { InputDamage } from '../input-damage.js';
import { BadBlock } from './bits.js';
import { FrameDecoder, type FrameHeader, frameHeaderBytes, readFrameHeader, ZSTD_MAGIC } from './frame.js';

export async function* unzstd(source: ByteSource, limits: DecompressionLimits): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  while ((await reader.peek(1)).length > 0) {
    const magic = await reader.needUint32();
    if (magic === ZSTD_MAGIC) yield* decodeFrame(reader, limits.maxWindowBytes);
    else if (magic >>> 4 === 0x184d2a5) await skipFrame(reader);
    else throw corrupt('bytes that are no zstd data follow the compressed data', reader.offset - 4);
  }
}

async function skipFrame(reader: ByteReader): Promise<void> {
  if (await reader.skip(await reader.needUint32())) return;
  throw new InputDamage('truncated', 'the compressed data ends early', reader.offset);
}

async function* decodeFrame(reader: ByteReader, maxWindowBytes: number): AsyncGenerator<Uint8Array> {
  const header = await takeHeader(reader);
  checkHeader(header, maxWindowBytes);
  const decoder = new FrameDecoder(header);
  for (let isLast = false; !isLast; ) {
    const bytes = await reader.need(3);
    const head = (bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16);
    isLast = (head & 1) === 1;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    if (type === 3 || size > decoder.maxBlockBytes)
      throw corrupt('the zstd data is damaged', reader.offset - 3);
    const output = decodeBlock(decoder, type, await reader.need(type === 1 ? 1 : size), size, reader);
    if (output.length > 0) yield output;
  }
  if (header.contentBytes !== null && header.contentBytes !== decoder.total) {
    throw corrupt('the zstd data has another size than its header says', reader.offset);
  }
  if (header.hasChecksum && (await reader.needUint32()) !== decoder.checksum()) {
    throw corrupt('the zstd checksum does not match', reader.offset - 4);
  }
}

function decodeBlock(
  decoder: FrameDecoder,
  type: number,
  block: Uint8Array,
  size: number,
  reader: ByteReader,
) {
  try {
    return decoder.decode(type, block, size);
  } catch (error) {
    if (!(error instanceof BadBlock)) throw error;
    throw corrupt(`the zstd data is damaged: ${error.message}`, reader.offset);
  }
}

async function takeHeader(reader: ByteReader): Promise<FrameHeader> {
  const [descriptor] = await reader.need(1);
  const rest = await reader.need(frameHeaderBytes(descriptor as number) - 1);
  const header = readFrameHeader(concatBytes([Uint8Array.of(descriptor as number), rest]));
  if (header === null) throw corrupt('the zstd frame header is damaged', reader.offset);
  return header;
}

function checkHeader(header: FrameHeader, maxWindowBytes: number): void {
  if (header.dictionaryId !== 0) {
    throw new InputDamage('unsupported', `the zstd data needs the dictionary ${header.dictionaryId}`);
  }
  if (header.windowBytes <= maxWindowBytes) return;
  const limit = `the limit is ${maxWindowBytes / 1024 ** 2} MiB`;
  const asked = `the zstd data asks for a window of ${Math.ceil(header.windowBytes / 1024 ** 2)} MiB`;
  throw new InputDamage('limit', `${asked}, ${limit}; unpack it with \`zstd -d --long=31\` first`);
}

function corrupt(message: string, offset: number): InputDamage {
  return new InputDamage('corrupt', message, offset);
}
