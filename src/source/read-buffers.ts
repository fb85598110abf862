/** The memory that files and pipes are read into: used again as soon as the consumer allows it. */
import { borrowReadBuffers, returnReadBuffers } from '../scan/needle-scanner.js';

/** As many bytes as are read at once where the system has them. */
export const CHUNK_BYTES = 1024 * 1024;

export interface ReadBuffers {
  take(): Uint8Array;
  giveBack(buffer: Uint8Array): void;
  end(): void;
}

/** The first reads, until it is known what is read: all that most files have, and a look for their end. */
const FIRST_READS = 2;
const FIRST_BYTES = 64 * 1024;

/**
 * Fresh buffers of `freshBytes` at most while each chunk must last; then two in turns, those of the needle scanner if nobody has
 * them, which need not be copied to be looked through.
 */
export function createReadBuffers(canReuse: () => boolean, freshBytes: number): ReadBuffers {
  let borrowed: readonly Uint8Array[] | null = null;
  const spare: Uint8Array[] = [];
  let taken = 0;
  return {
    take() {
      taken++;
      if (!canReuse()) return newBuffer(taken > FIRST_READS ? freshBytes : Math.min(FIRST_BYTES, freshBytes));
      if (borrowed === null) {
        borrowed = borrowReadBuffers(CHUNK_BYTES);
        spare.push(...borrowed);
      }
      return spare.pop() ?? newBuffer(freshBytes);
    },
    giveBack(buffer) {
      if (borrowed !== null && (borrowed.length === 0 || borrowed.includes(buffer))) spare.push(buffer);
    },
    end: () => returnReadBuffers(borrowed ?? []),
  };
}

function newBuffer(bytes: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
}
