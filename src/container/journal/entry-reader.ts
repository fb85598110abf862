/** The place of an entry in a journal file into the entry, with the few of its fields that are needed. */
import { type EntryFields, FieldReader } from './entry-fields.js';
import { hex } from './journal-header.js';
import { BadObject, type EntryObject, type JournalObjects } from './objects.js';
import type { Wanted } from './wanted.js';

export interface JournalEntry {
  /** Microseconds since 1970, when journald took the entry. */
  readonly realtimeUsec: number;
  /** Microseconds since boot, likewise. */
  readonly monotonicUsec: number;
  /** 32 hexadecimal digits. */
  readonly bootId: string;
  /** Counts within `seqnumId`, over all files of a machine. */
  readonly seqnum: number;
  readonly seqnumId: string;
  readonly fields: EntryFields;
}

export interface EntryPlace {
  readonly offset: number;
  /** The rows of the wanted ones that led here. */
  readonly wanted: readonly Wanted[];
}

export class EntryReader {
  readonly #objects: JournalObjects;
  readonly #fields: FieldReader;
  readonly #onDamage: (what: string, where: BadObject) => void;
  #bootBytes: Uint8Array = new Uint8Array(0);
  #bootId = '';

  constructor(objects: JournalObjects, onDamage: (what: string, where: BadObject) => void) {
    this.#objects = objects;
    this.#fields = new FieldReader(objects);
    this.#onDamage = onDamage;
  }

  /** Null where the entry is damaged, or of a chatty program and about something else. */
  read(place: EntryPlace): JournalEntry | null {
    const entry = this.#entryAt(place.offset);
    if (entry === null) return null;
    const fields = this.#fields.read(entry.items, (bad) =>
      this.#onDamage('a field of an entry is damaged', bad),
    );
    if (!isKept(place, fields)) return null;
    const { realtimeUsec, monotonicUsec, seqnum } = entry;
    const bootId = this.#bootOf(entry.bootId);
    return {
      realtimeUsec,
      monotonicUsec,
      bootId,
      seqnum,
      seqnumId: this.#objects.header.seqnumId,
      fields,
    };
  }

  #entryAt(offset: number): EntryObject | null {
    try {
      return this.#objects.entry(offset);
    } catch (error) {
      if (!(error instanceof BadObject)) throw error;
      this.#onDamage('an entry is damaged', error);
      return null;
    }
  }

  #bootOf(bytes: Uint8Array): string {
    if (!isSame(this.#bootBytes, bytes)) {
      this.#bootBytes = bytes;
      this.#bootId = hex(bytes);
    }
    return this.#bootId;
  }
}

/** Of chatty programs only what is about memory. */
function isKept(place: EntryPlace, fields: EntryFields): boolean {
  return place.wanted.some(({ message }) => message === null || message.test(fields.MESSAGE ?? ''));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
