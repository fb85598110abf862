/**
 * The arrow between all readers of bytes, and the small cursor every decoder pulls from: look at the next bytes without
 * taking them, take exactly as many as a format says, give the rest to the next decoder.
 */
import { InputDamage } from './input-damage.js';

/**
 * Chunks of bytes in order. A chunk belongs to the consumer: nobody writes into it after it was handed out. It may be a
 * view of a larger buffer, so what is kept for long should be copied.
 */
export type ByteSource = AsyncIterable<Uint8Array>;

const EMPTY = new Uint8Array(0);

/** Reads a `ByteSource` by pieces of the caller's choice. */
export class ByteReader {
  /** Bytes consumed so far: the place that damage is reported at. */
  offset = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #buffer: Uint8Array = EMPTY;
  #ended = false;
  #damage: InputDamage | null = null;

  constructor(source: ByteSource) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** What is already in memory; may be empty. */
  get buffered(): Uint8Array {
    return this.#buffer;
  }

  /**
   * At least `count` bytes without consuming them, fewer only at the end of the input. Damage of the source counts as
   * its end here; it is thrown once the bytes before it are consumed.
   */
  async peek(count: number): Promise<Uint8Array> {
    if (this.#buffer.length >= count || this.#ended) return this.#buffer;
    const parts = [this.#buffer];
    let length = this.#buffer.length;
    while (length < count && !this.#ended) {
      const next = await this.#pull();
      if (next === null) this.#ended = true;
      else {
        parts.push(asPlain(next));
        length += next.length;
      }
    }
    this.#buffer = concatBytes(parts);
    return this.#buffer;
  }

  async #pull(): Promise<Uint8Array | null> {
    try {
      const next = await this.#chunks.next();
      return next.done ? null : next.value;
    } catch (error) {
      if (!(error instanceof InputDamage)) throw error;
      this.#damage = error;
      return null;
    }
  }

  /** Moves on by `count` bytes, which must be buffered. */
  consume(count: number): void {
    this.#buffer = this.#buffer.subarray(count);
    this.offset += count;
  }

  /** The next `count` bytes, or null when the input ends before them (nothing is consumed then). */
  async take(count: number): Promise<Uint8Array | null> {
    const bytes = await this.peek(count);
    if (bytes.length < count) return null;
    this.consume(count);
    return bytes.subarray(0, count);
  }

  /** The next `count` bytes; `InputDamage` when the input ends before them. */
  async need(count: number): Promise<Uint8Array> {
    const bytes = await this.take(count);
    if (bytes === null) throw new InputDamage('truncated', 'the compressed data ends early', this.offset);
    return bytes;
  }

  /** A 32-bit number, low byte first. */
  async needUint32(): Promise<number> {
    const bytes = await this.need(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }

  /** Moves on by `count` bytes without holding them. False when the input ends before. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0; ) {
      const piece = await this.takeSome(left);
      if (piece === null) return false;
      left -= piece.length;
    }
    return true;
  }

  /** Up to `limit` bytes, whatever is at hand; null at the end of the input. */
  async takeSome(limit = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    const bytes = await this.peek(1);
    if (bytes.length === 0 && this.#damage !== null) throw this.#damage;
    if (bytes.length === 0) return null;
    const piece = bytes.subarray(0, Math.min(limit, bytes.length));
    this.consume(piece.length);
    return piece;
  }

  /** Everything not consumed yet. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (let piece = await this.takeSome(); piece !== null; piece = await this.takeSome()) yield piece;
  }

  /** Lets the source free what it holds (a file, a child process) when it is not read to the end. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#buffer = EMPTY;
    await this.#chunks.return?.();
  }
}

/** Node's Buffer as the Uint8Array it is: decoders run at half speed when they see both. */
function asPlain(chunk: Uint8Array): Uint8Array {
  if (chunk.constructor === Uint8Array) return chunk;
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** One array of all parts; the part itself where there is only one that is not empty. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const full = parts.filter((part) => part.length > 0);
  if (full.length <= 1) return full[0] ?? EMPTY;
  const joined = new Uint8Array(full.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of full) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
