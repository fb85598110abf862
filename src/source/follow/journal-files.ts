/**
 * The journal files below some directories, as they come and go: each is held open by what it is, not by its name, until it
 * was read to its end, so that neither rotation nor vacuum takes away what was not read yet.
 */
import { closeSync, openSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputDamage } from '../../container/input-damage.js';
import { GrowingJournal } from '../../container/journal/growing-journal.js';
import { TRUSTED } from '../../container/journal/wanted.js';
import { explainIoError } from '../explain-io-error.js';
import { LivePages } from './live-pages.js';

export interface OpenJournal {
  /** Its name of now. */
  path: string;
  readonly fd: number;
  readonly pages: LivePages;
  readonly journal: GrowingJournal;
  /** It was deleted. */
  isGone: boolean;
  /** Number of the last entry at the end of the last look; null before the first. */
  readThrough: number | null;
  /** Looks since it was written to. */
  quietLooks: number;
}

export interface RefusedJournal {
  readonly path: string;
  readonly reason: string;
  readonly kind: 'forbidden' | 'unsupported' | 'damaged';
  /** What it was like then: it is tried again when it has changed. */
  readonly stamp: string;
  looks: number;
  isTold: boolean;
}

/** A file that journald has just made may have no header yet. */
const PATIENT_LOOKS = 5;

export class JournalFiles {
  readonly open = new Map<string, OpenJournal>();
  readonly refused = new Map<string, RefusedJournal>();
  readonly #directories: () => readonly string[];
  /** Files that were read to their end and will not grow. */
  readonly #finished = new Map<string, string>();

  constructor(directories: () => readonly string[]) {
    this.#directories = directories;
  }

  /** Looks for new files. Returns those that were opened now. */
  discover(): readonly OpenJournal[] {
    const seen = new Set<string>();
    const opened: OpenJournal[] = [];
    for (const path of this.#directories().flatMap(journalsIn)) {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isFile() !== true) continue;
      const key = `${stats.dev}:${stats.ino}`;
      seen.add(key);
      const known = this.open.get(key);
      if (known !== undefined) known.path = path;
      else if (this.#finished.get(key) !== stampOf(path, stats))
        opened.push(...this.#tryOpen(key, path, stats));
    }
    for (const [key, file] of this.open) file.isGone = !seen.has(key);
    for (const known of [this.#finished, this.refused])
      for (const key of known.keys()) if (!seen.has(key)) known.delete(key);
    return opened;
  }

  /** The open files, with their headers as of now. One that is no journal any more is let go; `discover` judges it anew. */
  takeNews(): readonly OpenJournal[] {
    for (const [key, file] of this.open) {
      const { pages, journal } = file;
      const before = `${pages.modifiedMs} ${journal.header.tailSeqnum}`;
      try {
        pages.refresh();
        journal.refresh();
      } catch (error) {
        if (!(error instanceof InputDamage)) throw error;
        this.open.delete(key);
        closeSync(file.fd);
      }
      if (file.quietLooks > 0) this.refused.delete(key);
      const isQuiet = before === `${pages.modifiedMs} ${journal.header.tailSeqnum}` && !journal.isStuck();
      file.quietLooks = isQuiet ? file.quietLooks + 1 : 0;
    }
    return [...this.open.values()];
  }

  /** The file was read to its end and nobody writes to it any more. */
  finish(file: OpenJournal): void {
    const { fd, path } = file;
    for (const [key, other] of this.open) {
      if (other !== file) continue;
      this.refused.delete(key);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) this.#finished.set(key, stampOf(path, stats));
      this.open.delete(key);
      closeSync(fd);
    }
  }

  /** It cannot be read now; it is opened again at the next look. */
  refuse(file: OpenJournal, error: unknown): void {
    const { fd, path } = file;
    for (const [key, other] of this.open) {
      if (other !== file) continue;
      const stats = statSync(path, { throwIfNoEntry: false });
      const stamp = stats === undefined ? '' : stampOf(path, stats);
      const before = this.refused.get(key);
      const { looks, isTold } = before ?? { looks: 0, isTold: false };
      this.refused.set(key, { path, stamp, looks: looks + 1, isTold, ...reasonOf(error) });
      this.open.delete(key);
      closeSync(fd);
    }
  }

  isEmpty(): boolean {
    return this.open.size === 0 && this.#finished.size === 0;
  }

  /** Files that could not be read for so long that it is no accident; each once. */
  newlyRefused(): readonly RefusedJournal[] {
    const found = [...this.refused.values()].filter(({ looks, isTold }) => looks >= PATIENT_LOOKS && !isTold);
    for (const one of found) one.isTold = true;
    return found;
  }

  close(): void {
    for (const { fd } of this.open.values()) closeSync(fd);
    this.open.clear();
  }

  #tryOpen(key: string, path: string, stats: Stats): OpenJournal[] {
    const stamp = stampOf(path, stats);
    const before = this.refused.get(key);
    if (before?.stamp === stamp && ++before.looks > PATIENT_LOOKS) return [];
    let fd: number | null = null;
    try {
      fd = openSync(path, 'r');
      const pages = new LivePages(fd);
      const journal = new GrowingJournal(pages, TRUSTED);
      const file = { path, fd, pages, journal, isGone: false, readThrough: null, quietLooks: 0 };
      this.open.set(key, file);
      return [file];
    } catch (error) {
      if (fd !== null) closeSync(fd);
      const { looks, isTold } = before?.stamp === stamp ? before : { looks: 1, isTold: false };
      this.refused.set(key, { path, stamp, looks, isTold, ...reasonOf(error) });
      return [];
    }
  }
}

function reasonOf(error: unknown): Pick<RefusedJournal, 'reason' | 'kind'> {
  if (error instanceof InputDamage)
    return { reason: error.message, kind: error.kind === 'unsupported' ? 'unsupported' : 'damaged' };
  const { code } = error as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  return { reason: explainIoError(error), kind: isForbidden ? 'forbidden' : 'damaged' };
}

function stampOf(path: string, { size, mtimeMs, ctimeMs }: Stats): string {
  return `${path} ${size} ${mtimeMs} ${ctimeMs}`;
}

function journalsIn(directory: string): readonly string[] {
  return namesIn(directory)
    .filter((name) => /\.journal~?$/.test(name))
    .map((name) => join(directory, name));
}

/** Nothing where there is no such directory; it may come. */
function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
