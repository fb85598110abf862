/**
 * Bytes that can be read at any place: a journal is a web of references, not a stream. Reading is synchronous and copies
 * nothing, since a journal entry takes dozens of tiny reads; in a browser the whole file is in memory.
 */
export interface RandomAccess {
  readonly size: number;
  /** The bytes around the place that `seek` last asked for. */
  readonly page: Uint8Array;
  /** Brings `length` bytes at `offset` into `page` and gives back where they begin there; -1 where the file ends before. */
  seek(offset: number, length: number): number;
}

export function accessBytes(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    page: bytes,
    seek: (offset, length) => (offset >= 0 && offset + length <= bytes.length ? offset : -1),
  };
}

/** A copy of `length` bytes at `offset`, or of as many as there are. */
export function readCopy(access: RandomAccess, offset: number, length: number): Uint8Array {
  const count = Math.max(0, Math.min(length, access.size - offset));
  const at = access.seek(offset, count);
  return at < 0 ? new Uint8Array(0) : access.page.slice(at, at + count);
}

/** Values above 2^53 lose their last digits; no place in a file and no time is so large. */
export function readUint64(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) + readUint32(bytes, at + 4) * 2 ** 32;
}

export function readUint32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  return (low | ((bytes[at + 3] as number) << 24)) >>> 0;
}
