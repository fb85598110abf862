/**
 * tar archives (old v7, ustar, pax, GNU) into their files, read in one pass. Names are only data here: nothing is ever
 * written to a path, so names that climb out of the archive do no harm.
 */
import { ByteReader, type ByteSource } from '../byte-source.js';
import { isTarHeader } from '../detect.js';
import { InputDamage } from '../input-damage.js';
import { type Attributes, parsePax, readHeader, type TarHeader, textOf } from './header.js';

export interface TarEntry {
  /** As stored, without a leading `./`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modified: Date | null;
  /** The file's bytes. What is not read is skipped when the next entry is asked for. */
  readonly data: ByteSource;
}

/** An archive with more entries is no collection of logs. */
export const MAX_TAR_ENTRIES = 5_000_000;
/** Long names and pax headers beyond this are hostile. */
const MAX_ATTRIBUTE_BYTES = 1024 * 1024;
const BLOCK = 512;

/** The regular files of the archive, in order. Throws `InputDamage` after all that could be read. */
export async function* readTar(source: ByteSource): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(source);
  let common: Attributes = {};
  let own: Attributes = {};
  for (let entries = 0; ; entries++) {
    if (entries >= MAX_TAR_ENTRIES) throw tooMany();
    const header = await nextHeader(reader);
    if (header === null) return;
    const isForNext = 'xgLKV'.includes(header.type);
    const sizeBytes = isForNext ? header.sizeBytes : (own.sizeBytes ?? common.sizeBytes ?? header.sizeBytes);
    const end = reader.offset + Math.ceil(sizeBytes / BLOCK) * BLOCK;
    if (isForNext) {
      const attributes = await readAttributes(reader, header);
      if (header.type === 'g') common = { ...common, ...attributes };
      else own = { ...own, ...attributes };
    } else {
      if (header.type === '0' && own.isSparse !== true)
        yield makeEntry(reader, header, { ...common, ...own }, sizeBytes);
      own = {};
    }
    await skipTo(reader, end);
  }
}

/** Null at the end of the archive: an empty block (the rest is padding) or the end of the input. */
async function nextHeader(reader: ByteReader): Promise<TarHeader | null> {
  const block = (await reader.peek(BLOCK)).subarray(0, BLOCK);
  if (block.every((byte) => byte === 0)) {
    // To the very end, so that the checksum of the compression around the archive is verified.
    while ((await reader.takeSome()) !== null);
    return null;
  }
  if (block.length < BLOCK) throw new InputDamage('truncated', 'the archive ends early', reader.offset);
  const header = isTarHeader(block) ? readHeader(block) : null;
  if (header === null)
    throw new InputDamage('corrupt', 'the archive is damaged: no header where one must be', reader.offset);
  reader.consume(BLOCK);
  if (header.type === 'S') await skipSparseMap(reader, block);
  return header;
}

/** An old GNU sparse file is left out; the list of its pieces may go on in blocks behind its header. */
async function skipSparseMap(reader: ByteReader, header: Uint8Array): Promise<void> {
  for (let goesOn = header[482]; goesOn === 1; ) {
    const block = await reader.take(BLOCK);
    if (block === null) return;
    goesOn = block[504];
  }
}

/** What a header says that only speaks about the next entry, or about all that follow. */
async function readAttributes(reader: ByteReader, header: TarHeader): Promise<Attributes> {
  if (header.sizeBytes > MAX_ATTRIBUTE_BYTES) {
    const limit = `${MAX_ATTRIBUTE_BYTES} bytes`;
    throw new InputDamage(
      'limit',
      `the archive has a name or header longer than the limit of ${limit}`,
      reader.offset,
    );
  }
  const bytes = await reader.take(header.sizeBytes);
  if (bytes === null) throw new InputDamage('truncated', 'the archive ends early', reader.offset);
  if (header.type === 'L') return { path: textOf(bytes) };
  return header.type === 'x' || header.type === 'g' ? parsePax(bytes) : {};
}

function makeEntry(
  reader: ByteReader,
  header: TarHeader,
  attributes: Attributes,
  sizeBytes: number,
): TarEntry {
  return {
    path: (attributes.path ?? header.path).replace(/^(?:\.\/)+/, ''),
    sizeBytes,
    modified: attributes.modified ?? header.modified,
    data: entryData(reader, sizeBytes),
  };
}

async function* entryData(reader: ByteReader, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let left = sizeBytes; left > 0; ) {
    const piece = await reader.takeSome(left);
    if (piece === null) throw new InputDamage('truncated', 'the archive ends early', reader.offset);
    left -= piece.length;
    yield piece;
  }
}

async function skipTo(reader: ByteReader, offset: number): Promise<void> {
  if (await reader.skip(offset - reader.offset)) return;
  throw new InputDamage('truncated', 'the archive ends early', reader.offset);
}

function tooMany(): InputDamage {
  return new InputDamage('limit', `the archive has more than ${MAX_TAR_ENTRIES} entries, the limit`);
}
