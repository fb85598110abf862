/** What the decoder remembers from line to line, for prefixes that only make sense after others. */

import type { LastHost } from './host-tag.js';
import { NO_NUMBER } from './learned-mark.js';
import type { PartialLines } from './partial-lines.js';
import { createPartialLines } from './partial-lines.js';
import { createSameText, type SameText } from './same-text.js';
import type { YearClock } from './year-clock.js';
import { createYearClock } from './year-clock.js';

/** The last stamp of a kind that was read, since a report repeats it on every line. */
export interface LastStamp {
  readonly stamp: SameText;
  wall: string | null;
  /** Its year is inferred. */
  inferred: boolean;
}

export interface Memory {
  readonly years: YearClock;
  /** Host of the `journalctl -o short-monotonic` lines seen, which look like dmesg lines. */
  monotonicHost: string | null;
  /** Lines of this log have an Android vendor's caller behind the time. */
  vendorCallers: boolean;
  /** dmesg lines seen that were not short-monotonic. */
  plainStamps: number;
  /** Last `[Nov21 02:25]` of `dmesg --reltime`, as the wall time of the minute. */
  relativeMinute: string | null;
  /** The stream's ISO stamps stand in front of whole log lines (`kubectl logs --timestamps`). */
  containerStamps: boolean;
  /** File name that `grep` put in front of the last line it was recognised on. */
  grepFile: string | null;
  /** What stood in front of the last line with a log's prefix; empty where nothing did. */
  mark: string;
  /** Number of the last line that began with the sign of a comment; -1 before any. */
  lastComment: number;
  /** Number that the line before began with, where it may be a line number; `NO_NUMBER` where not. */
  lineNumber: number;
  /** How many lines in a row began with the number that follows the last one's. */
  numbersInRow: number;
  /** The last line that ended in blanks, where nothing shorter came behind it: its length with and without them, and how many of that length. */
  blankEnded: { readonly length: number; readonly ink: number; readonly lines: number };
  /** Width to which a terminal filled the lines up; -1 where none did. */
  paddedTo: number;
  /** The line end that the last line had written out, like `<br>`. */
  writtenEnd: string;
  /** Lines left during which HTML entities are expected. */
  htmlLines: number;
  /** Sequence number of the last kmsg record. */
  lastSequence: number | null;
  /** The line before was a kmsg record, so ` KEY=value` belongs to it. */
  kmsgKeys: boolean;
  /** Wall time of the head of a `journalctl -o verbose` entry that the line just read opened. */
  verboseWall: string | null;
  /** The last line by which syslogd announced one on a terminal, with its number. */
  broadcast: { readonly host: string; readonly stamp: string; readonly line: number } | null;
  /** Column of the message on the last line with a prefix; 0 before any. */
  textColumn: number;
  /** Indentation that the lines of a pasted block have; -1 outside of blocks. */
  blockIndent: number;
  /** Records whose text the log did not keep, to be told with the next record. */
  lostTexts: number;
  /** Members of objects of no known shape in which lines were found. */
  readonly lineMembers: Set<string>;
  readonly lastSyslogStamp: LastStamp;
  /** Of `dmesg -T`. */
  readonly lastCtime: LastStamp & { isWithoutYear: boolean };
  readonly lastHost: LastHost;
  /** Log lines cut by a container runtime, by stream, waiting for their rest. */
  readonly partials: PartialLines;
}

export const NOT_PADDED: Memory['blankEnded'] = { length: -1, ink: -1, lines: 0 };

export function newMemory(referenceTime: string | undefined): Memory {
  return {
    years: createYearClock(referenceTime),
    monotonicHost: null,
    vendorCallers: false,
    plainStamps: 0,
    relativeMinute: null,
    containerStamps: false,
    grepFile: null,
    mark: '',
    lastComment: -1,
    lineNumber: NO_NUMBER,
    numbersInRow: 0,
    blankEnded: NOT_PADDED,
    paddedTo: -1,
    writtenEnd: '',
    htmlLines: 0,
    lastSequence: null,
    kmsgKeys: false,
    verboseWall: null,
    broadcast: null,
    textColumn: 0,
    blockIndent: -1,
    lostTexts: 0,
    lineMembers: new Set(),
    lastSyslogStamp: { stamp: createSameText(), wall: null, inferred: false },
    lastCtime: { stamp: createSameText(), wall: null, inferred: false, isWithoutYear: false },
    lastHost: { kernelPart: createSameText(), host: null },
    partials: createPartialLines(),
  };
}

/** What only the very next lines mean something to goes; what tells how the log is written stays. */
export function forgetPlace(memory: Memory): void {
  memory.relativeMinute = null;
  memory.lastSequence = null;
  memory.kmsgKeys = false;
  memory.verboseWall = null;
  memory.broadcast = null;
}
