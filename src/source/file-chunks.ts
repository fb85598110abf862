/**
 * A file or standard input as large chunks, read one ahead of the consumer. What the system refuses becomes
 * `InputDamage`.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { damageOf } from './explain-io-error.js';

const CHUNK_BYTES = 1024 * 1024;

/** `canReuse`: asked before each read whether the buffer of the chunk before the last may be filled again. */
export async function* readFileChunks(
  path: string,
  canReuse: () => boolean = () => false,
): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const spare: Uint8Array[] = [];
    let pending = readChunk(file, newBuffer());
    for (;;) {
      const chunk = await pending;
      if (chunk.length === 0) return;
      pending = readChunk(file, (canReuse() ? spare.pop() : undefined) ?? newBuffer());
      // A consumer that stops early leaves this read behind; its failure is of no interest then.
      pending.catch(() => {});
      yield chunk;
      if (canReuse()) spare.push(new Uint8Array(chunk.buffer));
    }
  } catch (error) {
    throw damageOf(error);
  } finally {
    await file?.close();
  }
}

/** Standard input; the same rules. */
export async function* readStdinChunks(): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of process.stdin) yield chunk as Uint8Array;
  } catch (error) {
    throw damageOf(error);
  }
}

function newBuffer(): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(CHUNK_BYTES).buffer);
}

async function readChunk(file: FileHandle, buffer: Uint8Array): Promise<Uint8Array> {
  const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
  return buffer.subarray(0, bytesRead);
}
