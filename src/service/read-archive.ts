/**
 * One log of an archive through the service's own reader: what it would have read of it, and when by the log's own clock. Text is
 * read line by line, without what is done for logs that were pasted or printed; of journals only what is trusted is looked at.
 */
import type { History } from '../diagnosis/history.js';
import type { KernelRecord } from '../envelope/record.js';
import { createGate } from '../scan/gate.js';
import { sharedScanMemory } from '../scan/needle-scanner.js';
import type { Source } from '../source/follow/followed.js';
import type { JournalInput, TextInput } from '../source/input.js';
import type { Trust } from '../store/records.js';
import { type ArchiveFeed, createArchiveFeed, type TimedReading } from './archive-feed.js';
import { createLineBursts, isApart } from './line-bursts.js';
import { timeMs } from './record-time.js';
import { createSourceReader, type SourceReader } from './source-reader.js';

/** A reading, and the source that the service would have had it from. */
export interface ArchiveReading extends TimedReading {
  readonly source: { readonly name: string; readonly trust: Trust };
}

/** Records handed on together, as a journal that is followed does. */
const MOST_RECORDS = 512;

/** In the order of the log. Throws `InputDamage` after everything readable was handed out. */
export async function* readArchive(
  opened: TextInput | JournalInput,
  history: History,
): AsyncGenerator<ArchiveReading> {
  const isJournal = opened.kind === 'journal';
  const source: Source = {
    name: `${isJournal ? 'journal' : 'file'}:${opened.path}`,
    path: opened.path,
    trust: isJournal ? 'verified' : 'unverified',
    isLocal: false,
    async *follow() {},
  };
  const modified = opened.modified ?? new Date();
  const reader = createSourceReader({
    ...{ source, history, host: null, hasPosition: true, nowMs: modified.getTime() },
  });
  const feed = createArchiveFeed(reader, modified.getTime());
  const { name, trust } = source;
  const told = isJournal ? fromJournal(opened, feed) : fromText(opened, feed, reader, modified);
  let damage: unknown = null;
  try {
    for await (const reading of told) yield { ...reading, source: { name, trust } };
  } catch (error) {
    damage = error;
  }
  for (const reading of feed.end()) yield { ...reading, source: { name, trust } };
  if (damage !== null) throw damage;
}

async function* fromText(
  { path, bytes }: TextInput,
  feed: ArchiveFeed,
  reader: SourceReader,
  modified: Date,
): AsyncGenerator<TimedReading> {
  let told: TimedReading[] = [];
  const positionAt = (_: number, line: number): string => `${path}:${line}`;
  const bursts = createLineBursts(modified, ({ firstMs, lastMs, ...piece }) => {
    told.push(...feed.pass(firstMs), ...feed.pass(lastMs));
    told.push(...feed.give({ kind: 'text', ...piece, positionAt }));
  });
  // Lines far from anything about memory change nothing while nothing is open: they are only counted.
  const gate = createGate(
    {
      parse: bursts.push,
      skip: bursts.skipLines,
      busy() {
        bursts.flush();
        return !reader.isSettled();
      },
    },
    sharedScanMemory(),
  );
  let damage: unknown = null;
  try {
    for await (const chunk of bytes) {
      gate.push(chunk);
      yield* told;
      told = [];
    }
  } catch (error) {
    damage = error;
  }
  gate.end();
  bursts.end();
  yield* told;
  if (damage !== null) throw damage;
}

async function* fromJournal(
  { path, records }: JournalInput,
  feed: ArchiveFeed,
): AsyncGenerator<TimedReading> {
  let go: KernelRecord[] = [];
  const give = function* (): Generator<TimedReading> {
    const [first, last] = [go[0], go.at(-1)];
    if (first === undefined || last === undefined) return;
    yield* feed.pass(timeMs(first));
    yield* feed.pass(timeMs(last));
    yield* feed.give({ kind: 'records', records: go, positionAt: (line) => `${path}:${line}` });
    go = [];
  };
  let boot: string | null = null;
  let damage: unknown = null;
  try {
    for await (const record of records) {
      const [first] = go;
      const isNewBoot = boot !== null && boot !== record.bootId;
      const isFull = go.length === MOST_RECORDS;
      if (isNewBoot || isFull || (first !== undefined && isApart(timeMs(first), timeMs(record))))
        yield* give();
      if (isNewBoot) yield* feed.give({ kind: 'boundary', reason: 'the machine was started anew' });
      boot = record.bootId;
      go.push(record);
    }
  } catch (error) {
    damage = error;
  }
  yield* give();
  if (damage !== null) throw damage;
}
