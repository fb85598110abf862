/**
 * The one layer between outbox and sinks: takes what is due, has it sent once, and records what came of it: sent, due again
 * later, or dead. One message at a time for each sink; sinks do not wait for each other.
 */
import type { OutboxRow } from '../store/records.js';
import type { Store } from '../store/store.js';
import type { Letter, NoticeBody } from './notice.js';
import { redact } from './redact.js';
import type { DeliveryResult, Pace, Sink } from './sink.js';
import { createSleeper } from './sleeper.js';

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
const GRACE_MS = 1000;
/** Longer than any sink waits for its other side. */
const FINISH_MS = 30_000;
/** As the reason of the signal: nobody is in a hurry, so that nothing need be in doubt. */
export const FINISH = 'finish';

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { sink, store, nowMs } = options;
  const sleeper = createSleeper();
  /** What happened to messages while the store could not be written. */
  const unrecorded = new Map<number, () => void>();
  const paced = createPace(sink.pace);

  const write = (seq: number, work: () => void): void => {
    try {
      work();
      unrecorded.delete(seq);
    } catch (error) {
      unrecorded.set(seq, work);
      options.onStoreError(error);
    }
  };
  const takeNext = (): OutboxRow | null => {
    for (const [seq, work] of [...unrecorded]) write(seq, work);
    try {
      return store.transaction(() => store.outbox.lease(sink.name, nowMs(), LEASE_MS));
    } catch (error) {
      options.onStoreError(error);
      return store.outbox.peek(sink.name, nowMs(), [...unrecorded.keys()]);
    }
  };
  const sendOne = async (row: OutboxRow, signal: AbortSignal): Promise<Outcome | null> => {
    options.failpoint('before-send', sink.name);
    const began = nowMs();
    const result = await withGrace((cut) => sink.send(letterFrom(row, store), cut), signal);
    // Cut off: the row stays as being sent, and is looked up or marked at the next start.
    if (result === null) return null;
    paced.sent(nowMs());
    options.failpoint('after-send-before-record', sink.name);
    const outcome = judge(options, row, result, nowMs() - began);
    write(row.seq, () => record(store, row, outcome, options));
    options.failpoint('after-record', sink.name);
    options.onOutcome(outcome);
    return outcome;
  };
  return {
    async run(signal) {
      while (!signal.aborted) {
        const row = takeNext();
        if (row === null) {
          await sleeper.sleep(sleepFor(store, sink.name, nowMs()), signal);
          continue;
        }
        await sendOne(row, signal);
        await sleeper.sleepFully(paced.wait(nowMs()), signal);
      }
    },
    wake: sleeper.wake,
    async flush(signal) {
      let failed = 0;
      for (let row = takeNext(); row !== null; row = takeNext()) {
        const outcome = await sendOne(row, signal);
        if (outcome?.result.kind !== 'delivered') failed++;
        await sleeper.sleepFully(paced.wait(nowMs()), signal);
      }
      return failed;
    },
  };
}

/** Tokens that fill up again: `burst` at once, then one every `gapMs`. */
export function createPace({ burst, gapMs }: Pace) {
  let tokens = burst;
  let countedMs = Number.NEGATIVE_INFINITY;
  const refill = (nowMs: number): void => {
    if (gapMs === 0) return;
    tokens = Math.min(burst, tokens + Math.max(0, nowMs - countedMs) / gapMs);
    countedMs = nowMs;
  };
  return {
    sent(nowMs: number): void {
      refill(nowMs);
      tokens -= 1;
    },
    /** Until the next may go. */
    wait(nowMs: number): number {
      refill(nowMs);
      return gapMs === 0 || tokens >= 1 ? 0 : (1 - tokens) * gapMs;
    },
  };
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

function record(
  store: Store,
  row: OutboxRow,
  { result, isDead }: Outcome,
  { nowMs, random }: DelivererOptions,
): void {
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
  const log = event === null ? null : store.events.logOf(event.seq);
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
  // A message may be held back by an earlier one of its thread: look again soon, but not at once.
  return due === null ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(250, due - nowMs));
}

async function withGrace(
  send: (cut: AbortSignal) => Promise<DeliveryResult>,
  signal: AbortSignal,
): Promise<DeliveryResult | null> {
  const cutting = new AbortController();
  let stop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<null>((resolve) => {
    stop = () => {
      const graceMs = signal.reason === FINISH ? FINISH_MS : GRACE_MS;
      timer = setTimeout(() => {
        resolve(null);
        cutting.abort();
      }, graceMs);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([send(cutting.signal), cut]);
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
