/**
 * Bytes into numbered lines, chunk by chunk. Valid UTF-8 is decoded as usual; every other byte becomes a lone surrogate
 * U+DC80 to U+DCFF, one per byte, so that nothing is lost. Trailing carriage returns belong to the line end; NUL bytes
 * and carriage returns inside a line stay.
 *
 * Pieces of a chunk are decoded whole and cut into slices. V8's slices keep their parent alive: who keeps a line for
 * long keeps its piece of text, so what is stored should be copied out of it.
 */

import { decodeLossless, decodeStrict } from '../base/lossless-text.js';
import type { RawLine } from '../envelope/record.js';
import { concatBytes } from './byte-source.js';

/** Longer lines are cut to this many bytes: no log line is that long, and memory stays bounded. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** Reads lines that are alike by itself, where that is faster than being handed each. */
export interface LineSkimmer {
  /** Whether the line handed out last is one that more may follow of. */
  isReady(): boolean;
  /**
   * Reads whole lines from `at` on, the last one never: gives the place where the next line begins and how many lines
   * were read. Bytes beyond ASCII are none of a line that it reads.
   */
  skim(bytes: Uint8Array, at: number): { readonly end: number; readonly lines: number };
}

export interface LineSplitter {
  /** The number of the line that comes next: the first one, or the one whose first part is already here. */
  readonly nextNumber: number;
  /** How many lines were cut at `MAX_LINE_BYTES`. */
  readonly cutLines: number;
  /** Hands out every line that ends in `chunk`. The chunk may be reused afterwards. */
  push(chunk: Uint8Array, emit: (line: RawLine) => void): void;
  /** Counts lines that the caller read past itself. Call it only between lines: after a chunk that ended in a newline. */
  skipLines(count: number): void;
  /** Hands out the last line where it has no newline. */
  end(emit: (line: RawLine) => void): void;
}

/** Decoded at once: three times as fast as whole chunks of a megabyte, since the text stays in V8's young space. Rows that are skimmed are mostly not decoded. */
const PIECE_BYTES = 8 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = 0xfeff;

export interface LineSplitterOptions {
  /** `MAX_LINE_BYTES`; smaller only in tests. */
  readonly maxLineBytes?: number | undefined;
  readonly skimmer?: LineSkimmer | null;
}

export function createLineSplitter(options: LineSplitterOptions = {}): LineSplitter {
  return new Splitter(options.maxLineBytes ?? MAX_LINE_BYTES, options.skimmer ?? null);
}

class Splitter implements LineSplitter {
  nextNumber = 1;
  cutLines = 0;
  readonly #maxLineBytes: number;
  readonly #skimmer: LineSkimmer | null;
  /** Start of the line that the last chunk broke off in: one byte more than allowed tells that it is too long. */
  #open: Uint8Array[] = [];
  #openBytes = 0;
  #isOpen = false;
  /** How the line handed out last began. */
  #head = '';

  constructor(maxLineBytes: number, skimmer: LineSkimmer | null) {
    this.#maxLineBytes = maxLineBytes;
    this.#skimmer = skimmer;
  }

  push(chunk: Uint8Array, emit: (line: RawLine) => void): void {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    let start = 0;
    if (this.#isOpen) {
      start = chunk.indexOf(NEWLINE) + 1;
      this.#keep(chunk.subarray(0, start - 1));
      this.end(emit);
    }
    while (start <= last) {
      start = this.#skim(chunk.subarray(0, last), start);
      const end = pieceEnd(chunk, start, last);
      this.#emitLines(chunk.subarray(start, end), chunk.subarray(end + 1, last), emit);
      start = end + 1;
    }
    this.#keep(chunk.subarray(last + 1));
  }

  skipLines(count: number): void {
    this.nextNumber += count;
  }

  end(emit: (line: RawLine) => void): void {
    if (!this.#isOpen) return;
    const bytes = concatBytes(this.#open);
    this.#open = [];
    this.#openBytes = 0;
    this.#isOpen = false;
    this.#emitBytes(bytes, emit);
  }

  /** Copies, as the chunk may be reused. */
  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    const kept = part.slice(0, this.#maxLineBytes + 1 - this.#openBytes);
    this.#open.push(kept);
    this.#openBytes += kept.length;
    this.#isOpen = true;
  }

  /** `region`: whole lines, without the last one's newline; `behind`: the lines that follow, as far as they are there. */
  #emitLines(region: Uint8Array, behind: Uint8Array, emit: (line: RawLine) => void): void {
    const text = decodeStrict(region);
    // Only in ASCII are places in the text places in the bytes, which cutting a long line needs.
    const isCuttable =
      text !== null && (text.length === region.length || region.length <= this.#maxLineBytes);
    if (isCuttable) this.#emitText(text, region, behind, emit);
    else this.#emitEach(region, emit);
  }

  #emitText(text: string, region: Uint8Array, behind: Uint8Array, emit: (line: RawLine) => void): void {
    // Only then are places in the text places in the bytes.
    const isAscii = text.length === region.length;
    let start = 0;
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      this.#emitSlice(text, start, end, emit, areAlike(text, start, end + 1));
      start = end + 1;
      if (isAscii) start = this.#skim(region, start);
    }
    this.#emitSlice(text, start, text.length, emit, isLike(behind, text, start));
  }

  /** Gives the place of the first line that is not read yet. */
  #skim(region: Uint8Array, at: number): number {
    if (this.#skimmer?.isReady() !== true) return at;
    const { end, lines } = this.#skimmer.skim(region, at);
    this.nextNumber += lines;
    return end;
  }

  #emitSlice(
    text: string,
    start: number,
    end: number,
    emit: (line: RawLine) => void,
    isFollowedAlike = false,
  ): void {
    if (end - start > this.#maxLineBytes) {
      this.cutLines++;
      this.#emit(text.slice(start, start + this.#maxLineBytes), emit);
      return;
    }
    let stop = end;
    while (stop > start && text.charCodeAt(stop - 1) === CARRIAGE_RETURN) stop--;
    this.#emit(text.slice(start, stop), emit, isFollowedAlike);
  }

  #emitEach(region: Uint8Array, emit: (line: RawLine) => void): void {
    let start = 0;
    for (let end = region.indexOf(NEWLINE); end >= 0; end = region.indexOf(NEWLINE, start)) {
      this.#emitBytes(region.subarray(start, end), emit);
      start = end + 1;
    }
    this.#emitBytes(region.subarray(start), emit);
  }

  #emitBytes(bytes: Uint8Array, emit: (line: RawLine) => void): void {
    if (bytes.length > this.#maxLineBytes) {
      this.cutLines++;
      this.#emit(decodeLossless(bytes.subarray(0, this.#maxLineBytes)), emit);
      return;
    }
    let stop = bytes.length;
    while (stop > 0 && bytes[stop - 1] === CARRIAGE_RETURN) stop--;
    this.#emit(decodeLossless(bytes.subarray(0, stop)), emit);
  }

  #emit(text: string, emit: (line: RawLine) => void, isFollowedAlike = false): void {
    const number = this.nextNumber++;
    const isMarked = number === 1 && text.charCodeAt(0) === BYTE_ORDER_MARK;
    const isAlike = text.length >= ALIKE_CHARACTERS && this.#head !== '' && text.startsWith(this.#head);
    if (!isAlike) this.#head = headOf(text);
    emit({ text: isMarked ? text.slice(1) : text, number, isAlike, isFollowedAlike });
  }
}

const ALIKE_CHARACTERS = 3;

/** What a line with the same prefix begins with: not blanks or the marks of a quotation, which any line may have. */
function headOf(text: string): string {
  return isMark(text.charCodeAt(0)) || text.length < ALIKE_CHARACTERS ? '' : text.slice(0, ALIKE_CHARACTERS);
}

function isMark(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x3e || code === 0x7c;
}

/** Whether the line at `next` begins like the one at `start`. */
function areAlike(text: string, start: number, next: number): boolean {
  if (isMark(text.charCodeAt(start))) return false;
  for (let at = 0; at < ALIKE_CHARACTERS; at++)
    if (text.charCodeAt(start + at) !== text.charCodeAt(next + at)) return false;
  return true;
}

/** Whether the bytes begin like the line at `start`. */
function isLike(bytes: Uint8Array, text: string, start: number): boolean {
  if (bytes.length < ALIKE_CHARACTERS || isMark(text.charCodeAt(start))) return false;
  for (let at = 0; at < ALIKE_CHARACTERS; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7f || byte !== text.charCodeAt(start + at)) return false;
  }
  return true;
}

/** Place of the newline that ends the piece at `start`; `last` is the place of the chunk's last newline. */
function pieceEnd(chunk: Uint8Array, start: number, last: number): number {
  if (start + PIECE_BYTES >= last) return last;
  const before = chunk.lastIndexOf(NEWLINE, start + PIECE_BYTES);
  return before >= start ? before : chunk.indexOf(NEWLINE, start + PIECE_BYTES);
}
