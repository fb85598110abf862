/**
 * The two nouns on the arrows before the grammar: a physical line of a log, and the kernel's record inside it once
 * the wrapping (dmesg, syslog, journal, container, paste) has been taken off.
 */

/** One physical line, without its line end, and its 1-based number in the decompressed text. */
export interface RawLine {
  readonly text: string;
  readonly number: number;
  /** Number of the last physical line, where several were put together. */
  readonly lastNumber?: number;
  /** Begins with the same characters as the line before, as one with the same prefix does. */
  readonly isAlike?: boolean;
  /** The next line does so; false where that is not known yet. */
  readonly isFollowedAlike?: boolean;
  /** Its end is missing, see screen-edge.ts: what is there can be trusted. */
  readonly isCut?: boolean;
  /** What stood in front of the text was learned and taken off, see front-mark.ts: nothing else stands there. */
  readonly isUnmarked?: boolean;
}

/** Clock reading of a record: what its wrapping printed. */
export interface RecordTime {
  /** ISO 8601; an offset only where printed. Null where no wall clock was printed. */
  readonly wall: string | null;
  /** The year was not in the text and was inferred. */
  readonly yearInferred: boolean;
  /** Seconds since boot, from the kernel's own stamp or the journal's monotonic field. */
  readonly uptimeSeconds: number | null;
}

/** Who wrote the record, as far as the wrapping tells. */
export type Origin =
  /** The kernel: printk prefix, `kernel:` tag, kernel facility or journal transport. */
  | 'kernel'
  /** A named program other than the kernel (its syslog identifier is in `program`). */
  | 'program'
  /** Nothing tells: bare text. */
  | 'unknown';

/** One record as the kernel (or a program) wrote it. */
export interface KernelRecord {
  /**
   * The message, unescaped, without any prefix. May be empty. Contains newlines only where the wrapping kept a
   * multi-line record (or a newline in a process name) as one: JSON, /dev/kmsg, `#012`, journal export.
   */
  readonly text: string;
  /** Line number of the physical line it came from. */
  readonly line: number;
  /** Number of the last physical line that it came from, where that is another. */
  readonly lastLine?: number;
  /** What the line it came from says of its neighbours, see `RawLine`; absent where it is no line of a text. */
  readonly isAlike?: boolean;
  readonly isFollowedAlike?: boolean;
  /** An unprefixed line that stands under the text of the one before it, as `dmesg` prints further lines of a record. */
  readonly isAligned?: boolean;
  /** An unprefixed line with blanks in front, which are not all part of `text`. */
  readonly isIndented?: boolean;
  readonly host: string | null;
  readonly time: RecordTime;
  /** printk caller, `T123` or `C0`, where printed. */
  readonly caller: string | null;
  readonly origin: Origin;
  /** Syslog identifier of a program, e.g. `systemd`, `earlyoom`. */
  readonly program: string | null;
  /**
   * The physical line had no prefix of its own although it may belong to the record before it (multi-line record,
   * hard-wrapped paste): the assembler decides. False where the wrapping proves a record of its own.
   */
  readonly continuation: boolean;
  /** Name of the wrapping, e.g. `dmesg`, `dmesg-T`, `kmsg`, `syslog`, `journal-json`, `bare`. */
  readonly envelope: string;
  /** Records that a sequence number shows as lost just before this one; 0 where none or not known. */
  readonly lostBefore: number;
  /** The wrapping carries a sequence number and a boot: used to tell a record seen twice. */
  readonly sequence: number | null;
  readonly bootId: string | null;
  /** The end of the text is missing: what is there can be trusted, and nothing goes on behind it. */
  readonly isCut?: boolean;
  /** No host and no mark is left in front of the text: a tag ended the log's prefix, or see `RawLine`. */
  readonly isUnmarked?: boolean;
}

/** Turns lines into records; keeps what spans lines (JSON over many lines, fragments, relative times). */
export interface EnvelopeDecoder {
  /** Hands every record that this line completes to `emit`, in order. */
  push(line: RawLine, emit: (record: KernelRecord) => void): void;
  /** Numbers of the lines that wait for the next one. */
  heldLines(): readonly number[];
  /** Lines were left out: hands out what was still open, which cannot go on behind them. */
  skipped(emit: (record: KernelRecord) => void): void;
  /** End of input: hands out what was still open. */
  end(emit: (record: KernelRecord) => void): void;
  /** Prefix of the line pushed last as a pattern, see line-pattern.ts; null where it is not plain enough. */
  pattern(line: RawLine): Uint8Array | null;
  /** So many lines with that prefix were read by somebody else. The line after them comes here again. */
  passed(count: number): void;
}
