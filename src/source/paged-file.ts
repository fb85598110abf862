/**
 * Files that are read at any place through a small cache of pages. The cache is shared by all files of a journal
 * directory; files that were not touched for a while are closed and opened again when needed.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { RandomAccess } from '../container/journal/random-access.js';

const PAGE = 8 * 1024;
const MAX_PAGES = 512;
/** Systems allow 1024 open files and more; a machine may keep more journals than that. */
const MAX_OPEN_FILES = 128;

export class PageCache {
  readonly #open = new Map<string, number>();
  readonly #onBytes: (bytes: number) => void;
  /** Pages in the order they were read, as a ring: the oldest gives its buffer to the next. */
  readonly #ring: { file: PagedFile; number: number; buffer: Uint8Array }[] = [];
  #next = 0;

  constructor(onBytes: (bytes: number) => void) {
    this.#onBytes = onBytes;
  }

  /** Its size is that of now: what is appended later is not seen. Throws as the system does. */
  open(path: string): RandomAccess {
    const { size } = fstatSync(this.#descriptor(path));
    return new PagedFile(size, (file, number) => this.#load(path, file, number));
  }

  close(): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #load(path: string, file: PagedFile, number: number): Uint8Array {
    const oldest = this.#ring.length < MAX_PAGES ? undefined : this.#ring[this.#next];
    oldest?.file.forget(oldest.number);
    const buffer = oldest?.buffer ?? new Uint8Array(PAGE);
    this.#ring[this.#next] = { file, number, buffer };
    this.#next = (this.#next + 1) % MAX_PAGES;
    const count = readSync(this.#descriptor(path), buffer, 0, PAGE, number * PAGE);
    this.#onBytes(count);
    // A file that was cut while it is read has zeros there, as if it had never been written.
    return buffer.fill(0, count);
  }

  #descriptor(path: string): number {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    for (const [oldest, descriptor] of this.#open) {
      if (this.#open.size < MAX_OPEN_FILES) break;
      closeSync(descriptor);
      this.#open.delete(oldest);
    }
    const descriptor = openSync(path, 'r');
    this.#open.set(path, descriptor);
    return descriptor;
  }
}

class PagedFile implements RandomAccess {
  readonly size: number;
  page: Uint8Array = new Uint8Array(0);
  readonly #pages: (Uint8Array | undefined)[] = [];
  readonly #load: (file: PagedFile, number: number) => Uint8Array;

  constructor(size: number, load: (file: PagedFile, number: number) => Uint8Array) {
    this.size = size;
    this.#load = load;
  }

  seek(offset: number, length: number): number {
    if (!(offset >= 0) || offset + length > this.size) return -1;
    const number = Math.floor(offset / PAGE);
    const at = offset - number * PAGE;
    if (at + length <= PAGE) {
      this.page = this.#page(number);
      return at;
    }
    this.page = this.#join(number, at, length);
    return 0;
  }

  forget(number: number): void {
    this.#pages[number] = undefined;
  }

  #page(number: number): Uint8Array {
    const known = this.#pages[number];
    if (known !== undefined) return known;
    const page = this.#load(this, number);
    this.#pages[number] = page;
    return page;
  }

  #join(first: number, start: number, length: number): Uint8Array {
    const joined = new Uint8Array(length);
    let filled = 0;
    for (let number = first; filled < length; number++) {
      const from = number === first ? start : 0;
      const piece = this.#page(number).subarray(from, Math.min(PAGE, from + length - filled));
      joined.set(piece, filled);
      filled += piece.length;
    }
    return joined;
  }
}
