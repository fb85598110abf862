/**
 * What was read of an archive, through the service as if it happened now: the log's own times are the clock, the store is in
 * memory, so that what comes out is exactly what the service would have told, and when.
 */
import { letterFrom } from '../delivery/deliver.js';
import type { Letter } from '../delivery/notice.js';
import { createHistory } from '../diagnosis/history.js';
import { openStore, type Store } from '../store/store.js';
import type { Config } from './config/schema.js';
import { NO_COUNTERS } from './counters.js';
import { createIntake, type Intake } from './intake.js';
import type { ArchiveReading } from './read-archive.js';

export interface Told {
  readonly sink: string;
  /** By the log's clock. */
  readonly atMs: number;
  readonly letter: Letter;
}

export interface ReplayOptions {
  readonly config: Config;
  readonly sinks: Parameters<typeof createIntake>[0]['sinks'];
  readonly host: string;
  /** Called for each message in the order of time, before the next is decided. */
  readonly tell: (told: Told) => Promise<string | null>;
}

export interface ReplayResult {
  readonly events: number;
  readonly messages: number;
  readonly suppressed: ReadonlyMap<string, number>;
}

/** Readings of several logs happen in the order of their times. */
export async function replay(
  readings: readonly ArchiveReading[],
  options: ReplayOptions,
): Promise<ReplayResult> {
  const store = await openStore(':memory:');
  const inOrder = readings.toSorted((a, b) => a.atMs - b.atMs);
  let nowMs = inOrder[0]?.atMs ?? 0;
  const clock = {
    now: () => nowMs,
    set: (ms: number) => {
      nowMs = Math.max(nowMs, ms);
    },
  };
  const { config, sinks, host } = options;
  const intake = createIntake({
    ...{ store, config, sinks, host, bootId: null, history: createHistory(), counters: NO_COUNTERS },
    nowMs: clock.now,
    failpoint: () => {},
    isReplay: true,
  });
  let messages = 0;
  for (const { source, reading, atMs } of inOrder) {
    messages += await pass(intake, store, options, clock, atMs);
    intake.commit(source, [reading], null);
  }
  messages += await pass(intake, store, options, clock, Number.POSITIVE_INFINITY);
  const suppressed = new Map(
    [...store.tallies()]
      .filter(([name]) => name.startsWith('suppressed/'))
      .map(([name, value]) => [name.slice(11), value] as const),
  );
  const stored = (store.database.prepare('SELECT count(*) AS count FROM event').get() as { count: number })
    .count;
  store.close();
  return { events: stored, messages, suppressed };
}

/** Lets the clock run up to `untilMs`, stopping wherever something is due. */
async function pass(
  intake: Intake,
  store: Store,
  options: ReplayOptions,
  clock: { now: () => number; set: (ms: number) => void },
  untilMs: number,
): Promise<number> {
  let messages = 0;
  for (;;) {
    const outbox = options.sinks.map(({ name }) => store.outbox.nextDue(name));
    const due = [intake.nextDue(), ...outbox]
      .filter((one) => one !== null)
      .reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
    if (due > untilMs || due === Number.POSITIVE_INFINITY) break;
    clock.set(due);
    intake.onTime();
    messages += await sendDue(store, options, clock.now());
  }
  if (untilMs !== Number.POSITIVE_INFINITY) clock.set(untilMs);
  return messages;
}

async function sendDue(store: Store, { sinks, tell }: ReplayOptions, nowMs: number): Promise<number> {
  const next = (sink: string) => store.outbox.lease(sink, nowMs, 0, 1);
  let messages = 0;
  for (const { name } of sinks) {
    for (let [row] = next(name); row !== undefined; [row] = next(name)) {
      const receipt = await tell({ sink: name, atMs: nowMs, letter: letterFrom(row, store) });
      store.outbox.sent(row.seq, receipt, nowMs);
      messages++;
    }
  }
  return messages;
}
