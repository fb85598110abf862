/** One message through the outbox and a real sink, on a clock that jumps to whatever is due next. */
import { createDeliverer } from '../../src/delivery/deliver.js';
import type { Sink } from '../../src/delivery/sink.js';
import { openStore } from '../../src/store/store.js';
import { sightingOf } from '../store/facts.js';
import { FIGURES, storedEvent } from './letters.js';

export interface Delivery {
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
  /** Pauses between the attempts. */
  readonly pausesMs: readonly number[];
}

const MOST_ATTEMPTS = 40;

export async function deliverOne(sink: Sink, kind: 'incident' | 'event'): Promise<Delivery> {
  const store = await openStore(':memory:');
  let nowMs = Date.now();
  const { event, facts } = storedEvent();
  store.transaction(() => store.events.record(event, facts, sightingOf(), false));
  const body =
    kind === 'event'
      ? { kind, event: event.id }
      : { kind, event: event.id, figures: { ...FIGURES, count: 1 }, why: null, since: 1 };
  const thread = kind === 'event' ? null : 'incident-1';
  store.outbox.add(
    { sink: sink.name, key: 'k-1', thread, kind, body: JSON.stringify(body), dueMs: nowMs },
    nowMs,
  );
  const deliverer = createDeliverer({
    ...{ sink, store, nowMs: () => nowMs, random: () => 0 },
    ...{ onOutcome() {}, failpoint() {} },
    onStoreError(error) {
      throw error;
    },
  });
  const pausesMs: number[] = [];
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    await deliverer.flush(new AbortController().signal);
    const due = store.outbox.nextDue(sink.name);
    if (due === null) break;
    pausesMs.push(due - nowMs);
    nowMs = due;
  }
  const row = store.database.prepare('SELECT state, attempts, error FROM outbox').get() as Omit<
    Delivery,
    'pausesMs'
  >;
  store.close();
  await sink.close();
  return { ...row, pausesMs };
}
