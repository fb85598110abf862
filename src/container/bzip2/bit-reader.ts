/**
 * Bits of a byte array, highest first, as bzip2 stores them.
 */

/** Thrown when the bits run out; the caller knows whether more input can come. */
export class OutOfBits extends Error {}

export class BitReader {
  /** Place of the next bit. */
  bit: number;
  readonly #bytes: Uint8Array;
  readonly #endBit: number;

  constructor(bytes: Uint8Array, bit: number) {
    this.#bytes = bytes;
    this.bit = bit;
    this.#endBit = bytes.length * 8;
  }

  /** `count` <= 24. */
  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** As `read`, without moving on; zeros behind the end. */
  peek(count: number): number {
    const bytes = this.#bytes;
    const at = this.bit >>> 3;
    const window =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    return count === 0 ? 0 : (window << (this.bit & 7)) >>> (32 - count);
  }

  skip(count: number): void {
    this.bit += count;
    if (this.bit > this.#endBit) throw new OutOfBits();
  }

  /** Signed, as checksums are compared. */
  readInt32(): number {
    return (this.read(16) << 16) | this.read(16);
  }
}
