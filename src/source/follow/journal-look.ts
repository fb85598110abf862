/**
 * One look after another at a machine's journal files: the wanted entries that were added since, oldest first across files,
 * each once. All files of a machine share a sequence of numbers, so a look takes entries up to the highest number that any
 * file had at its beginning: what is written to another file meanwhile can then not be overtaken.
 */
import type { JournalEntry } from '../../container/journal/entry-reader.js';
import { compareEntries } from '../../container/journal/merge-journals.js';
import type { JournalFiles, OpenJournal } from './journal-files.js';
import {
  isAllKnown,
  isKnown,
  type JournalPosition,
  type Marks,
  markOf,
  withMark,
} from './journal-position.js';

export interface JournalLookOptions {
  readonly files: JournalFiles;
  readonly position: JournalPosition | null;
  readonly currentBoot: string | null;
  /** Without a position, only this boot's entries. */
  readonly isBootOnly: boolean;
}

/** An entry is counted before it can be found: a file is read a few times more after its last change. */
const QUIET_LOOKS = 3;
/** Entries of the last while and their files: journald moves those of /run to /var under other numbers. */
const MOST_RECENT = 4000;
/** No line of the kernel is longer. */
const LONGEST_MESSAGE = 1024;

export class JournalLook {
  /** Entries, of any program, that were deleted before they could be read. */
  lost = 0;
  /** What was found wrong with files. */
  readonly damages: string[] = [];
  readonly #options: JournalLookOptions;
  #marks: Marks;
  readonly #recent = new Map<string, OpenJournal>();
  /** How far other files of the same sequences had been read when a file appeared. */
  readonly #knownAt = new Map<OpenJournal, JournalPosition | null>();
  #last: JournalEntry | null = null;

  constructor(options: JournalLookOptions) {
    this.#options = options;
    this.#marks = options.position?.marks ?? new Map();
  }

  get marks(): Marks {
    return this.#marks;
  }

  *entries(): Generator<JournalEntry> {
    const { files } = this.#options;
    this.#discover();
    const until = this.#newestNumbers();
    // Files that were made since may hold older entries than others had at that moment.
    this.#discover();
    const changed = [...files.open.values()].filter((file) => isChanged(file, until));
    for (const file of changed) file.pages.refresh();
    this.#countLost(changed);
    yield* this.#merge(changed, until);
    for (const file of changed) this.#close(file, until);
    for (const [id, tail] of until) this.#passTo(id, tail);
  }

  #discover(): void {
    const { files, position, currentBoot, isBootOnly } = this.#options;
    for (const file of files.discover()) {
      const { header } = file.journal;
      const known = this.#last === null ? position : this.#positionNow(this.#last);
      this.#knownAt.set(file, known);
      const isRead = known !== null && isAllKnown(header, known, currentBoot);
      const isOld = known === null && isBootOnly && header.isArchived && header.tailBootId !== currentBoot;
      if (isFinal(file) && (isRead || isOld)) this.#finish(file);
    }
  }

  #positionNow({ bootId, monotonicUsec, realtimeUsec }: JournalEntry): JournalPosition {
    return { marks: this.#marks, bootId, monotonicUsec, realtimeUsec, isCursorOnly: false };
  }

  /** By the id of the sequence. Read before the files are: everything up to there is in them, save perhaps the newest. */
  #newestNumbers(): ReadonlyMap<string, number> {
    const newest = new Map<string, number>();
    for (const file of this.#options.files.takeNews()) {
      const { seqnumId, tailSeqnum } = file.journal.header;
      newest.set(seqnumId, Math.max(tailSeqnum, newest.get(seqnumId) ?? 0));
    }
    return newest;
  }

  /** The oldest number that is left is not the next one: a file between was deleted. */
  #countLost(changed: readonly OpenJournal[]): void {
    if (this.#options.files.refused.size > 0) return;
    const oldest = new Map<string, number>();
    for (const { journal, readThrough } of changed) {
      const { seqnumId, headSeqnum, tailSeqnum } = journal.header;
      const mark = this.#marks.get(seqnumId);
      if (mark === undefined || tailSeqnum <= mark.seqnum || headSeqnum === 0) continue;
      const from = readThrough === null ? headSeqnum : mark.seqnum + 1;
      oldest.set(seqnumId, Math.min(from, oldest.get(seqnumId) ?? from));
    }
    for (const [id, head] of oldest) {
      const missing = head - (this.#marks.get(id)?.seqnum ?? head) - 1;
      // The newest entry is counted before it is there, so one may seem to be missing.
      if (missing > 1) this.lost += missing;
    }
  }

  *#merge(changed: readonly OpenJournal[], until: ReadonlyMap<string, number>): Generator<JournalEntry> {
    const streams = changed.flatMap((file) => {
      const entries = this.#wantedOf(file, until.get(file.journal.header.seqnumId) ?? 0);
      const head = entries.next();
      return head.done === true ? [] : [{ file, entries, head: head.value }];
    });
    while (streams.length > 0) {
      const first = streams.reduce((oldest, one) =>
        compareEntries(one.head, oldest.head) < 0 ? one : oldest,
      );
      const entry = first.head;
      if (this.#isNew(entry, first.file)) {
        this.#last = entry;
        yield entry;
        this.#marks = withMark(this.#marks, entry.seqnumId, markOf(entry));
      }
      const next = first.entries.next();
      if (next.done === true) streams.splice(streams.indexOf(first), 1);
      else first.head = next.value;
    }
  }

  *#wantedOf(file: OpenJournal, until: number): Generator<JournalEntry> {
    const { currentBoot, isBootOnly } = this.#options;
    const known = this.#knownAt.get(file) ?? null;
    const entries = file.journal.newEntries(until);
    for (let next = this.#next(file, entries); next !== null; next = this.#next(file, entries)) {
      const isOld =
        known === null ? isBootOnly && next.bootId !== currentBoot : isKnown(next, known, currentBoot);
      if (!isOld) yield next;
    }
  }

  /** A file that the system cannot read must not keep others from being read. */
  #next(file: OpenJournal, entries: Generator<JournalEntry>): JournalEntry | null {
    try {
      const next = entries.next();
      return next.done === true ? null : next.value;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      this.#options.files.refuse(file, error);
      return null;
    }
  }

  /** The same time and words mean the same entry only across files: what the kernel says at once, journald may stamp alike. */
  #isNew({ bootId, monotonicUsec, realtimeUsec, fields }: JournalEntry, file: OpenJournal): boolean {
    const times = `${bootId} ${monotonicUsec} ${realtimeUsec} ${fields._SOURCE_MONOTONIC_TIMESTAMP}`;
    const identity = `${times} ${fields.MESSAGE?.slice(0, LONGEST_MESSAGE)}`;
    const known = this.#recent.get(identity);
    if (known !== undefined && known !== file) return false;
    this.#recent.set(identity, file);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= MOST_RECENT) break;
      this.#recent.delete(oldest);
    }
    return true;
  }

  #close(file: OpenJournal, until: ReadonlyMap<string, number>): void {
    const damage = file.journal.takeDamage();
    if (damage !== null) this.damages.push(`${file.path}: ${damage}`);
    const { seqnumId, tailSeqnum } = file.journal.header;
    const limit = until.get(seqnumId);
    if (limit === undefined) return;
    file.readThrough = Math.min(limit, tailSeqnum);
    if (tailSeqnum <= limit && (isFinal(file) || file.isGone)) this.#finish(file);
  }

  #finish(file: OpenJournal): void {
    this.#knownAt.delete(file);
    this.#options.files.finish(file);
  }

  /** Unwanted entries were read too; the newest perhaps not. */
  #passTo(id: string, tail: number): void {
    const mark = this.#marks.get(id);
    if (mark !== undefined && tail - 1 > mark.seqnum)
      this.#marks = withMark(this.#marks, id, { ...mark, seqnum: tail - 1 });
  }
}

/** journald renames what it found damaged to `~` and writes to it no more. */
function isFinal({ journal, path }: OpenJournal): boolean {
  return journal.header.isArchived || path.endsWith('~');
}

function isChanged(file: OpenJournal, until: ReadonlyMap<string, number>): boolean {
  const { seqnumId, tailSeqnum } = file.journal.header;
  const limit = Math.min(tailSeqnum, until.get(seqnumId) ?? 0);
  return file.readThrough !== limit || file.quietLooks < QUIET_LOOKS || file.isGone || isFinal(file);
}
