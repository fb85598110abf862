/** Runs the parts of one configuration beside the sources: the clock, the deliveries, the service's own HTTP. */
import { FINISH } from '../delivery/with-grace.js';
import { runClock } from './clock.js';
import { openHttp } from './observe.js';
import type { Parts } from './parts.js';
import { runSilent } from './run-silent.js';

export interface RunningParts {
  /** Where metrics and health are; null where nowhere. */
  readonly http: string | null;
  /** Messages being sent get a moment to finish, and where others take over, all the time they want. */
  stop(how: 'end' | 'hand-over'): Promise<void>;
}

export async function startParts(parts: Parts, watchesKernel: boolean): Promise<RunningParts> {
  const { deliverers, sinks, onStored } = parts;
  const http = await openHttp(parts);
  const stopDelivery = new AbortController();
  const deliveries = Promise.all(deliverers.map((deliverer) => deliverer.run(stopDelivery.signal)));
  const stopClock = new AbortController();
  const clock = runClock(parts, stopClock.signal);
  const silent = watchesKernel ? runSilent(parts, stopClock.signal) : null;
  return {
    http: http?.address ?? null,
    async stop(how) {
      stopClock.abort();
      await Promise.all([clock, silent]);
      onStored();
      stopDelivery.abort(how === 'hand-over' ? FINISH : undefined);
      await deliveries;
      await Promise.all([...sinks.map((sink) => sink.close()), http?.close()]);
    },
  };
}
