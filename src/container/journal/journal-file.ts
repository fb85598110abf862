/**
 * One systemd journal file into its wanted entries, oldest first: through the index as far as that holds, and by
 * scanning the objects from there on where it does not.
 */
import { InputDamage } from '../input-damage.js';
import { type EntryFields, FieldReader } from './entry-fields.js';
import { type EntryPlace, indexedEntries } from './indexed-entries.js';
import { hex, type JournalHeader, readJournalHeader } from './journal-header.js';
import { BadObject, type EntryObject, JournalObjects } from './objects.js';
import type { RandomAccess } from './random-access.js';
import { scannedEntries } from './scanned-entries.js';

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

export class JournalFile {
  readonly header: JournalHeader;
  /** What was found wrong; complete once the entries were read to their end. Null when nothing was. */
  damage: InputDamage | null = null;
  readonly #objects: JournalObjects;

  /** Throws `InputDamage` where the file is no journal that can be read. */
  constructor(access: RandomAccess) {
    this.header = readJournalHeader(access);
    this.#objects = new JournalObjects(access, this.header);
  }

  /** Never throws for what is in the file: look at `damage` afterwards. */
  *entries(): Generator<JournalEntry> {
    const fields = new FieldReader(this.#objects);
    const boot: { bytes: Uint8Array; id: string } = { bytes: new Uint8Array(0), id: '' };
    for (const place of this.#places()) {
      const entry = this.#entryAt(place.offset);
      if (entry === null) continue;
      const read = fields.read(entry.items, (bad) =>
        this.#note('corrupt', 'a field of an entry is damaged', bad),
      );
      if (!isKept(place, read)) continue;
      if (!isSame(boot.bytes, entry.bootId)) {
        boot.bytes = entry.bootId;
        boot.id = hex(entry.bootId);
      }
      const { realtimeUsec, monotonicUsec, seqnum } = entry;
      yield {
        realtimeUsec,
        monotonicUsec,
        bootId: boot.id,
        seqnum,
        seqnumId: this.header.seqnumId,
        fields: read,
      };
    }
  }

  *#places(): Generator<EntryPlace> {
    let last = 0;
    try {
      for (const place of indexedEntries(this.#objects)) {
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
    yield* scannedEntries(this.#objects, last);
  }

  #entryAt(offset: number): EntryObject | null {
    try {
      return this.#objects.entry(offset);
    } catch (error) {
      if (!(error instanceof BadObject)) throw error;
      this.#note('corrupt', 'an entry is damaged', error);
      return null;
    }
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

/** Of chatty programs only what is about memory. */
function isKept(place: EntryPlace, fields: EntryFields): boolean {
  return place.wanted.some(({ message }) => message === null || message.test(fields.MESSAGE ?? ''));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
