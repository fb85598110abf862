/**
 * Decoded bytes with the earlier ones that later matches may refer to. Grows with the output, not with the window that a
 * header asks for, so that a small file cannot claim much memory.
 */
export class OutputWindow {
  /** The bytes; valid up to `at`. Replaced by `reserve`, so it must be read again after it. */
  bytes: Uint8Array;
  /** Place of the next byte. */
  at = 0;
  readonly #windowBytes: number;

  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
    this.bytes = new Uint8Array(Math.min(windowBytes, 64 * 1024));
  }

  /** How far back a match may reach from `at`. */
  get reach(): number {
    return Math.min(this.at, this.#windowBytes);
  }

  /** Makes room for `count` bytes behind `at`; drops what is older than the window only when that pays. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const kept = this.reach;
    const canSlide = this.at >= kept * 2 && kept + count <= this.bytes.length;
    const from = this.bytes.subarray(this.at - kept, this.at);
    if (canSlide) this.bytes.copyWithin(0, this.at - kept, this.at);
    else {
      const most = this.#windowBytes + Math.max(this.#windowBytes, 4 * count);
      const next = new Uint8Array(Math.max(kept + count, Math.min(this.bytes.length * 2, most)));
      next.set(from);
      this.bytes = next;
    }
    this.at = kept;
  }
}
