/**
 * The index of a journal file that is being written: remembers how far each list of entries was read, so that looking again
 * costs a few small reads however large the file is. What is written twice per entry (counts) is not relied on.
 */
import type { EntryPlace } from './entry-reader.js';
import { fields, rowsFor, valuesOf } from './field-values.js';
import { BadObject, type JournalObjects } from './objects.js';
import type { Wanted } from './wanted.js';

/** Entry array items read at once. */
const BATCH = 512;

export class GrowingIndex {
  readonly #objects: JournalObjects;
  readonly #wanted: readonly Wanted[];
  readonly #fields = new Map<string, { readonly offset: number; newestValue: number }>();
  readonly #lists: EntryList[] = [];

  constructor(objects: JournalObjects, wanted: readonly Wanted[]) {
    this.#objects = objects;
    this.#wanted = wanted;
  }

  /** Takes notice of what was added. Throws `BadObject` where the index does not hold together, as do the others. */
  look(): void {
    const names = new Set(this.#wanted.map(({ field }) => field));
    if (this.#fields.size < names.size) {
      for (const { name, offset } of fields(this.#objects))
        if (names.has(name) && !this.#fields.has(name)) this.#fields.set(name, { offset, newestValue: 0 });
    }
    for (const [name, known] of this.#fields) {
      const { headData } = this.#objects.field(known.offset);
      for (const { text, offset } of valuesOf(this.#objects, headData, known.newestValue))
        for (const wanted of rowsFor(this.#wanted, name, text))
          this.#lists.push(new EntryList(this.#objects, wanted, offset));
      known.newestValue = headData;
    }
    for (const list of this.#lists) list.look();
  }

  /** The next place in rising order; null when there is none yet. */
  peek(): EntryPlace | null {
    let offset = Number.POSITIVE_INFINITY;
    for (const list of this.#lists) offset = Math.min(offset, list.head() ?? offset);
    if (offset === Number.POSITIVE_INFINITY) return null;
    return {
      offset,
      wanted: this.#lists.filter((list) => list.head() === offset).map(({ wanted }) => wanted),
    };
  }

  /** Moves on behind the place. */
  pass({ offset }: EntryPlace): void {
    for (const list of this.#lists) if (list.head() === offset) list.next();
  }
}

/** The entries that have one value: the first in the data object, the others in a chain of arrays. */
class EntryList {
  readonly wanted: Wanted;
  readonly #objects: JournalObjects;
  readonly #data: number;
  #head: number | null = null;
  #previous = 0;
  #array = 0;
  #index = 0;
  #batch: readonly number[] = [];
  #batchStart = 0;
  #isDry = false;

  constructor(objects: JournalObjects, wanted: Wanted, data: number) {
    this.#objects = objects;
    this.wanted = wanted;
    this.#data = data;
  }

  look(): void {
    this.#isDry = false;
    this.#batch = [];
  }

  head(): number | null {
    if (this.#head === null && !this.#isDry) {
      this.#head = this.#read();
      this.#isDry = this.#head === null;
    }
    return this.#head;
  }

  next(): void {
    if (this.#head !== null) this.#previous = this.#head;
    this.#head = null;
  }

  #read(): number | null {
    const place = this.#previous === 0 ? this.#objects.data(this.#data).firstEntry : this.#fromArrays();
    if (place === 0 || place === null) return null;
    if (place <= this.#previous) throw new BadObject(this.#data, 'an entry array is out of order');
    return place;
  }

  #fromArrays(): number | null {
    if (this.#array === 0) this.#array = this.#objects.data(this.#data).entryArray;
    while (this.#array !== 0) {
      const known = this.#batch[this.#index - this.#batchStart];
      if (known !== undefined) return this.#take(known);
      const { items, count, next } = this.#objects.entryArray(this.#array, this.#index, BATCH);
      if (this.#index < count) {
        this.#batch = items;
        this.#batchStart = this.#index;
        return this.#take(items[0] ?? 0);
      }
      if (next === 0) return null;
      if (next <= this.#array) throw new BadObject(next, 'a chain of the index runs in a circle');
      this.#array = next;
      this.#index = 0;
      this.#batch = [];
    }
    return null;
  }

  /** Places that are not filled yet are zero. */
  #take(place: number): number | null {
    if (place === 0) return null;
    this.#index++;
    return place;
  }
}
