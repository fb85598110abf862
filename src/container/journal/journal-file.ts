/**
 * One systemd journal file into its wanted entries, oldest first: through the index as far as that holds, and by
 * scanning the objects from there on where it does not.
 */
import { InputDamage } from '../input-damage.js';
import { type EntryPlace, EntryReader, type JournalEntry } from './entry-reader.js';
import { indexedEntries } from './indexed-entries.js';
import { type JournalHeader, readJournalHeader } from './journal-header.js';
import { BadObject, JournalObjects } from './objects.js';
import type { RandomAccess } from './random-access.js';
import { EntryScan } from './scanned-entries.js';
import { WANTED, type Wanted } from './wanted.js';

export class JournalFile {
  readonly header: JournalHeader;
  /** What was found wrong; complete once the entries were read to their end. Null when nothing was. */
  damage: InputDamage | null = null;
  readonly #objects: JournalObjects;
  readonly #wanted: readonly Wanted[];

  /** Throws `InputDamage` where the file is no journal that can be read. */
  constructor(access: RandomAccess, wanted: readonly Wanted[] = WANTED) {
    this.#wanted = wanted;
    this.header = readJournalHeader(access);
    this.#objects = new JournalObjects(access, this.header);
  }

  /** Never throws for what is in the file: look at `damage` afterwards. */
  *entries(): Generator<JournalEntry> {
    const reader = new EntryReader(this.#objects, (what, bad) => this.#note('corrupt', what, bad));
    for (const place of this.#places()) {
      const entry = reader.read(place);
      if (entry !== null) yield entry;
    }
  }

  *#places(): Generator<EntryPlace> {
    let last = 0;
    try {
      for (const place of indexedEntries(this.#objects, this.#wanted)) {
        // An entry that the index knows but the file has not: the rest is found by what is there.
        this.#objects.entry(place.offset);
        yield place;
        last = place.offset;
      }
      this.#noteCut();
      return;
    } catch (error) {
      if (!(error instanceof BadObject)) throw error;
      this.#noteCut();
      this.#note('corrupt', `its index is damaged (${error.message}); the file was searched instead`, error);
    }
    const all = Number.POSITIVE_INFINITY;
    yield* new EntryScan(this.#objects, last, this.#wanted).entries(all, all);
  }

  /** A file that ends before its last object was cut: entries are missing whatever else is right. */
  #noteCut(): void {
    const { access, header } = this.#objects;
    if (this.#objects.isWhole(header.tailObjectOffset)) return;
    const lost = new BadObject(access.size, 'cut');
    this.#note('truncated', 'the journal file was cut: what it held behind this place is lost', lost);
  }

  #note(kind: 'truncated' | 'corrupt', message: string, where: BadObject): void {
    this.damage ??= new InputDamage(kind, message, where.offset);
  }
}
