/** The first half of a journal's index: field hash table, fields, and the values of each. */
import { BadObject, type DataObject, type JournalObjects } from './objects.js';
import { readCopy, readUint64 } from './random-access.js';
import type { Wanted } from './wanted.js';

/** Buckets of the field hash table; journald makes 333. */
const MAX_BUCKETS = 1024 * 1024;

/** Every field of the file, and its newest value. */
export function* fields(
  objects: JournalObjects,
): Generator<{ offset: number; name: string; headData: number }> {
  const { offset, sizeBytes } = objects.header.fieldTable;
  const buckets = sizeBytes / 16;
  if (buckets > MAX_BUCKETS || !Number.isInteger(buckets))
    throw new BadObject(offset, 'the index is damaged');
  const table = readCopy(objects.access, offset, sizeBytes);
  if (table.length < sizeBytes) throw new BadObject(offset, 'the index reaches past the end of the file');
  for (let at = 0; at < sizeBytes; at += 16) {
    const head = readUint64(table, at);
    // Objects are appended, so a chain only leads on: one that leads back would never end.
    for (let place = head, previous = 0; place !== 0; ) {
      if (place <= previous) throw new BadObject(place, 'a chain of the index runs in a circle');
      const field = objects.field(place);
      yield { ...field, offset: place };
      previous = place;
      place = field.next;
    }
  }
}

/**
 * The field's values from the newest one back to the one at `until`, exclusively. New values are put in front of a field's
 * chain, so it only leads back. Values longer than any wanted one are skipped.
 */
export function* valuesOf(
  objects: JournalObjects,
  headData: number,
  until: number,
): Generator<{ text: string; offset: number; data: DataObject }> {
  for (let place = headData, previous = Number.POSITIVE_INFINITY; place !== 0 && place !== until; ) {
    if (place >= previous) throw new BadObject(place, 'a chain of the index runs in a circle');
    const data = objects.data(place);
    if (data.payloadBytes <= 64 && data.compression === 0) {
      yield { text: objects.text(data.payloadOffset, data.payloadBytes), offset: place, data };
    }
    previous = place;
    place = data.nextInField;
  }
}

/** The rows that want the value, given as `NAME=value`. */
export function rowsFor(rows: readonly Wanted[], name: string, text: string): readonly Wanted[] {
  return rows.filter(
    ({ field, values }) => field === name && values.some((value) => text === `${name}=${value}`),
  );
}
