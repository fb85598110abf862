/** A file as large chunks, read one ahead of the consumer. What the system refuses becomes `InputDamage`. */
import { type FileHandle, open } from 'node:fs/promises';
import { damageOf } from './explain-io-error.js';
import { CHUNK_BYTES, createReadBuffers } from './read-buffers.js';

/** `canReuse`: asked before each read whether the buffer of the chunk before the last may be filled again. */
export async function* readFileChunks(
  path: string,
  canReuse: () => boolean = () => false,
): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  const buffers = createReadBuffers(canReuse, CHUNK_BYTES);
  try {
    file = await open(path);
    let pending = readChunk(file, buffers.take());
    for (;;) {
      const { chunk, buffer } = await pending;
      if (chunk.length === 0) return;
      pending = readChunk(file, buffers.take());
      // A consumer that stops early leaves this read behind; its failure is of no interest then.
      pending.catch(() => {});
      yield chunk;
      buffers.giveBack(buffer);
    }
  } catch (error) {
    throw damageOf(error);
  } finally {
    // Waits for the read that was left behind, so that nothing is written into the buffers any more.
    await file?.close();
    buffers.end();
  }
}

async function readChunk(file: FileHandle, buffer: Uint8Array) {
  const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
  return { chunk: buffer.subarray(0, bytesRead), buffer };
}
