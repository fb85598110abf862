/**
 * Rows of a candidate table straight from the bytes of the log, for as long as one like the other comes: the same
 * prefix, as many numbers as the header has columns, a name of plain characters. Anything else ends the run and is left
 * to `readTaskRow` and the stages before it, of which this gives the same rows (test/line/row-run.test.ts).
 *
 * Rows are most of a log of reports.
 */
import type { RowTable } from './row-table.js';

const NEWLINE = 10;
const BLANK = 32;
const MINUS = 45;
const ZERO = 48;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const MOST_PID_DIGITS = 10;
/** Every number of so many digits is exact. */
const MOST_DIGITS = 15;
/** Longer names (kernel threads show their work queue) are rare. */
const LONGEST_NAME = 32;

/** Bytes that mean nothing to any stage wherever they stand in a name: not those that some transport escapes with. */
const PLAIN = Uint8Array.from({ length: 256 }, (_none, byte) =>
  byte > BLANK && byte < 0x7f && !'"#&\\<>[]{}^`~|'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

export interface RowRun {
  /** How many were added to the table. */
  readonly rows: number;
  /** Place behind the newline of the last row. */
  readonly end: number;
}

/** Reads rows from `at` on into the table. The last one that could be read is left for the caller, as are rows cut by the bytes' end. */
export function readRowRun(
  bytes: Uint8Array,
  at: number,
  pattern: Uint8Array,
  columns: number,
  names: NameTable,
  table: RowTable,
): RowRun {
  const cursor = new Cursor(bytes, at, names);
  const before = table.length;
  let end = at;
  while (cursor.skipPrefix(pattern) && cursor.row(columns, table)) {
    if (table.length > before + 1) end = cursor.start;
    cursor.start = cursor.at;
  }
  if (table.length > before) table.dropLast();
  return { rows: table.length - before, end };
}

class Cursor {
  at: number;
  /** Where the row at hand begins. */
  start: number;
  readonly #bytes: Uint8Array;
  readonly #names: NameTable;
  /** Digits of the number read last. */
  #digits = 0;

  constructor(bytes: Uint8Array, at: number, names: NameTable) {
    this.#bytes = bytes;
    this.at = at;
    this.start = at;
    this.#names = names;
  }

  /** `0` in the pattern: any digit. */
  skipPrefix(pattern: Uint8Array): boolean {
    const bytes = this.#bytes;
    const { at } = this;
    if (at + pattern.length >= bytes.length) return false;
    for (let index = 0; index < pattern.length; index++) {
      const wanted = pattern[index] as number;
      const byte = bytes[at + index] as number;
      if (byte !== wanted && (wanted !== 0 || byte < ZERO || byte > ZERO + 9)) return false;
    }
    this.at = at + pattern.length;
    return true;
  }

  /** Adds the row up to and with its newline; false where it is not plain. */
  row(columns: number, table: RowTable): boolean {
    const bytes = this.#bytes;
    if (bytes[this.at] !== OPEN_BRACKET) return false;
    this.at++;
    this.#skipBlanks();
    const place = table.begin(columns);
    const { numbers } = table;
    numbers[place] = this.#number();
    if (this.#digits === 0 || this.#digits > MOST_PID_DIGITS || bytes[this.at] !== CLOSE_BRACKET)
      return false;
    this.at++;
    for (let index = 1; index <= columns; index++) {
      if (bytes[this.at] !== BLANK) return false;
      this.#skipBlanks();
      const isNegative = bytes[this.at] === MINUS;
      if (isNegative) this.at++;
      const value = this.#number();
      if (this.#digits === 0 || this.#digits > MOST_DIGITS) return false;
      numbers[place + index] = isNegative ? 0 - value : value;
    }
    const name = this.#name();
    if (name === null) return false;
    table.add(columns, name);
    return true;
  }

  #skipBlanks(): void {
    while (this.#bytes[this.at] === BLANK) this.at++;
  }

  #number(): number {
    const bytes = this.#bytes;
    const start = this.at;
    let at = start;
    let value = 0;
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; ) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) - ZERO;
    }
    this.#digits = at - start;
    this.at = at;
    return value;
  }

  /** One blank, then plain characters to the end of the line; blanks only between them. */
  #name(): string | null {
    const bytes = this.#bytes;
    if (bytes[this.at] !== BLANK) return null;
    const start = this.at + 1;
    let at = start;
    let hash = 0;
    for (let byte = bytes[at] as number; byte !== NEWLINE; byte = bytes[++at] as number) {
      if (PLAIN[byte] !== 1 && (byte !== BLANK || at === start)) return null;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (at === start || at - start > LONGEST_NAME || bytes[at - 1] === BLANK) return null;
    this.at = at + 1;
    return this.#names.nameAt(bytes, start, at, hash);
  }
}

const NAME_SLOTS = 1024;

/** Names that came before, by a hash of theirs: a table has few, and the next report has the same. */
export class NameTable {
  readonly #names: string[] = new Array<string>(NAME_SLOTS).fill('');

  nameAt(bytes: Uint8Array, start: number, end: number, hash: number): string {
    const slot = (hash ^ (hash >>> 10)) & (NAME_SLOTS - 1);
    const known = this.#names[slot] as string;
    if (isSame(known, bytes, start, end)) return known;
    const name = String.fromCharCode(...bytes.subarray(start, end));
    this.#names[slot] = name;
    return name;
  }
}

function isSame(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index++)
    if (name.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}
