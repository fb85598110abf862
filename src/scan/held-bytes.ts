/** The bytes that a closed gate holds back, the oldest of which it lets go of as more come. */

const NEWLINE = 0x0a;

interface Piece {
  /** Number of the block it lies in. */
  readonly block: number;
  bytes: Uint8Array;
  readonly newlines: number;
  /** The buffer of ours that the bytes were copied into; null while they are the caller's. */
  buffer: Uint8Array | null;
}

export class HeldBytes {
  #skipped = 0;
  /** Whether anything was let go of since the gate closed. */
  hasHole = false;
  #pieces: Piece[] = [];
  #newlines = 0;
  readonly #free: Uint8Array[] = [];
  readonly #bufferBytes: number;

  /** `bufferBytes`: no piece is longer. */
  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes;
  }

  /** All newlines since the gate closed that were not told of yet. */
  get newlines(): number {
    return this.#skipped + this.#newlines;
  }

  /** Newlines of what was let go of and not told of yet. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Those newlines, told herewith. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  add(bytes: Uint8Array, newlines: number, block: number): void {
    if (bytes.length === 0) return;
    this.#pieces.push({ block, bytes, newlines, buffer: null });
    this.#newlines += newlines;
  }

  /** Copies what still lies in the caller's chunk. */
  copy(): void {
    for (const piece of this.#pieces) {
      if (piece.buffer !== null) continue;
      piece.buffer = this.#free.pop() ?? new Uint8Array(this.#bufferBytes);
      piece.buffer.set(piece.bytes);
      piece.bytes = piece.buffer.subarray(0, piece.bytes.length);
    }
  }

  /**
   * Lets go of the blocks before `from`, whole ones only, but not of the last newline before the block `current`: the line
   * that reaches into that one stays whole, unless it began more than `mostBlocks` before `from`.
   */
  letGo(from: number, current: number, mostBlocks: number): void {
    for (let first = this.#pieces[0]; first !== undefined && first.block < from; first = this.#pieces[0]) {
      const { block } = first;
      const hasNewline = this.#pieces.some(
        (piece) => piece.newlines > 0 && piece.block > block && piece.block < current,
      );
      if (!hasNewline && block >= from - mostBlocks) return;
      while (this.#pieces[0]?.block === block) this.#dropFirst(this.#pieces[0]);
    }
  }

  /** Hands out what is held, from its first whole line on. Whether one begins in it. */
  release(emit: (bytes: Uint8Array) => void, onLine: (skipped: number) => void): boolean {
    if (this.hasHole && !this.#skipPartialLine()) return false;
    if (this.hasHole) onLine(this.#skipped);
    for (const piece of this.#pieces) emit(piece.bytes);
    this.clear();
    return true;
  }

  clear(): void {
    for (const { buffer } of this.#pieces) if (buffer !== null) this.#free.push(buffer);
    this.#pieces = [];
    this.#newlines = 0;
    this.#skipped = 0;
    this.hasHole = false;
  }

  #skipPartialLine(): boolean {
    for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
      const newline = first.bytes.indexOf(NEWLINE);
      if (newline >= 0) {
        first.bytes = first.bytes.subarray(newline + 1);
        this.#skipped++;
        return true;
      }
      this.#dropFirst(first);
    }
    return false;
  }

  #dropFirst(piece: Piece): void {
    this.#pieces.shift();
    this.#newlines -= piece.newlines;
    this.#skipped += piece.newlines;
    this.hasHole = true;
    if (piece.buffer !== null) this.#free.push(piece.buffer);
  }
}
