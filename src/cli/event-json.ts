/**
 * Events as JSON in UTF-8: byte for byte what `JSON.stringify` gives (test/cli/event-json.test.ts), in pieces of bounded
 * size. Tasks are the bulk of it, and are written straight into the bytes: of 64 MiB of reports of 250 tasks, twice that
 * as JSON, `JSON.stringify` and the encoding of its text took a fifth of the time, and this a quarter of that.
 */
import type { OomEvent, Task } from '../report/event.js';

export interface EventJson {
  /** The event between two short texts. A piece is only good until the next one is asked for. */
  pieces(before: string, event: OomEvent, after: string): Generator<Uint8Array>;
}

const PIECE_BYTES = 256 * 1024;
/** More than any row takes, its name and extra columns aside. */
const ROW_BYTES = 1024;
/** Names whose JSON is kept. */
const MOST_NAMES = 1024;
const ZERO = 0x30;
const MINUS = 0x2d;
const COMMA = 0x2c;
/** A number below it has at most nine digits. */
const BILLION = 1e9;

const encoder = new TextEncoder();

/** The members of a task in the order in which they are made (report/tasks.ts), with what stands before each value. */
const NUMBERS = (
  [
    'totalVmBytes',
    'rssBytes',
    'rssAnonBytes',
    'rssFileBytes',
    'rssShmemBytes',
    'pageTableBytes',
    'swapBytes',
    'oomScoreAdj',
    'oomAdj',
  ] as const satisfies readonly (keyof Task)[]
).map((name) => ({ name, key: encoder.encode(`,"${name}":`) }));
const [PID, UID, TGID, COMM, EXTRA, BADNESS, SCORE, RANK, ELIGIBLE, END] = [
  '{"pid":',
  ',"uid":',
  ',"tgid":',
  ',"comm":',
  ',"extra":',
  ',"derived":{"badnessPages":',
  ',"oomScore":',
  ',"rank":',
  ',"eligible":',
  '}}',
].map((text) => encoder.encode(text)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const [NULL, TRUE, FALSE, NO_EXTRA] = ['null', 'true', 'false', '{}'].map((text) => encoder.encode(text)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

export function createEventJson(): EventJson {
  const writer = new Writer();
  return {
    *pieces(before, event, after) {
      let text = before;
      let separator = '{';
      for (const [name, value] of Object.entries(event)) {
        if (value === undefined) continue;
        text += `${separator}${JSON.stringify(name)}:`;
        separator = ',';
        if (name !== 'tasks') {
          text += JSON.stringify(value);
          continue;
        }
        writer.text(`${text}[`);
        for (const [index, task] of event.tasks.entries()) {
          writer.task(task, index > 0);
          if (writer.length >= PIECE_BYTES) yield writer.take();
        }
        text = ']';
      }
      writer.text(`${text}}${after}`);
      yield writer.take();
    },
  };
}

class Writer {
  length = 0;
  #bytes = new Uint8Array(PIECE_BYTES + 64 * 1024);
  readonly #names = new Map<string, Uint8Array>();

  /** What was written since the last call; it is overwritten by what is written next. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.length += encoder.encodeInto(text, this.#bytes.subarray(this.length)).written;
  }

  task(task: Task, hasOneBefore: boolean): void {
    const name = this.#nameOf(task.comm);
    this.#reserve(ROW_BYTES + name.length);
    if (hasOneBefore) this.#bytes[this.length++] = COMMA;
    this.#put(PID);
    this.#number(task.pid);
    this.#put(UID);
    this.#number(task.uid);
    this.#put(TGID);
    this.#number(task.tgid);
    this.#put(COMM);
    this.#put(name);
    for (let index = 0; index < NUMBERS.length; index++) {
      const { name: column, key } = NUMBERS[index] as (typeof NUMBERS)[number];
      this.#put(key);
      this.#number(task[column]);
    }
    this.#put(EXTRA);
    this.#extra(task.extra);
    const { derived } = task;
    this.#put(BADNESS);
    this.#number(derived.badnessPages);
    this.#put(SCORE);
    this.#number(derived.oomScore);
    this.#put(RANK);
    this.#number(derived.rank);
    this.#put(ELIGIBLE);
    this.#put(derived.eligible === null ? NULL : derived.eligible ? TRUE : FALSE);
    this.#put(END);
  }

  #extra(extra: Task['extra']): void {
    for (const _name in extra) {
      this.text(JSON.stringify(extra));
      this.#reserve(ROW_BYTES);
      return;
    }
    this.#put(NO_EXTRA);
  }

  #nameOf(comm: string): Uint8Array {
    const known = this.#names.get(comm);
    if (known !== undefined) return known;
    const name = encoder.encode(JSON.stringify(comm));
    if (this.#names.size >= MOST_NAMES) this.#names.clear();
    this.#names.set(comm, name);
    return name;
  }

  #put(part: Uint8Array): void {
    const bytes = this.#bytes;
    let at = this.length;
    for (let index = 0; index < part.length; index++) bytes[at++] = part[index] as number;
    this.length = at;
  }

  #number(value: number | null): void {
    if (value === null) this.#put(NULL);
    else if (!Number.isSafeInteger(value)) this.text(JSON.stringify(value));
    else {
      if (value < 0) this.#bytes[this.length++] = MINUS;
      this.#digits(Math.abs(value));
    }
  }

  /** Nine digits at a time, since only small numbers are fast to divide. */
  #digits(value: number): void {
    if (value < BILLION) {
      this.#smallDigits(value, digitsOf(value));
      return;
    }
    const high = Math.floor(value / BILLION);
    this.#digits(high);
    this.#smallDigits(value - high * BILLION, 9);
  }

  #smallDigits(value: number, digits: number): void {
    const bytes = this.#bytes;
    let rest = value | 0;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.length += digits;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + bytes, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
