/**
 * The places of the wanted entries, found through the journal's index: field hash table, field, its values, each value's
 * entry arrays. Places rise through a file, so the lists of several values merge into the order of writing.
 */
import type { EntryPlace } from './entry-reader.js';
import { fields, rowsFor, valuesOf } from './field-values.js';
import { BadObject, type DataObject, type JournalObjects } from './objects.js';
import type { Wanted } from './wanted.js';

/** Entry array items read at once. */
const BATCH = 1024;

/** In rising order, each place once. Throws `BadObject` where the index does not hold together. */
export function* indexedEntries(objects: JournalObjects, wanted: readonly Wanted[]): Generator<EntryPlace> {
  const streams: { readonly wanted: Wanted; readonly places: Generator<number>; head: number | null }[] = [];
  for (const { row, data } of findWantedData(objects, wanted)) {
    const places = dataEntries(objects, data);
    streams.push({ wanted: row, places, head: nextOf(places) });
  }
  for (;;) {
    let offset = Number.POSITIVE_INFINITY;
    for (const { head } of streams) if (head !== null && head < offset) offset = head;
    if (offset === Number.POSITIVE_INFINITY) return;
    const here = streams.filter((stream) => stream.head === offset);
    yield { offset, wanted: here.map((stream) => stream.wanted) };
    for (const stream of here) stream.head = nextOf(stream.places);
  }
}

function nextOf(places: Generator<number>): number | null {
  const next = places.next();
  return next.done === true ? null : next.value;
}

function* findWantedData(
  objects: JournalObjects,
  wanted: readonly Wanted[],
): Generator<{ row: Wanted; data: DataObject }> {
  const names = new Set(wanted.map(({ field }) => field));
  for (const { name, headData } of fields(objects)) {
    if (!names.has(name)) continue;
    for (const { text, data } of valuesOf(objects, headData, 0)) {
      for (const row of rowsFor(wanted, name, text)) yield { row, data };
    }
  }
}

function* dataEntries(objects: JournalObjects, data: DataObject): Generator<number> {
  if (data.entryCount === 0) return;
  // journald may be caught between counting an entry and noting its place.
  if (data.firstEntry !== 0) yield data.firstEntry;
  let previous = data.firstEntry;
  let seen = data.firstEntry === 0 ? 0 : 1;
  let arrayBefore = 0;
  for (let array = data.entryArray; array !== 0; ) {
    if (array <= arrayBefore) throw new BadObject(array, 'a chain of the index runs in a circle');
    let from = 0;
    for (;;) {
      const { items, count, next } = objects.entryArray(array, from, BATCH);
      for (const item of items) {
        if (item === 0) return checkCount(objects, data, seen);
        if (item <= previous) throw new BadObject(array, 'an entry array is out of order');
        yield item;
        previous = item;
        seen++;
      }
      from += items.length;
      if (from < count) continue;
      arrayBefore = array;
      array = next;
      break;
    }
  }
  checkCount(objects, data, seen);
}

/** While a file is being written its counts may be ahead of its arrays by an entry. */
function checkCount(objects: JournalObjects, data: DataObject, seen: number): void {
  const missing = data.entryCount - seen;
  if (missing > (objects.header.isOnline ? 1 : 0)) {
    throw new BadObject(data.entryArray, `the index has ${missing} entries fewer than it says`);
  }
}
