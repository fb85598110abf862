/** Runs a source through the service's own pipeline, with a store that is a list and can be told to refuse. */
import pino from 'pino';
import { createHistory } from '../../src/diagnosis/history.js';
import type { OomEvent } from '../../src/report/event.js';
import { type Counters, NO_COUNTERS } from '../../src/service/counters.js';
import { runPipeline } from '../../src/service/pipeline.js';
import type { Followed, Source } from '../../src/source/follow/followed.js';

export interface Piped {
  /** Newest version of each event that was stored. */
  events(): readonly OomEvent[];
  /** The lines of the log that were stored with an event. */
  excerptOf(event: OomEvent): readonly string[];
  /** The store refuses everything while true. */
  isStoreBroken: boolean;
  /** Times it did. */
  refusals: number;
  /** Times the source had nothing more. */
  caughtUp: number;
  until(condition: () => boolean, what: string): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 20_000;

export function runPiped(source: Source, counters: Counters = NO_COUNTERS): Piped {
  const controller = new AbortController();
  const stored = new Map<string, OomEvent>();
  const excerpts = new Map<string, string>();
  const piped: Piped = {
    ...{ isStoreBroken: false, refusals: 0, caughtUp: 0 },
    events: () => [...stored.values()],
    excerptOf: ({ id }) => excerpts.get(id)?.split('\n') ?? [],
    async until(condition, what) {
      const end = Date.now() + PATIENCE_MS;
      while (!condition()) {
        if (Date.now() > end) throw new Error(`never happened: ${what}; stored: ${stored.size}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async stop() {
      piped.isStoreBroken = false;
      controller.abort();
      await done;
    },
  };
  const follow = (position: string | null, signal: AbortSignal) =>
    watched(source.follow(position, signal), piped);
  const done = runPipeline(
    {
      ...{ source: { ...source, follow }, position: null, host: 'receiver', history: createHistory() },
      ...{ counters, log: pino({ level: 'silent' }), nowMs: Date.now, uptime: () => 0 },
      withMoments: (_, readings) => readings,
      onStored: () => {},
      onFull: () => false,
      commit(_, readings) {
        if (piped.isStoreBroken) {
          piped.refusals++;
          throw new Error('the store is broken on purpose');
        }
        for (const { event, log } of readings) {
          stored.set(event.id, event);
          if (log !== null) excerpts.set(event.id, log.text);
        }
      },
    },
    controller.signal,
  );
  return piped;
}

async function* watched(
  items: AsyncIterable<Followed>,
  piped: Piped,
): AsyncGenerator<Followed, void, undefined> {
  for await (const item of items) {
    if (item.kind === 'caught-up') piped.caughtUp++;
    yield item;
  }
}
