/** Bytes that arrive in chunks to whole stripes, as both checksums of xxHash take them in. */

/** Handed out at once: V8 11 keeps throwing optimised code away that it made inside one very long loop. */
const PIECE = 4096;

export class Stripes {
  /** Bytes pushed so far. */
  length = 0;
  /** The bytes behind the last whole stripe. */
  tail = new Uint8Array(0);
  readonly #bytes: number;

  /** `bytes`: length of a stripe, a power of two up to 4096. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Hands out views of one stripe or more. */
  push(bytes: Uint8Array, take: (stripes: DataView) => void): void {
    this.length += bytes.length;
    let data = bytes;
    if (this.tail.length > 0) {
      data = new Uint8Array(this.tail.length + bytes.length);
      data.set(this.tail);
      data.set(bytes, this.tail.length);
    }
    const whole = data.length - (data.length % this.#bytes);
    this.tail = data.slice(whole);
    for (let at = 0; at < whole; at += PIECE)
      take(new DataView(data.buffer, data.byteOffset + at, Math.min(PIECE, whole - at)));
  }
}
