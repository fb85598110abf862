/** A file that the browser was given, as chunks of bytes. What the browser refuses becomes `InputDamage`. */
import type { ByteSource } from '../container/byte-source.js';
import { InputDamage } from '../container/input-damage.js';

const CHUNK_BYTES = 1024 * 1024;

/** `onBytes` is told of every chunk. */
export async function* readBlob(blob: Blob, onBytes: (bytes: number) => void): ByteSource {
  for (let at = 0; at < blob.size; at += CHUNK_BYTES) {
    const chunk = await readSlice(blob.slice(at, at + CHUNK_BYTES));
    onBytes(chunk.length);
    yield chunk;
  }
}

async function readSlice(slice: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await slice.arrayBuffer());
  } catch (error) {
    const name = error instanceof DOMException ? error.name : String(error);
    const advice = 'a folder, or a file that changed meanwhile, must be opened again by its files';
    throw new InputDamage('io', `the browser could not read it (${name}); ${advice}`);
  }
}
