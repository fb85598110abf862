/** Looks for silent kills every few seconds, and stores and tells them like any other event, for as long as the parts run. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Parts } from './parts.js';
import type { Reading } from './source-reader.js';

const LOOK_MS = 5000;

export async function runSilent(parts: Parts, signal: AbortSignal): Promise<void> {
  const { silent, intake, moments, host, log, onStored } = parts;
  let waiting: readonly Reading[] = [];
  while (!signal.aborted) {
    try {
      const events = silent.look();
      const readings = events.map((event) => ({
        ...{ event, place: event.id, log: null, isBacklog: false, killUptimeSeconds: null, moment: null },
      }));
      waiting = [...waiting, ...moments.addTo({ isLocal: true }, host, readings)];
      if (waiting.length > 0) {
        intake.commit({ name: 'counters', trust: 'verified' }, waiting, null);
        log.warn({ kills: waiting.length }, 'the kernel counted kills of which no log line was seen');
        waiting = [];
        onStored();
      }
    } catch (error) {
      // What could not be stored waits for the next look.
      log.error({ error: String(error) }, 'silent kills could not be looked for or stored');
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}
