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
  const before = table.length;
  let end = at;
  for (let start = at, next = at; ; start = next) {
    const inside = skipPrefix(bytes, start, pattern);
    next = inside < 0 ? -1 : readRow(bytes, inside, columns, names, table);
    if (next < 0) break;
    if (table.length > before + 1) end = start;
  }
  if (table.length > before) table.dropLast();
  return { rows: table.length - before, end };
}

/** Place behind the prefix, or -1. `0` in the pattern: any digit. */
function skipPrefix(bytes: Uint8Array, at: number, pattern: Uint8Array): number {
  const { length } = pattern;
  if (at + length >= bytes.length) return -1;
  for (let index = 0; index < length; index++) {
    const wanted = pattern[index] as number;
    const byte = bytes[at + index] as number;
    if (byte !== wanted && (wanted !== 0 || byte < ZERO || byte > ZERO + 9)) return -1;
  }
  return at + length;
}

/** Adds the row at the place, and gives the one behind its newline; -1 where it is not plain. */
function readRow(
  bytes: Uint8Array,
  start: number,
  columns: number,
  names: NameTable,
  table: RowTable,
): number {
  let at = start;
  if (bytes[at++] !== OPEN_BRACKET) return -1;
  const place = table.begin(columns);
  const { numbers } = table;
  // The pid is the first number, and the only one in brackets.
  for (let column = 0; column <= columns; column++) {
    if (column > 0 && bytes[at++] !== BLANK) return -1;
    while (bytes[at] === BLANK) at++;
    const isNegative = column > 0 && bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; ) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) - ZERO;
    }
    if (at === first || at - first > (column === 0 ? MOST_PID_DIGITS : MOST_DIGITS)) return -1;
    numbers[place + column] = isNegative ? 0 - value : value;
    if (column === 0 && bytes[at++] !== CLOSE_BRACKET) return -1;
  }
  return readName(bytes, at, columns, names, table);
}

/** One blank, then plain characters to the end of the line; blanks only between them. */
function readName(
  bytes: Uint8Array,
  blank: number,
  columns: number,
  names: NameTable,
  table: RowTable,
): number {
  if (bytes[blank] !== BLANK) return -1;
  const start = blank + 1;
  let at = start;
  let hash = 0;
  for (let byte = bytes[at] as number; byte !== NEWLINE; byte = bytes[++at] as number) {
    if (PLAIN[byte] !== 1 && (byte !== BLANK || at === start)) return -1;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  if (at === start || at - start > LONGEST_NAME || bytes[at - 1] === BLANK) return -1;
  table.add(columns, names.nameAt(bytes, start, at, hash));
  return at + 1;
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
