/**
 * One journal file that may be written to while it is read: its wanted entries as they come, each once, in order. Through the
 * index as long as that holds together; a file whose index stays damaged is searched object by object, going on where the
 * last search ended.
 */
import { type EntryPlace, EntryReader, type JournalEntry } from './entry-reader.js';
import { GrowingIndex } from './growing-index.js';
import { type JournalHeader, readJournalHeader } from './journal-header.js';
import { BadObject, JournalObjects } from './objects.js';
import type { RandomAccess } from './random-access.js';
import { EntryScan } from './scanned-entries.js';
import type { Wanted } from './wanted.js';

/** While a file is written, an object may be seen half made: what looks damaged is looked at again so many times. */
const PATIENT_LOOKS = 5;

export class GrowingJournal {
  /** What was found wrong since it was asked last. */
  #damage: string | null = null;
  readonly #access: RandomAccess;
  readonly #objects: JournalObjects;
  readonly #wanted: readonly Wanted[];
  readonly #index: GrowingIndex;
  readonly #reader: EntryReader;
  #scan: EntryScan | null = null;
  #lastOffset = 0;
  #badLooks = 0;

  /** Throws `InputDamage` where the file is no journal that can be read. */
  constructor(access: RandomAccess, wanted: readonly Wanted[]) {
    this.#access = access;
    this.#wanted = wanted;
    this.#objects = new JournalObjects(access, readJournalHeader(access));
    this.#index = new GrowingIndex(this.#objects, wanted);
    this.#reader = new EntryReader(this.#objects, (what, bad) => this.#note(what, bad));
  }

  get header(): JournalHeader {
    return this.#objects.header;
  }

  /** Reads the header anew. Throws as the constructor. */
  refresh(): void {
    this.#objects.header = readJournalHeader(this.#access);
  }

  /** Entries that were added, up to this number; those behind it stay for the next time. Never throws for what is in the file. */
  *newEntries(until: number): Generator<JournalEntry> {
    if (this.#scan === null) {
      try {
        this.#index.look();
        yield* this.#indexed(until);
        this.#badLooks = 0;
        return;
      } catch (error) {
        if (!(error instanceof BadObject)) throw error;
        if (this.header.isOnline && ++this.#badLooks < PATIENT_LOOKS) return;
        this.#note(`its index is damaged (${error.message}); the file is searched instead`, error);
        this.#scan = new EntryScan(this.#objects, this.#lastOffset, this.#wanted);
      }
    }
    const end = this.header.isOnline ? this.header.tailObjectOffset : Number.POSITIVE_INFINITY;
    for (const place of this.#scan.entries(end, until)) yield* this.#read(place);
  }

  /** Whether something may be left to read although nothing was added. */
  isStuck(): boolean {
    return this.#badLooks > 0;
  }

  /** Tells each damage once. */
  takeDamage(): string | null {
    const damage = this.#damage;
    this.#damage = null;
    return damage;
  }

  *#indexed(until: number): Generator<JournalEntry> {
    for (let place = this.#index.peek(); place !== null; place = this.#index.peek()) {
      if (this.#objects.entry(place.offset).seqnum > until) return;
      yield* this.#read(place);
      // Only now: what was not taken is given again.
      this.#index.pass(place);
      this.#lastOffset = place.offset;
    }
  }

  *#read(place: EntryPlace): Generator<JournalEntry> {
    const entry = this.#reader.read(place);
    if (entry !== null) yield entry;
  }

  #note(what: string, { offset }: BadObject): void {
    this.#damage ??= `${what} (at byte ${offset})`;
  }
}
