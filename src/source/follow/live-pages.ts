/**
 * An open file that others write to, read at any place through a few pages. What was read stays as it was until `refresh`, so
 * that one look at the file sees it as of the look's beginning or later, never earlier.
 */
import { fstatSync, readSync } from 'node:fs';
import type { RandomAccess } from '../../container/journal/random-access.js';

const PAGE = 8 * 1024;
const MOST_PAGES = 64;

export class LivePages implements RandomAccess {
  size = 0;
  modifiedMs = 0;
  page: Uint8Array = new Uint8Array(0);
  readonly #fd: number;
  readonly #pages = new Map<number, Uint8Array>();

  constructor(fd: number) {
    this.#fd = fd;
    this.refresh();
  }

  refresh(): void {
    this.#pages.clear();
    const { size, mtimeMs } = fstatSync(this.#fd);
    this.size = size;
    this.modifiedMs = mtimeMs;
  }

  seek(offset: number, length: number): number {
    if (!(offset >= 0) || offset + length > this.size) return -1;
    const first = Math.floor(offset / PAGE);
    const at = offset - first * PAGE;
    if (at + length <= PAGE) {
      this.page = this.#pageAt(first);
      return at;
    }
    this.page = new Uint8Array(length);
    readFully(this.#fd, this.page, offset);
    return 0;
  }

  #pageAt(number: number): Uint8Array {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    let buffer = new Uint8Array(PAGE);
    if (this.#pages.size >= MOST_PAGES) {
      const [oldest, reused] = this.#pages.entries().next().value as [number, Uint8Array<ArrayBuffer>];
      this.#pages.delete(oldest);
      buffer = reused;
    }
    readFully(this.#fd, buffer, number * PAGE);
    this.#pages.set(number, buffer);
    return buffer;
  }
}

/** What the file does not have is zero, as if it had never been written: it may have been cut since. */
function readFully(fd: number, into: Uint8Array, offset: number): void {
  into.fill(0, readSync(fd, into, 0, into.length, offset));
}
