/**
 * Follows sources into whatever parts are current. Sources that a new configuration does not change go on over the change: what
 * comes through a pipe is not to be cut.
 */
import type { Source } from '../source/follow/followed.js';
import { uptime } from './clock.js';
import { emergency } from './emergency.js';
import { noteTrouble } from './observe.js';
import type { Parts } from './parts.js';
import { runPipeline } from './pipeline.js';
import type { Reading } from './source-reader.js';

export interface Watch {
  /** Every source has ended. */
  readonly done: Promise<void>;
  /** What is open is stored as far as it is decided. */
  stop(): Promise<void>;
}

export function watchSources(sources: readonly Source[], current: () => Parts): Watch {
  const stop = new AbortController();
  const done = Promise.all(sources.map((source) => watchSource(source, current, stop.signal)));
  return {
    done: done.then(() => {}),
    async stop() {
      stop.abort();
      await done;
    },
  };
}

function watchSource(source: Source, current: () => Parts, signal: AbortSignal): Promise<void> {
  const { store, host, history, log, metrics, troubles, moments } = current();
  const counters = {
    ...metrics,
    storeError() {
      metrics.storeError();
      troubles.set('store', 'it cannot be written');
    },
    trouble: (name: string, isTroubled: boolean) => noteTrouble(metrics, troubles, name, isTroubled),
  };
  return runPipeline(
    {
      ...{ source, host, history, counters, log, uptime },
      position: store.cursor(source.name),
      nowMs: Date.now,
      commit(...readings) {
        current().intake.commit(...readings);
        troubles.delete('store');
      },
      withMoments: (from, readings) => moments.addTo(from, current().host, readings),
      onStored: () => current().onStored(),
      onFull: createOnFull(current),
    },
    signal,
  );
}

/** Each configuration has its own: whom to tell, and whom it has told. */
function createOnFull(current: () => Parts): (readings: readonly Reading[]) => boolean {
  let parts = current();
  let tell = emergency(parts);
  return (readings) => {
    if (parts !== current()) {
      parts = current();
      tell = emergency(parts);
    }
    return tell(readings);
  };
}
