/**
 * An archive through the service as if it happened now: the log's own times are the clock, the store is in memory, so that what
 * comes out is exactly what the service would have told, and when.
 */
import { letterFrom } from '../delivery/deliver.js';
import type { Letter } from '../delivery/notice.js';
import { createHistory } from '../diagnosis/history.js';
import type { OomEvent } from '../report/event.js';
import type { Trust } from '../store/records.js';
import { openStore, type Store } from '../store/store.js';
import type { Config } from './config/schema.js';
import { NO_COUNTERS } from './counters.js';
import { factsOf } from './event-facts.js';
import { createIntake, type Intake } from './intake.js';

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
  /** How the archive's events count: kernel journals and kmsg are verified. */
  readonly trust: Trust;
  /** Called for each message in the order of time, before the next is decided. */
  readonly tell: (told: Told) => Promise<string | null>;
}

export interface ReplayResult {
  readonly events: number;
  readonly messages: number;
  readonly suppressed: ReadonlyMap<string, number>;
}

/** Events without any time follow each other by this. */
const STEP_MS = 1000;

export async function replay(events: readonly OomEvent[], options: ReplayOptions): Promise<ReplayResult> {
  const store = await openStore(':memory:');
  const timed = inOrder(events);
  let nowMs = timed[0]?.atMs ?? 0;
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
  for (const [index, { event, atMs }] of timed.entries()) {
    messages += await pass(intake, store, options, clock, atMs);
    const place = `${event.source.path}:${event.source.firstLine}:${index}`;
    intake.commit(
      { name: `replay:${event.source.path}`, trust: options.trust },
      [{ event, place, log: null, isBacklog: false, killUptimeSeconds: null, moment: null }],
      null,
    );
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

/** By wall clock where it is known; what has none keeps its place behind the one before. */
function inOrder(
  events: readonly OomEvent[],
): readonly { readonly event: OomEvent; readonly atMs: number }[] {
  let last = 0;
  const timed = events.map((event) => {
    const uptimeMs = event.time.uptimeSeconds === null ? null : Math.round(event.time.uptimeSeconds * 1000);
    last = factsOf(event).wallMs ?? uptimeMs ?? last + STEP_MS;
    return { event, atMs: last };
  });
  return timed.toSorted((a, b) => a.atMs - b.atMs);
}
