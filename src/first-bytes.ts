/** Holds the first bytes of a log back until there are enough of them to tell something about the whole. */
import { concatBytes } from './container/byte-source.js';

export interface FirstBytes {
  /** What can go on: nothing while too little is there, then all of it at once, then every chunk as it is. */
  push(chunk: Uint8Array): Uint8Array | null;
  /** What is still held at the end of the input. */
  end(): Uint8Array | null;
}

/** `look` is called once, with at least `count` bytes where the input has so many, before any of them goes on. */
export function createFirstBytes(count: number, look: (bytes: Uint8Array) => void): FirstBytes {
  let held: Uint8Array[] | null = [];
  let length = 0;
  const release = (): Uint8Array | null => {
    if (held === null) return null;
    const bytes = held.length === 1 ? (held[0] as Uint8Array) : concatBytes(held);
    held = null;
    look(bytes.subarray(0, count));
    return bytes;
  };
  return {
    push(chunk) {
      if (held === null) return chunk;
      length += chunk.length;
      // The chunk may be reused afterwards.
      held.push(length < count ? chunk.slice() : chunk);
      return length < count ? null : release();
    },
    end: release,
  };
}
