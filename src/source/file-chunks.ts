/**
 * A file or standard input as large chunks, read one ahead of the consumer. What the system refuses becomes
 * `InputDamage`.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { borrowReadBuffers, returnReadBuffers } from '../scan/needle-scanner.js';
import { damageOf } from './explain-io-error.js';

const CHUNK_BYTES = 1024 * 1024;

/** `canReuse`: asked before each read whether the buffer of the chunk before the last may be filled again. */
export async function* readFileChunks(
  path: string,
  canReuse: () => boolean = () => false,
): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  const buffers = createBuffers(canReuse);
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

interface Buffers {
  take(): Uint8Array;
  giveBack(buffer: Uint8Array): void;
  end(): void;
}

/** Fresh buffers while each chunk must last; then two in turns, those of the needle scanner if nobody has them. */
function createBuffers(canReuse: () => boolean): Buffers {
  let borrowed: readonly Uint8Array[] | null = null;
  const spare: Uint8Array[] = [];
  return {
    take() {
      if (!canReuse()) return newBuffer();
      if (borrowed === null) {
        borrowed = borrowReadBuffers(CHUNK_BYTES);
        spare.push(...borrowed);
      }
      return spare.pop() ?? newBuffer();
    },
    giveBack(buffer) {
      if (borrowed !== null && (borrowed.length === 0 || borrowed.includes(buffer))) spare.push(buffer);
    },
    end: () => returnReadBuffers(borrowed ?? []),
  };
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

async function readChunk(file: FileHandle, buffer: Uint8Array) {
  const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
  return { chunk: buffer.subarray(0, bytesRead), buffer };
}
