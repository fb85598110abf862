/**
 * What the command line names, before anything is opened, and what comes out of it once it is: log text, journal
 * records, or a problem that names the path and what to do.
 */
import type { ByteSource } from '../container/byte-source.js';
import type { KernelRecord } from '../envelope/record.js';

/** Something to open, from one argument. */
export type Input =
  /** A file, pipe or process substitution. Size and time are null where the system tells none (a pipe). */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly sizeBytes: number | null;
      readonly modified: Date | null;
    }
  | { readonly kind: 'stdin'; readonly path: '-' }
  /** Journal files that are read as one, their entries merged by time. */
  | {
      readonly kind: 'journals';
      readonly path: string;
      readonly files: readonly string[];
      readonly sizeBytes: number;
    }
  | InputProblem;

/** An argument, or a part of one, that cannot be read. The others go on; the exit code is 3. */
export interface InputProblem {
  readonly kind: 'problem';
  readonly path: string;
  /** A sentence without the path: what was found and what to do. */
  readonly message: string;
}

/** One stream inside an input. It must be read to its end (or given up for good) before the next one is asked for. */
export type OpenedInput = TextInput | JournalInput | InputProblem;

export interface TextInput {
  readonly kind: 'text';
  /** The argument's path; `archive.tar.xz!var/log/messages` for a member of an archive. */
  readonly path: string;
  /**
   * UTF-8 text, decompressed. A chunk is valid only until the next one is asked for: its buffer is used again. Throws
   * `InputDamage` after everything readable was handed out.
   */
  readonly bytes: ByteSource;
  /** Last change of the file or archive member: the anchor for a missing year. */
  readonly modified: Date | null;
  /** `gzip`, `xz`, ...; joined by `+` from the outermost when there are several; null when none. */
  readonly compression: string | null;
  /** `tar` for a member of an archive, `utf-16le` and `utf-16be` for transcoded text, else null. */
  readonly container: string | null;
}

export interface JournalInput {
  readonly kind: 'journal';
  readonly path: string;
  /** Oldest first. Throws `InputDamage` after everything readable was handed out. */
  readonly records: AsyncIterable<KernelRecord>;
  readonly modified: Date | null;
  readonly compression: string | null;
  readonly container: string | null;
}
