/**
 * The service's own pipeline, followed source, store, grouping and deliveries, by a clock that the test sets: lines are written as
 * a machine writes them, and what the sinks were told is kept, with the time.
 */
import { createDeliverer } from '../../src/delivery/deliver.js';
import type { Letter } from '../../src/delivery/notice.js';
import { type Audience, delivered, type Sink, UNLIMITED } from '../../src/delivery/sink.js';
import { createHistory } from '../../src/diagnosis/history.js';
import type { Config } from '../../src/service/config/schema.js';
import { countNewlines } from '../../src/service/count-newlines.js';
import { NO_COUNTERS } from '../../src/service/counters.js';
import { createIntake } from '../../src/service/intake.js';
import { runPipeline } from '../../src/service/pipeline.js';
import type { Followed, Source } from '../../src/source/follow/followed.js';
import { openStore } from '../../src/store/store.js';

export interface ToldLetter {
  readonly sink: string;
  readonly atMs: number;
  readonly letter: Letter;
}

/** Lines that a machine writes at one moment. */
export interface Written {
  readonly atMs: number;
  readonly lines: number;
  write(): void;
}

export interface LiveFeed {
  readonly told: readonly ToldLetter[];
  /** Events that caused no message of their own, by reason. */
  readonly suppressed: ReadonlyMap<string, number>;
  readonly events: number;
}

export const RECEIPT = '{"channel":"-","ts":"-"}';
/** Pauses after which a reader that gets nothing more tells what it has. */
const PAUSES_MS = [300, 120_300];
const NO_LOG = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {} };

export async function feedLive(
  source: Source,
  portions: readonly Written[],
  config: Config,
  audiences: Readonly<Record<string, Audience>>,
): Promise<LiveFeed> {
  const store = await openStore(':memory:');
  const told: ToldLetter[] = [];
  let nowMs = (portions[0]?.atMs ?? 0) - 60_000;
  const sinks = Object.entries(audiences).map(([name, audience]) =>
    recordingSink(name, audience, (letter) => told.push({ sink: name, atMs: nowMs, letter })),
  );
  const history = createHistory();
  const clock = { nowMs: () => nowMs, failpoint() {} };
  const intake = createIntake({
    ...{ store, config, sinks, host: 'web1', bootId: null, history, counters: NO_COUNTERS, ...clock },
  });
  const deliverers = sinks.map((sink) =>
    createDeliverer({
      ...{ sink, store, random: Math.random, onOutcome() {}, ...clock },
      onStoreError(error) {
        throw error;
      },
    }),
  );
  /** What is due up to then happens at its own time. */
  const passTo = async (untilMs: number): Promise<void> => {
    const dues = (): number[] =>
      [intake.nextDue(), ...sinks.map(({ name }) => store.outbox.nextDue(name))].filter(
        (due) => due !== null,
      );
    for (let due = Math.min(...dues()); due <= untilMs && due < Infinity; due = Math.min(...dues())) {
      nowMs = Math.max(nowMs, due);
      intake.onTime();
      for (const deliverer of deliverers) await deliverer.flush(new AbortController().signal);
    }
    if (untilMs < Infinity) nowMs = untilMs;
  };
  const stop = new AbortController();
  const watched = watch(source);
  const pipeline = runPipeline(
    {
      ...{
        source: watched.source,
        position: null,
        host: 'web1',
        history,
        counters: NO_COUNTERS,
        log: NO_LOG,
      },
      ...{ commit: intake.commit.bind(intake), nowMs: clock.nowMs, uptime: () => 0 },
      withMoments: (_, readings) => readings,
      onStored() {},
      onFull: () => false,
    },
    stop.signal,
  );
  await watched.looked();
  for (const [index, { atMs, lines, write }] of portions.entries()) {
    await passTo(atMs);
    write();
    await watched.read(lines);
    const nextMs = portions[index + 1]?.atMs ?? Infinity;
    for (const pause of PAUSES_MS.filter((one) => atMs + one <= nextMs)) {
      await passTo(atMs + pause);
      await watched.looked();
    }
  }
  stop.abort();
  await pipeline;
  await passTo(Infinity);
  const suppressed = [...store.tallies()].filter(([name]) => name.startsWith('suppressed/'));
  const events = store.events.latest(1000).length;
  store.close();
  return { told, events, suppressed: new Map(suppressed.map(([name, count]) => [name.slice(11), count])) };
}

function recordingSink(name: string, audience: Audience, tell: (letter: Letter) => void): Sink {
  return {
    ...{ name, audience, type: 'test', pace: UNLIMITED },
    async send(letter) {
      tell(letter);
      return delivered(RECEIPT);
    },
    async close() {},
  };
}

const PATIENCE_MS = 20_000;

/** Says how far the pipeline has come with a source, and has it look once more without waiting for the next second. */
function watch(source: Source) {
  let lines = 0;
  let looks = 0;
  let awaited = 0;
  let ask = (): void => {};
  const until = async (condition: () => boolean, what: string): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`${what} never happened; ${lines} of ${awaited} lines were read`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const looked = async (): Promise<void> => {
    const before = looks;
    ask();
    await until(() => looks > before, 'a look');
  };
  async function* follow(position: string | null, signal: AbortSignal): AsyncGenerator<Followed, void> {
    const items = source.follow(position, signal);
    let next: ReturnType<typeof items.next> | null = null;
    const question = (): Promise<null> =>
      new Promise((resolve) => {
        ask = () => resolve(null);
      });
    let asked = question();
    for (;;) {
      next ??= items.next();
      const item = await Promise.race([next, asked]);
      if (item?.done === true) return;
      // Only after the piece was taken: its bytes are valid until the next is asked for.
      if (item === null) asked = question();
      else next = null;
      const given: Followed = item?.value ?? { kind: 'caught-up' };
      if (given.kind === 'text') lines += countNewlines(given.bytes);
      if (given.kind === 'records') lines += given.records.length;
      yield given;
      if (given.kind === 'caught-up') looks++;
    }
  }
  return {
    source: { ...source, follow },
    looked,
    async read(count: number): Promise<void> {
      awaited += count;
      await until(() => lines >= awaited, 'the last line');
      await looked();
    },
  };
}
