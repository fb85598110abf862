/**
 * The places of the wanted entries, found by walking every object of the file: for a journal whose index is damaged or
 * lies behind the place where the file was cut. Slower than the index, but it needs nothing but the objects themselves.
 */
import type { EntryPlace } from './indexed-entries.js';
import { BadObject, type JournalObjects, ObjectType } from './objects.js';
import { readUint64 } from './random-access.js';
import { WANTED, type Wanted } from './wanted.js';

const OBJECT_HEADER = 16;
const LARGEST_WANTED = 64;
const CHUNK = 64 * 1024;

/** Entries behind `after`, in rising order. Never throws. */
export function* scannedEntries(objects: JournalObjects, after: number): Generator<EntryPlace> {
  const wantedData = new Map<number, Wanted[]>();
  const rows = rowsByText();
  for (const { offset, type, size } of scanObjects(objects)) {
    if (type === ObjectType.data && size <= LARGEST_WANTED + 72) {
      const wanted = rows.get(textAt(objects, offset));
      if (wanted !== undefined) wantedData.set(offset, wanted);
    }
    if (type !== ObjectType.entry || offset <= after) continue;
    const wanted = itemsOf(objects, offset).flatMap((item) => wantedData.get(item) ?? []);
    if (wanted.length > 0) yield { offset, wanted };
  }
}

function rowsByText(): Map<string, Wanted[]> {
  const rows = new Map<string, Wanted[]>();
  for (const wanted of WANTED) {
    for (const value of wanted.values) {
      const text = `${wanted.field}=${value}`;
      rows.set(text, [...(rows.get(text) ?? []), wanted]);
    }
  }
  return rows;
}

function textAt(objects: JournalObjects, offset: number): string {
  const data = orNull(() => objects.data(offset));
  if (data === null || data.compression !== 0 || data.payloadBytes > LARGEST_WANTED) return '';
  return objects.text(data.payloadOffset, data.payloadBytes);
}

function itemsOf(objects: JournalObjects, offset: number): readonly number[] {
  return orNull(() => objects.entry(offset).items) ?? [];
}

/** Objects stand one after another at multiples of eight; after rubbish the next place that may be one is taken. */
function* scanObjects(objects: JournalObjects): Generator<{ offset: number; type: number; size: number }> {
  const { access, header } = objects;
  let offset = header.headerBytes + ((8 - (header.headerBytes % 8)) % 8);
  while (offset + OBJECT_HEADER <= access.size) {
    const at = access.seek(offset, OBJECT_HEADER);
    const size = objectSize(access.page, at, access.size - offset);
    if (size === 0) {
      offset = nextCandidate(objects, offset + 8);
      continue;
    }
    yield { offset, type: access.page[at] as number, size };
    offset += size + ((8 - (size % 8)) % 8);
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
