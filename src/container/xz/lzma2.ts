/**
 * One LZMA2 stream (the content of an xz block): chunks that are stored or LZMA coded, each with its sizes in front.
 */
import type { ByteReader } from '../byte-source.js';
import { InputDamage } from '../input-damage.js';
import { OutputWindow } from '../output-window.js';
import { LzmaDecoder } from './lzma.js';

export async function* decodeLzma2(reader: ByteReader, dictionaryBytes: number): AsyncGenerator<Uint8Array> {
  const window = new OutputWindow(dictionaryBytes);
  const decoder = new LzmaDecoder(window, dictionaryBytes);
  let mayContinue = false;
  let mayKeepProperties = false;
  for (;;) {
    const control = (await reader.need(1))[0] as number;
    if (control === 0) return;
    const resetsDictionary = control === 1 || control >= 0xe0;
    if ((!mayContinue && !resetsDictionary) || (control > 2 && control < 0x80)) throw corrupt(reader);
    if (resetsDictionary) decoder.resetDictionary();
    mayContinue = true;
    const sizes = await reader.need(control < 0x80 ? 2 : 4);
    const low = ((sizes[0] as number) << 8) + (sizes[1] as number) + 1;
    if (control < 0x80) {
      yield* storedChunk(reader, window, decoder, low);
      continue;
    }
    const packed = ((sizes[2] as number) << 8) + (sizes[3] as number) + 1;
    const hasProperties = control >= 0xc0;
    if (hasProperties && !decoder.setProperties((await reader.need(1))[0] as number)) throw corrupt(reader);
    if (!hasProperties && !mayKeepProperties) throw corrupt(reader);
    mayKeepProperties = true;
    if (control >= 0xa0) decoder.resetState();
    yield* codedChunk(reader, window, decoder, packed, ((control & 0x1f) << 16) + low);
  }
}

async function* storedChunk(reader: ByteReader, window: OutputWindow, decoder: LzmaDecoder, size: number) {
  const bytes = (await reader.peek(size)).subarray(0, size);
  window.reserve(size);
  decoder.store(bytes);
  if (bytes.length > 0) yield bytes.slice();
  reader.consume(bytes.length);
  if (bytes.length < size) throw truncated(reader);
}

async function* codedChunk(
  reader: ByteReader,
  window: OutputWindow,
  decoder: LzmaDecoder,
  packed: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  const bytes = (await reader.peek(packed)).subarray(0, packed);
  window.reserve(size);
  const start = window.at;
  const result = decoder.decode(bytes, size);
  reader.consume(bytes.length);
  if (window.at > start) yield window.bytes.slice(start, window.at);
  if (bytes.length < packed) throw truncated(reader);
  if (result !== 'done') throw corrupt(reader);
}

function truncated(reader: ByteReader): InputDamage {
  return new InputDamage('truncated', 'the compressed data ends early', reader.offset);
}

function corrupt(reader: ByteReader): InputDamage {
  return new InputDamage('corrupt', 'the xz data is damaged', reader.offset);
}
