/**
 * The rows of a candidate table, one behind the other in one array of numbers: a log of reports has them by the million,
 * a dozen tables of it wait for their reports' ends, and an object a row would have the collector copy all of them.
 */
import type { TaskRowLine } from './oom-line.js';

/** Numbers that there is room for at first: of some ninety rows of today's kernels. */
const FIRST_ROOM = 1024;
const NO_NUMBERS = new Float64Array(0);

/** Room that tables let go of, for those that come: the next report of a log has a table of much the same length. */
const SPARE: Float64Array<ArrayBuffer>[] = [];
const MOST_SPARE = 16;
const LARGEST_SPARE = 16 * FIRST_ROOM;

export class RowTable {
  /** Number of rows. */
  length = 0;
  /** Pid and values of each row. Grows by being replaced. */
  numbers = NO_NUMBERS;
  readonly #names: (string | null)[] = [];
  /** Where each row begins in `numbers`, and the next one will. */
  readonly #starts: number[] = [0];

  push({ pid, values, name }: TaskRowLine): void {
    const start = this.begin(values.length);
    this.numbers[start] = pid;
    for (let column = 0; column < values.length; column++)
      this.numbers[start + 1 + column] = values[column] as number;
    this.add(values.length, name);
  }

  /** Makes room for a row of so many values; gives the place of its pid in `numbers`. It is no row until `add`. */
  begin(values: number): number {
    const start = this.#starts[this.length] as number;
    if (start + values >= this.numbers.length) this.#grow(start + values + 1);
    return start;
  }

  #grow(least: number): void {
    const room = Math.max(FIRST_ROOM, this.numbers.length * 2, least);
    const spare = this.numbers.length === 0 && room <= FIRST_ROOM ? SPARE.pop() : undefined;
    const larger = spare ?? new Float64Array(room);
    larger.set(this.numbers);
    this.numbers = larger;
  }

  /** The rows are not needed any more. */
  clear(): void {
    const { length } = this.numbers;
    if (length > 0 && length <= LARGEST_SPARE && SPARE.length < MOST_SPARE) SPARE.push(this.numbers);
    this.numbers = NO_NUMBERS;
    this.length = 0;
    this.#names.length = 0;
    this.#starts.length = 1;
  }

  /** The numbers put where `begin` said are a row. */
  add(values: number, name: string | null): void {
    const start = this.#starts[this.length] as number;
    this.#names.push(name);
    this.#starts.push(start + 1 + values);
    this.length++;
  }

  dropLast(): void {
    if (this.length === 0) return;
    this.#names.pop();
    this.#starts.pop();
    this.length--;
  }

  pid(row: number): number {
    return this.numbers[this.#starts[row] as number] as number;
  }

  name(row: number): string | null {
    return this.#names[row] as string | null;
  }

  /** How many values the row has. */
  width(row: number): number {
    return (this.#starts[row + 1] as number) - (this.#starts[row] as number) - 1;
  }

  /** Undefined where the row has no such column. */
  value(row: number, column: number): number | undefined {
    if (column < 0 || column >= this.width(row)) return undefined;
    return this.numbers[(this.#starts[row] as number) + 1 + column];
  }

  values(row: number): readonly number[] {
    return Array.from(this.numbers.subarray((this.#starts[row] as number) + 1, this.#starts[row + 1]));
  }

  /** The first row of the pid, or -1. */
  find(pid: number): number {
    for (let row = 0; row < this.length; row++) if (this.pid(row) === pid) return row;
    return -1;
  }

  /** The last row of the pid, or -1. */
  findLast(pid: number): number {
    for (let row = this.length - 1; row >= 0; row--) if (this.pid(row) === pid) return row;
    return -1;
  }
}
