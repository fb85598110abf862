/**
 * zstd's two directions of reading bits: forwards for table descriptions, backwards for everything that is coded.
 */

/** Thrown inside the decoder for any contradiction; the frame walker turns it into `InputDamage`. */
export class BadBlock extends Error {}

/** Reads from the first byte on, lowest bit first. */
export class ForwardBits {
  readonly #bytes: Uint8Array;
  #bit: number;

  constructor(bytes: Uint8Array, fromByte: number) {
    this.#bytes = bytes;
    this.#bit = fromByte * 8;
  }

  /** `count` <= 16; zeros behind the end, which `nextByte` then shows. */
  read(count: number): number {
    const byte = this.#bit >> 3;
    const window =
      (this.#bytes[byte] ?? 0) | ((this.#bytes[byte + 1] ?? 0) << 8) | ((this.#bytes[byte + 2] ?? 0) << 16);
    const value = (window >>> (this.#bit & 7)) & ((1 << count) - 1);
    this.#bit += count;
    return value;
  }

  unread(count: number): void {
    this.#bit -= count;
  }

  /** The first byte not touched. */
  get nextByte(): number {
    return (this.#bit + 7) >> 3;
  }
}

/** Bytes that must lie around a block in its buffer, so that the hottest loop can read words anywhere in it. */
export const PAD = 16;

/** Reads from the last byte towards the first; the highest set bit of the last byte marks the start. */
export class BackwardBits {
  /** The block with `PAD` bytes on both sides. */
  readonly view: DataView;
  /** Place of the lowest bit that was read, counted from the start of the block; public for the hottest loop. */
  bit: number;
  readonly #firstBit: number;

  constructor(block: Uint8Array, start: number, end: number) {
    const last = block[end - 1] ?? 0;
    if (end <= start || last === 0) throw new BadBlock('a bit stream has no start mark');
    this.view = new DataView(block.buffer, block.byteOffset - PAD, block.byteLength + 2 * PAD);
    this.#firstBit = start * 8;
    this.bit = end * 8 - 8 + (31 - Math.clz32(last));
  }

  /** Bits that were not read yet; negative once more was read than there is. */
  get left(): number {
    return this.bit - this.#firstBit;
  }

  /** `count` <= 24. What lies before the stream's first byte may be read as well; the caller looks at `left`. */
  read(count: number): number {
    this.bit -= count;
    return this.bit < 0 ? 0 : bitsAt(this.view, this.bit, count);
  }
}

/** `count` <= 24 bits from `bit` on, which may lie up to `PAD` bytes before the block. */
export function bitsAt(view: DataView, bit: number, count: number): number {
  return (view.getInt32((bit >> 3) + PAD, true) >>> (bit & 7)) & ((1 << count) - 1);
}
