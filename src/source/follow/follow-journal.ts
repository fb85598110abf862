/**
 * Follows a machine's journal by its files, without `journalctl`: through rotation, vacuum, boots, files that are damaged and
 * files still being written. Only by fields that journald itself sets. Where the files are of a form that is not known here,
 * `journalctl` takes over at the same place.
 */
import { readFileSync } from 'node:fs';
import type { JournalEntry } from '../../container/journal/entry-reader.js';
import { journalRecord } from '../../container/journal/journal-record.js';
import { explainIoError } from '../explain-io-error.js';
import { followJournalctl } from './follow-journalctl.js';
import type { Followed, RecordPiece, Source } from './followed.js';
import { JournalFiles } from './journal-files.js';
import { JournalLook } from './journal-look.js';
import { machineJournals, withSubfolders } from './journal-places.js';
import { type Marks, markOf, parseJournalPosition, positionText, withMark } from './journal-position.js';
import { journalSource } from './journal-source.js';
import { pause } from './pause.js';
import { watchDirectories } from './watch-directories.js';

export interface FollowJournalOptions {
  /** Any machine's journals, e.g. of a mounted host; null: this machine's own. */
  readonly directory?: string | null;
  /** Folders of this machine, and its boot, for tests. */
  readonly folders?: () => readonly string[];
  readonly bootId?: () => string | null;
  /** For what cannot be read here. */
  readonly journalctl?: string;
}

const LOOK_MS = 1000;
/** After entries: soon enough to tell that they were the last for now. */
const SOON_MS = 300;
/** Handed on together. */
const MOST_RECORDS = 512;
/** What others logged moves the position too, so that what is deleted later is not taken for lost. */
const SAVE_MS = 60_000;

export function followJournal(options: FollowJournalOptions = {}): Source {
  return journalSource(options.directory ?? null, (position, signal) => follow(options, position, signal));
}

async function* follow(
  options: FollowJournalOptions,
  saved: string | null,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  const follower = new JournalFollower(options, saved);
  const unsupported = yield* follower.run(signal);
  if (unsupported === null) return;
  yield { kind: 'boundary', reason: `${unsupported}: the journal is followed through journalctl instead` };
  const { journalctl, directory } = options;
  const through = followJournalctl({
    ...(journalctl === undefined ? {} : { command: journalctl }),
    directory: directory ?? null,
  });
  yield* through.follow(follower.position(), signal);
}

class JournalFollower {
  readonly #files: JournalFiles;
  readonly #look: JournalLook;
  readonly #folders: () => readonly string[];
  #position: string | null;
  #last: JournalEntry | null = null;
  #line = 0;
  #savedMs = Date.now();
  #trouble: string | null = null;

  constructor(options: FollowJournalOptions, saved: string | null) {
    const directory = options.directory ?? null;
    this.#folders =
      options.folders ?? (directory === null ? machineJournals : () => withSubfolders(directory));
    this.#files = new JournalFiles(this.#folders);
    this.#position = saved;
    const boot = (options.bootId ?? currentBoot)();
    this.#look = new JournalLook({
      files: this.#files,
      position: parseJournalPosition(saved),
      currentBoot: boot,
      isBootOnly: directory === null && boot !== null,
    });
  }

  position(): string | null {
    return this.#position;
  }

  /** Ends when aborted, with null, or where the files are of an unknown form, with what is unknown. */
  async *run(signal: AbortSignal): AsyncGenerator<Followed, string | null, undefined> {
    const wakeUp = watchDirectories(this.#folders);
    try {
      while (!signal.aborted) {
        const lines = this.#line;
        try {
          yield* this.#lookOnce(signal);
          const unsupported = this.#unsupported();
          if (unsupported !== null) return unsupported;
          yield* this.#tellTrouble(this.#obstacle());
        } catch (error) {
          yield* this.#tellTrouble(explainIoError(error));
        }
        yield { kind: 'caught-up' };
        await wakeUp.wait(this.#line > lines ? SOON_MS : LOOK_MS, signal);
      }
      return null;
    } finally {
      await wakeUp.close();
      this.#files.close();
    }
  }

  async *#lookOnce(signal: AbortSignal): AsyncGenerator<Followed, void, undefined> {
    let batch: JournalEntry[] = [];
    let before = this.#look.marks;
    for (const entry of this.#look.entries()) {
      yield* this.#lost();
      const isNewBoot = this.#last?.seqnumId === entry.seqnumId && this.#last.bootId !== entry.bootId;
      if (isNewBoot || batch.length === MOST_RECORDS) {
        if (batch.length > 0) yield this.#piece(before, batch);
        batch = [];
        before = this.#look.marks;
        // Let others run between two portions of a long past.
        await pause(0, signal);
        if (signal.aborted) return;
      }
      if (isNewBoot) yield { kind: 'boundary', reason: 'the machine was started anew' };
      batch.push(entry);
      this.#last = entry;
    }
    if (batch.length > 0 || this.#isPositionDue()) yield this.#piece(before, batch);
    yield* this.#lost();
    const refused = this.#files.newlyRefused().map(({ path, reason }) => `${path}: ${reason}`);
    for (const reason of [...this.#look.damages.splice(0), ...refused])
      yield { kind: 'lost', records: null, cause: 'unreadable', reason };
  }

  *#lost(): Generator<Followed> {
    const { lost } = this.#look;
    if (lost === 0) return;
    this.#look.lost = 0;
    const reason = 'entries, of any program, were deleted from the journal before they could be read';
    yield { kind: 'lost', records: lost, cause: 'vacuumed', reason };
  }

  #piece(before: Marks, entries: readonly JournalEntry[]): RecordPiece {
    const first = this.#line + 1;
    const records = entries.map((entry) => journalRecord(entry, ++this.#line));
    const after = entries.length === 0 ? this.#look.marks : marksAfter(before, entries);
    const last = entries.at(-1) ?? this.#last;
    if (last !== null) this.#position = positionText(after, last, false);
    const end = this.#position;
    this.#savedMs = Date.now();
    return {
      kind: 'records',
      records,
      positionAt(line) {
        const entry = line === null ? undefined : entries[line - first];
        if (line === null || entry === undefined) return end ?? '';
        return positionText(marksAfter(before, entries.slice(0, line - first)), entry, true);
      },
    };
  }

  #isPositionDue(): boolean {
    return this.#last !== null && Date.now() - this.#savedMs > SAVE_MS;
  }

  /** An active file of an unknown form; old ones are left out and told of. */
  #unsupported(): string | null {
    for (const { path, reason, kind } of this.#files.refused.values())
      if (kind === 'unsupported' && !path.includes('@')) return `${path}: ${reason.split(';')[0]}`;
    return null;
  }

  #obstacle(): string | null {
    if (!this.#files.isEmpty()) return null;
    const forbidden = [...this.#files.refused.values()].find(({ kind }) => kind === 'forbidden');
    if (forbidden !== undefined)
      return `${forbidden.path}: ${forbidden.reason}; add the service to the group systemd-journal (SupplementaryGroups=systemd-journal)`;
    return `there is no journal in ${this.#folders().join(' or ')}; name the directory ({journal: DIRECTORY}) or use another source (kmsg, or a log file)`;
  }

  *#tellTrouble(message: string | null): Generator<Followed> {
    if (message !== this.#trouble) yield { kind: 'trouble', message };
    this.#trouble = message;
  }
}

function marksAfter(before: Marks, entries: readonly JournalEntry[]): Marks {
  return entries.reduce((marks, entry) => withMark(marks, entry.seqnumId, markOf(entry)), before);
}

function currentBoot(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
  } catch {
    // Hidden by a sandbox: then all that the journal holds is read at the first start.
    return null;
  }
}
