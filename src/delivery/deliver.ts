/**
 * The one layer between outbox and sinks: takes what is due, has it sent once, and records what came of it: sent, due again
 * later, or dead. One after another for each sink, or as many together as it takes; sinks do not wait for each other.
 */
import type { OutboxRow } from '../store/records.js';
import type { Store } from '../store/store.js';
import type { Letter, NoticeBody } from './notice.js';
import { createPace } from './pace.js';
import { redact } from './redact.js';
import { type DeliveryResult, retryLater, type Sink } from './sink.js';
import { createSleeper } from './sleeper.js';
import { withGrace } from './with-grace.js';

export interface DelivererOptions {
  readonly sink: Sink;
  readonly store: Store;
  readonly nowMs: () => number;
  /** 0 to 1, for spreading retries. */
  readonly random: () => number;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Told at points where a crash would hurt most; see the service. */
  readonly failpoint: (
    name: 'before-send' | 'after-send-before-record' | 'after-record',
    sink: string,
  ) => void;
  /** Writing to the store failed; the message is kept in memory. */
  readonly onStoreError: (error: unknown) => void;
}

export interface Outcome {
  readonly sink: string;
  readonly row: OutboxRow;
  readonly result: DeliveryResult;
  /** Given up: refused, or tried for too long. */
  readonly isDead: boolean;
  readonly tookMs: number;
}

export interface Deliverer {
  /** Until aborted: then the message being sent gets a moment to finish. */
  run(signal: AbortSignal): Promise<void>;
  /** Something may be due. */
  wake(): void;
  /** Everything that is due at the moment, e.g. for a replay. Returns how many failed. */
  flush(signal: AbortSignal): Promise<number>;
}

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;
const LEASE_MS = 60_000;
const LONGEST_SLEEP_MS = 30_000;
/** While the store cannot be written, what is due stays due. */
const LEAST_SLEEP_MS = 250;

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { sink, store, nowMs } = options;
  const sleeper = createSleeper();
  const paced = createPace(sink.pace);
  const records = createRecords(store, options.onStoreError);

  const takeNext = (): readonly OutboxRow[] => {
    records.catchUp();
    try {
      return store.transaction(() => store.outbox.lease(sink.name, nowMs(), LEASE_MS, sink.atOnce ?? 1));
    } catch (error) {
      options.onStoreError(error);
      const row = store.outbox.peek(sink.name, nowMs(), records.waiting());
      return row === null ? [] : [row];
    }
  };
  const sendPortion = async (
    rows: readonly OutboxRow[],
    letters: readonly Letter[],
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> => {
    options.failpoint('before-send', sink.name);
    const began = nowMs();
    const results = await withGrace((cut) => sendAll(sink, letters, cut), signal);
    // Cut off: the rows stay as being sent, and are looked up or marked at the next start.
    if (results === null) return [];
    for (const _ of rows) paced.sent(nowMs());
    options.failpoint('after-send-before-record', sink.name);
    const outcomes = rows.map((row, index) =>
      judge(options, row, results[index] ?? NO_RESULT, nowMs() - began),
    );
    records.write(
      rows.map(({ seq }) => seq),
      () => {
        for (const outcome of outcomes) record(store, outcome, options);
      },
    );
    options.failpoint('after-record', sink.name);
    for (const outcome of outcomes) options.onOutcome(outcome);
    return outcomes;
  };
  /** Returns how many failed. */
  const send = async (rows: readonly OutboxRow[], signal: AbortSignal): Promise<number> => {
    let failed = 0;
    let rest = rows;
    while (rest.length > 0 && !signal.aborted) {
      const letters = nextLetters(rest, sink, store);
      const portion = rest.slice(0, letters.length);
      rest = rest.slice(letters.length);
      const outcomes = await sendPortion(portion, letters, signal);
      failed += portion.length - outcomes.filter(({ result }) => result.kind === 'delivered').length;
      await sleeper.sleepFully(paced.wait(nowMs()), signal);
    }
    const untried = rest.map(({ seq }) => seq);
    if (untried.length > 0)
      records.write(untried, () => {
        for (const seq of untried) store.outbox.giveBack(seq);
      });
    return failed;
  };
  return {
    async run(signal) {
      while (!signal.aborted) {
        const rows = takeNext();
        if (rows.length === 0) await sleeper.sleep(sleepFor(store, sink.name, nowMs()), signal);
        else await send(rows, signal);
      }
    },
    wake: sleeper.wake,
    async flush(signal) {
      let failed = 0;
      for (let rows = takeNext(); rows.length > 0 && !signal.aborted; rows = takeNext())
        failed += await send(rows, signal);
      return failed;
    },
  };
}

/** What happened to messages: written without waiting for the disk, and kept in memory while it cannot be written. */
function createRecords(store: Store, onStoreError: (error: unknown) => void) {
  const kept = new Map<readonly number[], () => void>();
  const write = (seqs: readonly number[], work: () => void): void => {
    try {
      store.quickTransaction(work);
      kept.delete(seqs);
    } catch (error) {
      kept.set(seqs, work);
      onStoreError(error);
    }
  };
  return {
    write,
    catchUp(): void {
      for (const [seqs, work] of [...kept]) write(seqs, work);
    },
    waiting: (): readonly number[] => [...kept.keys()].flat(),
  };
}

/** So many tasks in the events of one portion: each takes memory. */
const MOST_TASKS = 5000;

/** As many as the sink takes in one go, at least one. */
function nextLetters(rows: readonly OutboxRow[], sink: Sink, store: Store): readonly Letter[] {
  const letters: Letter[] = [];
  let tasks = 0;
  for (const row of rows.slice(0, sink.sendMany === undefined ? 1 : rows.length)) {
    const letter = letterFrom(row, store);
    letters.push(letter);
    tasks += letter.event?.event.tasks.length ?? 0;
    if (tasks >= MOST_TASKS) break;
  }
  return letters;
}

const NO_RESULT = retryLater('the sink gave no result for this message', { isInDoubt: true });

async function sendAll(
  sink: Sink,
  letters: readonly Letter[],
  cut: AbortSignal,
): Promise<readonly DeliveryResult[]> {
  const [letter, ...others] = letters;
  if (letter === undefined) return [];
  if (sink.sendMany !== undefined && others.length > 0) return sink.sendMany(letters, cut);
  return [await sink.send(letter, cut)];
}

function judge(
  { sink, nowMs }: DelivererOptions,
  row: OutboxRow,
  result: DeliveryResult,
  tookMs: number,
): Outcome {
  const isTooOld = result.kind === 'retryLater' && nowMs() - row.createdMs >= GIVE_UP_MS;
  return { sink: sink.name, row, result, tookMs, isDead: result.kind === 'rejected' || isTooOld };
}

function record(store: Store, { row, result, isDead }: Outcome, { nowMs, random }: DelivererOptions): void {
  if (result.kind === 'delivered') store.outbox.sent(row.seq, result.receipt, nowMs());
  else if (isDead) store.outbox.dead(row.seq, redact(result.reason), nowMs());
  else if (result.kind === 'retryLater')
    store.outbox.retry(
      row.seq,
      nowMs() + retryDelay(row.attempts, result.afterMs, random()),
      redact(result.reason),
      result.isInDoubt,
    );
}

/** Full jitter over a doubling range; never before the other side wants it. */
export function retryDelay(attempts: number, afterMs: number | null, random: number): number {
  const range = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 20));
  return Math.max(afterMs ?? 0, Math.round(range * (0.2 + 0.8 * random)));
}

export function letterFrom(row: OutboxRow, store: Store): Letter {
  const body = JSON.parse(row.body) as NoticeBody;
  const event = 'event' in body ? store.events.byId(body.event) : null;
  // Machines get the event alone.
  const log = event === null || body.kind === 'event' ? null : store.events.logOf(event.seq);
  const thread =
    row.thread === null ? null : { id: row.thread, receipt: store.outbox.receiptOf(row.sink, row.thread) };
  return {
    key: row.key,
    body,
    event,
    log: log === null ? null : { path: log.path, firstLine: log.firstLine, lines: log.text.split('\n') },
    thread,
    createdMs: row.createdMs,
    isInDoubt: row.isInDoubt,
  };
}

function sleepFor(store: Store, sink: string, nowMs: number): number {
  const due = store.outbox.nextDue(sink);
  return due === null ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(LEAST_SLEEP_MS, due - nowMs));
}
