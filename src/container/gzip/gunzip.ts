/**
 * gzip files (RFC 1952) into their bytes: any number of members one after another, each checked by its CRC-32 and
 * length. Zero padding behind the last member is fine; other trailing bytes are named as damage, but all data is kept.
 */
import { ByteReader, type ByteSource } from '../byte-source.js';
import { crc32 } from '../checksum/crc32.js';
import { InputDamage } from '../input-damage.js';
import { inflateRaw } from './inflate.js';

export async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  do {
    await skipHeader(reader);
    let crc = 0;
    let length = 0;
    for await (const chunk of inflateRaw(reader)) {
      crc = crc32(chunk, crc);
      length = (length + chunk.length) >>> 0;
      yield chunk;
    }
    await checkTrailer(reader, crc, length);
  } while (await hasNextMember(reader));
}

async function skipHeader(reader: ByteReader): Promise<void> {
  const head = await reader.need(10);
  if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) {
    throw new InputDamage('corrupt', 'not a gzip header', reader.offset - 10);
  }
  const flags = head[3] as number;
  if (flags & 4) {
    const size = await reader.need(2);
    await reader.need((size[0] as number) | ((size[1] as number) << 8));
  }
  if (flags & 8) await skipString(reader);
  if (flags & 16) await skipString(reader);
  if (flags & 2) await reader.need(2);
}

async function skipString(reader: ByteReader): Promise<void> {
  let byte: number | undefined;
  do byte = (await reader.need(1))[0];
  while (byte !== 0);
}

async function checkTrailer(reader: ByteReader, crc: number, length: number): Promise<void> {
  const bytes = await reader.need(8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  if (view.getInt32(0, true) === crc && view.getUint32(4, true) === length) return;
  throw new InputDamage('corrupt', 'the gzip checksum does not match', reader.offset - 8);
}

async function hasNextMember(reader: ByteReader): Promise<boolean> {
  for (;;) {
    const bytes = await reader.peek(2);
    if (bytes.length === 0) return false;
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return true;
    if (bytes[0] !== 0) {
      throw new InputDamage(
        'corrupt',
        'bytes that are no gzip data follow the compressed data',
        reader.offset,
      );
    }
    const data = bytes.findIndex((byte) => byte !== 0);
    reader.consume(data < 0 ? bytes.length : data);
  }
}
