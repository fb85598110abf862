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
/** More than any row takes, its name and extra columns aside, with what `#put` writes beyond a part. */
const ROW_BYTES = 1024;
/** Names whose JSON is kept, with the key behind it. */
const MOST_NAMES = 1024;
const ZERO = 0x30;
const MINUS = 0x2d;
const COMMA = 0x2c;
/** A number below it has at most nine digits. */
const BILLION = 1e9;

const encoder = new TextEncoder();

/** Bytes to be written often, four at a time: those beyond `length` are overwritten by what follows. */
interface Part {
  readonly words: Uint32Array;
  readonly length: number;
}

function partOf(text: string): Part {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  const words = Uint32Array.from({ length: padded.length / 4 }, (_, at) => view.getUint32(at * 4, true));
  return { words, length: bytes.length };
}

const PARTS = {
  pid: partOf('{"pid":'),
  uid: partOf(',"uid":'),
  tgid: partOf(',"tgid":'),
  rss: partOf(',"rssBytes":'),
  rssAnon: partOf(',"rssAnonBytes":'),
  rssFile: partOf(',"rssFileBytes":'),
  rssShmem: partOf(',"rssShmemBytes":'),
  pageTable: partOf(',"pageTableBytes":'),
  swap: partOf(',"swapBytes":'),
  oomScoreAdj: partOf(',"oomScoreAdj":'),
  oomAdj: partOf(',"oomAdj":'),
  onlyBadness: partOf(',"oomAdj":null,"extra":{},"derived":{"badnessPages":'),
  badness: partOf(',"derived":{"badnessPages":'),
  score: partOf(',"oomScore":'),
  rank: partOf(',"rank":'),
  eligible: partOf(',"eligible":true}}'),
  exempt: partOf(',"eligible":false}}'),
  unknown: partOf(',"eligible":null}}'),
  null: partOf('null'),
};

/** The two digits of every number below 100, as they lie in memory. */
const DIGIT_PAIRS = Uint16Array.from(
  { length: 100 },
  (_, value) => (ZERO + Math.trunc(value / 10)) | ((ZERO + (value % 10)) << 8),
);

export function createEventJson(): EventJson {
  const writer = new Writer();
  return {
    *pieces(before, event, after) {
      const [head, tail] = membersAround(event);
      writer.text(`${before}${head}"tasks":[`);
      for (let next = 0; next < event.tasks.length; ) {
        next = writer.tasks(event.tasks, next);
        if (writer.length >= PIECE_BYTES) yield writer.take();
      }
      writer.text(`]${tail}${after}`);
      yield writer.take();
    },
  };
}

/** The event's JSON up to its tasks and behind them: in two calls, since one for each member takes half as long again. */
function membersAround(event: OomEvent): readonly [head: string, tail: string] {
  const before: Record<string, unknown> = {};
  const behind: Record<string, unknown> = {};
  let part = before;
  for (const [name, value] of Object.entries(event)) {
    if (name === 'tasks') part = behind;
    else part[name] = value;
  }
  const head = JSON.stringify(before);
  const tail = JSON.stringify(behind);
  return [head === '{}' ? '{' : `${head.slice(0, -1)},`, tail === '{}' ? '}' : `,${tail.slice(1)}`];
}

class Writer {
  length = 0;
  #bytes = new Uint8Array(PIECE_BYTES + 64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  readonly #names = new Map<string | null, Part>();

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

  /** Tasks from the `first` on, as many as a piece takes; gives the number of the next one. */
  tasks(tasks: readonly Task[], first: number): number {
    let next = first;
    while (next < tasks.length && this.length < PIECE_BYTES) {
      this.#task(tasks[next] as Task, next > 0);
      next++;
    }
    return next;
  }

  /** The members in the order in which they are made (report/tasks.ts); what is the same in most rows is put as one. */
  #task(task: Task, hasOneBefore: boolean): void {
    const name = this.#nameOf(task.comm);
    this.#reserve(ROW_BYTES + name.length);
    if (hasOneBefore) this.#bytes[this.length++] = COMMA;
    this.#member(PARTS.pid, task.pid);
    this.#member(PARTS.uid, task.uid);
    this.#member(PARTS.tgid, task.tgid);
    this.#member(name, task.totalVmBytes);
    this.#member(PARTS.rss, task.rssBytes);
    this.#member(PARTS.rssAnon, task.rssAnonBytes);
    this.#member(PARTS.rssFile, task.rssFileBytes);
    this.#member(PARTS.rssShmem, task.rssShmemBytes);
    this.#member(PARTS.pageTable, task.pageTableBytes);
    this.#member(PARTS.swap, task.swapBytes);
    this.#member(PARTS.oomScoreAdj, task.oomScoreAdj);
    const { derived } = task;
    if (task.oomAdj === null && isEmpty(task.extra)) this.#member(PARTS.onlyBadness, derived.badnessPages);
    else {
      this.#member(PARTS.oomAdj, task.oomAdj);
      this.text(`,"extra":${JSON.stringify(task.extra)}`);
      this.#reserve(ROW_BYTES);
      this.#member(PARTS.badness, derived.badnessPages);
    }
    this.#member(PARTS.score, derived.oomScore);
    this.#member(PARTS.rank, derived.rank);
    this.#put(derived.eligible === null ? PARTS.unknown : derived.eligible ? PARTS.eligible : PARTS.exempt);
  }

  #nameOf(comm: string | null): Part {
    const known = this.#names.get(comm);
    if (known !== undefined) return known;
    const name = partOf(`,"comm":${JSON.stringify(comm)},"totalVmBytes":`);
    if (this.#names.size >= MOST_NAMES) this.#names.clear();
    this.#names.set(comm, name);
    return name;
  }

  #put({ words, length }: Part): void {
    const view = this.#view;
    let at = this.length;
    for (let index = 0; index < words.length; index++, at += 4)
      view.setUint32(at, words[index] as number, true);
    this.length += length;
  }

  #member(key: Part, value: number | null): void {
    this.#put(key);
    if (value === null) this.#put(PARTS.null);
    else if (value >= 0 && value < BILLION && (value | 0) === value)
      this.#smallDigits(value, digitsOf(value));
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
    const start = this.length;
    let at = start + digits;
    let rest = value | 0;
    while (at > start + 1) {
      const next = (rest / 100) | 0;
      at -= 2;
      this.#view.setUint16(at, DIGIT_PAIRS[rest - next * 100] as number, true);
      rest = next;
    }
    if (at > start) this.#bytes[start] = ZERO + rest;
    this.length = start + digits;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + bytes, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function isEmpty(extra: Task['extra']): boolean {
  for (const _name in extra) return false;
  return true;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
