/**
 * The objects of a journal file: every access checks place, type and size, as a file may be cut, half written or made to
 * mislead.
 */
import type { JournalHeader } from './journal-header.js';
import { type RandomAccess, readUint32, readUint64 } from './random-access.js';

export const ObjectType = { data: 1, field: 2, entry: 3, fieldTable: 5, entryArray: 6, tag: 7 } as const;

/** Thrown where an object is not what the reference to it says; the reader then falls back to scanning the file. */
export class BadObject extends Error {
  readonly offset: number;

  constructor(offset: number, what: string) {
    super(what);
    this.offset = offset;
  }
}

const OBJECT_HEADER = 16;
/** Part of each object that is always there, by type. */
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 64, 2: 40, 3: 64, 5: 16, 6: 24 };
/** Entries have some dozens of items; journald writes up to 1024 fields. */
const MAX_ITEMS = 16 * 1024;

export interface DataObject {
  readonly nextInField: number;
  readonly firstEntry: number;
  readonly entryArray: number;
  readonly entryCount: number;
  readonly payloadOffset: number;
  readonly payloadBytes: number;
  /** 0 for none, else one of the object flags. */
  readonly compression: number;
}

export interface EntryObject {
  readonly seqnum: number;
  readonly realtimeUsec: number;
  readonly monotonicUsec: number;
  readonly bootId: Uint8Array;
  /** Places of the data objects. */
  readonly items: readonly number[];
}

export class JournalObjects {
  readonly access: RandomAccess;
  /** Read again while a file grows. */
  header: JournalHeader;

  constructor(access: RandomAccess, header: JournalHeader) {
    this.access = access;
    this.header = header;
  }

  /** Whether the file goes on at least to the end of the object at `offset`. */
  isWhole(offset: number): boolean {
    const at = this.access.seek(offset, OBJECT_HEADER);
    return at >= 0 && readUint64(this.access.page, at + 8) <= this.access.size - offset;
  }

  data(offset: number): DataObject {
    const at = this.#seek(offset, ObjectType.data);
    const { page } = this.access;
    const fixed = this.header.isCompact ? 72 : 64;
    return {
      compression: (page[at + 1] as number) & 7,
      nextInField: readUint64(page, at + 32),
      firstEntry: readUint64(page, at + 40),
      entryArray: readUint64(page, at + 48),
      entryCount: readUint64(page, at + 56),
      payloadOffset: offset + fixed,
      payloadBytes: Math.max(0, readUint64(page, at + 8) - fixed),
    };
  }

  field(offset: number): { readonly next: number; readonly headData: number; readonly name: string } {
    const at = this.#seek(offset, ObjectType.field);
    const { page } = this.access;
    const size = readUint64(page, at + 8);
    const next = readUint64(page, at + 24);
    const headData = readUint64(page, at + 32);
    return { next, headData, name: this.text(offset + 40, Math.min(size - 40, 64)) };
  }

  /** Short text, each byte a character. */
  text(offset: number, length: number): string {
    const at = this.access.seek(offset, length);
    return at < 0 ? '' : String.fromCharCode(...this.access.page.subarray(at, at + length));
  }

  entry(offset: number): EntryObject {
    const head = this.#seek(offset, ObjectType.entry);
    const width = this.header.isCompact ? 4 : 16;
    const count = Math.floor((readUint64(this.access.page, head + 8) - 64) / width);
    if (count > MAX_ITEMS) throw new BadObject(offset, `an entry has more than ${MAX_ITEMS} fields`);
    const at = this.access.seek(offset, 64 + count * width);
    const { page } = this.access;
    const items: number[] = [];
    for (let item = at + 64; item < at + 64 + count * width; item += width) {
      const place = width === 4 ? readUint32(page, item) : readUint64(page, item);
      if (place !== 0) items.push(place);
    }
    return {
      seqnum: readUint64(page, at + 16),
      realtimeUsec: readUint64(page, at + 24),
      monotonicUsec: readUint64(page, at + 32),
      bootId: page.slice(at + 40, at + 56),
      items,
    };
  }

  /** Items `from` and following of an entry array, at most `most`, and how many it has in all. */
  entryArray(offset: number, from: number, most: number) {
    const head = this.#seek(offset, ObjectType.entryArray);
    const width = this.header.isCompact ? 4 : 8;
    const count = Math.floor((readUint64(this.access.page, head + 8) - 24) / width);
    const next = readUint64(this.access.page, head + 16);
    const taken = Math.max(0, Math.min(most, count - from));
    const at = this.access.seek(offset + 24 + from * width, taken * width);
    const { page } = this.access;
    const items = Array.from({ length: taken }, (_, item) =>
      width === 4 ? readUint32(page, at + item * 4) : readUint64(page, at + item * 8),
    );
    return { next, count, items };
  }

  /**
   * Checks the place, type and size of an object and brings its fixed part into the page. Whatever lies inside the
   * object's size can be read afterwards.
   */
  #seek(offset: number, type: number): number {
    const fixed = FIXED_BYTES[type] as number;
    const isPlace = offset >= this.header.headerBytes && offset % 8 === 0;
    const at = isPlace ? this.access.seek(offset, fixed) : -1;
    if (at < 0) throw new BadObject(offset, 'a reference leads outside the file');
    const { page } = this.access;
    const size = readUint64(page, at + 8);
    if (page[at] !== type) throw new BadObject(offset, 'an object is of another type than it must be');
    if (size < fixed || size > this.access.size - offset) {
      throw new BadObject(offset, 'an object reaches past the end of the file');
    }
    return at;
  }
}
