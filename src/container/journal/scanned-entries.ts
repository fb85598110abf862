/**
 * The places of the wanted entries, found by walking every object of the file: for a journal whose index is damaged or
 * lies behind the place where the file was cut. Slower than the index, but it needs nothing but the objects themselves.
 */
import type { EntryPlace } from './entry-reader.js';
import { BadObject, type EntryObject, type JournalObjects, ObjectType } from './objects.js';
import { readUint64 } from './random-access.js';
import type { Wanted } from './wanted.js';

const OBJECT_HEADER = 16;
const LARGEST_WANTED = 64;
const CHUNK = 64 * 1024;

export class EntryScan {
  readonly #objects: JournalObjects;
  readonly #after: number;
  readonly #rows: ReadonlyMap<string, readonly Wanted[]>;
  readonly #wantedData = new Map<number, readonly Wanted[]>();
  #offset: number;

  /** Gives entries behind `after`. */
  constructor(objects: JournalObjects, after: number, wanted: readonly Wanted[]) {
    const { headerBytes } = objects.header;
    this.#objects = objects;
    this.#after = after;
    this.#rows = rowsByText(wanted);
    this.#offset = headerBytes + ((8 - (headerBytes % 8)) % 8);
  }

  /** In rising order; goes on where the last call ended. Objects from `end` on and entries behind `until` are left for later. Never throws. */
  *entries(end: number, until: number): Generator<EntryPlace> {
    for (const { offset, next, type, size } of scanObjects(this.#objects, this.#offset, end)) {
      if (type === ObjectType.data && size <= LARGEST_WANTED + 72) {
        const wanted = this.#rows.get(textAt(this.#objects, offset));
        if (wanted !== undefined) this.#wantedData.set(offset, wanted);
      }
      const entry =
        type !== ObjectType.entry || offset <= this.#after ? null : entryAt(this.#objects, offset);
      if (entry !== null && entry.seqnum > until) return;
      const wanted = (entry?.items ?? []).flatMap((item) => this.#wantedData.get(item) ?? []);
      if (wanted.length > 0) yield { offset, wanted };
      this.#offset = next;
    }
  }
}

function rowsByText(wanted: readonly Wanted[]): Map<string, readonly Wanted[]> {
  const rows = new Map<string, readonly Wanted[]>();
  for (const row of wanted) {
    for (const value of row.values) {
      const text = `${row.field}=${value}`;
      rows.set(text, [...(rows.get(text) ?? []), row]);
    }
  }
  return rows;
}

function textAt(objects: JournalObjects, offset: number): string {
  const data = orNull(() => objects.data(offset));
  if (data === null || data.compression !== 0 || data.payloadBytes > LARGEST_WANTED) return '';
  return objects.text(data.payloadOffset, data.payloadBytes);
}

function entryAt(objects: JournalObjects, offset: number): EntryObject | null {
  return orNull(() => objects.entry(offset));
}

interface ScannedObject {
  readonly offset: number;
  /** Where the object behind it begins. */
  readonly next: number;
  readonly type: number;
  readonly size: number;
}

/** Objects stand one after another at multiples of eight; after rubbish the next place that may be one is taken. */
function* scanObjects(objects: JournalObjects, from: number, end: number): Generator<ScannedObject> {
  const { access } = objects;
  let offset = from;
  while (offset + OBJECT_HEADER <= access.size && offset < end) {
    const at = access.seek(offset, OBJECT_HEADER);
    const size = objectSize(access.page, at, access.size - offset);
    if (size === 0) {
      offset = nextCandidate(objects, offset + 8);
      continue;
    }
    const next = offset + size + ((8 - (size % 8)) % 8);
    yield { offset, next, type: access.page[at] as number, size };
    offset = next;
  }
}

/** 0 where the bytes cannot be an object's header. */
function objectSize(page: Uint8Array, at: number, room: number): number {
  const type = page[at] as number;
  const isReservedClear =
    page[at + 2] === 0 && page[at + 3] === 0 && page[at + 4] === 0 && page[at + 5] === 0;
  if (type < ObjectType.data || type > ObjectType.tag || (page[at + 1] as number) > 7 || !isReservedClear)
    return 0;
  const size = readUint64(page, at + 8);
  return size >= OBJECT_HEADER && size <= room ? size : 0;
}

/** Preallocated space is all zeros and is passed quickly. */
function nextCandidate(objects: JournalObjects, from: number): number {
  const { access } = objects;
  for (let start = from; start < access.size; start += CHUNK) {
    const length = Math.min(CHUNK, access.size - start);
    const at = access.seek(start, length);
    const { page } = access;
    for (let place = 0; place < length; place += 8) {
      const type = page[at + place] as number;
      const isType = type >= ObjectType.data && type <= ObjectType.tag;
      if (isType && (page[at + place + 1] as number) <= 7) return start + place;
    }
  }
  return access.size;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadObject) return null;
    throw error;
  }
}
