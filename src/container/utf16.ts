/**
 * UTF-16 text (what Windows tools save) into UTF-8 bytes, without the byte order mark. Unpaired halves become U+FFFD.
 */
import type { ByteSource } from './byte-source.js';

export async function* utf16ToUtf8(
  source: ByteSource,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of source) {
    const text = decoder.decode(chunk, { stream: true });
    if (text.length > 0) yield encoder.encode(text);
  }
  const rest = decoder.decode();
  if (rest.length > 0) yield encoder.encode(rest);
}
