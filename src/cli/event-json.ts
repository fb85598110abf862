/**
 * Events as JSON in UTF-8: byte for byte what `JSON.stringify` gives (test/cli/event-json.test.ts), in pieces of bounded
 * size. Tasks are the bulk of it, and are written straight into the bytes: of 64 MiB of reports of 250 tasks, twice that
 * as JSON, `JSON.stringify` and the encoding of its text took a fifth of the time, and this a quarter of that.
 */
import type { OomEvent, Task } from '../report/event.js';
import { JsonBytes, type Part, partOf } from './json-bytes.js';

export interface EventJson {
  /** The event between two short texts. A piece is only good until the next one is asked for. */
  pieces(before: string, event: OomEvent, after: string): Generator<Uint8Array>;
}

const PIECE_BYTES = 256 * 1024;
/** More than any row takes, its name and extra columns aside. */
const ROW_BYTES = 1024;
/** Names whose JSON is kept, with the key behind it. */
const MOST_NAMES = 1024;
const COMMA = 0x2c;

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
};

export function createEventJson(): EventJson {
  const writer = new Writer();
  return {
    *pieces(before, event, after) {
      const [head, tail] = membersAround(event);
      writer.text(before);
      writer.text(head.length > EMPTY.length ? head.slice(0, -1) : '{');
      writer.text(head.length > EMPTY.length ? ',"tasks":[' : '"tasks":[');
      for (let next = 0; next < event.tasks.length; ) {
        next = writer.tasks(event.tasks, next);
        if (writer.length >= PIECE_BYTES) yield writer.take();
      }
      writer.text(tail.length > EMPTY.length ? '],' : ']');
      writer.text(tail.slice(1));
      writer.text(after);
      yield writer.take();
    },
  };
}

const EMPTY = '{}';

/** JSON of the members before the tasks and of those behind: in two calls, since one for each member takes half as long again. */
function membersAround(event: OomEvent): readonly [head: string, tail: string] {
  const before: Record<string, unknown> = {};
  const behind: Record<string, unknown> = {};
  let part = before;
  for (const [name, value] of Object.entries(event)) {
    if (name === 'tasks') part = behind;
    else part[name] = value;
  }
  return [JSON.stringify(before), JSON.stringify(behind)];
}

class Writer extends JsonBytes {
  readonly #names = new Map<string | null, Part>();

  constructor() {
    super(PIECE_BYTES + 64 * 1024);
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
    this.reserve(ROW_BYTES + name.length);
    if (hasOneBefore) this.byte(COMMA);
    this.member(PARTS.pid, task.pid);
    this.member(PARTS.uid, task.uid);
    this.member(PARTS.tgid, task.tgid);
    this.member(name, task.totalVmBytes);
    this.member(PARTS.rss, task.rssBytes);
    this.member(PARTS.rssAnon, task.rssAnonBytes);
    this.member(PARTS.rssFile, task.rssFileBytes);
    this.member(PARTS.rssShmem, task.rssShmemBytes);
    this.member(PARTS.pageTable, task.pageTableBytes);
    this.member(PARTS.swap, task.swapBytes);
    this.member(PARTS.oomScoreAdj, task.oomScoreAdj);
    const { derived } = task;
    if (task.oomAdj === null && isEmpty(task.extra)) this.member(PARTS.onlyBadness, derived.badnessPages);
    else {
      this.member(PARTS.oomAdj, task.oomAdj);
      this.text(`,"extra":${JSON.stringify(task.extra)}`);
      this.reserve(ROW_BYTES);
      this.member(PARTS.badness, derived.badnessPages);
    }
    this.member(PARTS.score, derived.oomScore);
    this.member(PARTS.rank, derived.rank);
    this.put(derived.eligible === null ? PARTS.unknown : derived.eligible ? PARTS.eligible : PARTS.exempt);
  }

  #nameOf(comm: string | null): Part {
    const known = this.#names.get(comm);
    if (known !== undefined) return known;
    const name = partOf(`,"comm":${JSON.stringify(comm)},"totalVmBytes":`);
    if (this.#names.size >= MOST_NAMES) this.#names.clear();
    this.#names.set(comm, name);
    return name;
  }
}

function isEmpty(extra: Task['extra']): boolean {
  for (const _name in extra) return false;
  return true;
}
