/** What the service does by the clock: orders what is due, and keeps the database small. */
import { applyRetention } from '../store/retention.js';
import type { Parts } from './parts.js';

/** Seconds since boot, by a clock that nobody sets. */
export function uptime(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** With nothing due: a jump of the wall clock matters only to what is. */
const TICK_MS = 5000;
const RETENTION_MS = 3_600_000;

export async function runClock(parts: Parts, signal: AbortSignal): Promise<void> {
  const { intake, store, config, log, reserve, metrics, troubles, ticks, deliverers } = parts;
  let cleanedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      if (intake.onTime()) {
        troubles.delete('store');
        for (const deliverer of deliverers) deliverer.wake();
      }
      if (uptime() * 1000 - cleanedMs > RETENTION_MS) {
        cleanedMs = uptime() * 1000;
        applyRetention(store, { keepMs: config.storage.keep, maxBytes: config.storage.maxSize }, Date.now());
        reserve.refill();
      }
    } catch (error) {
      metrics.storeError();
      troubles.set('store', String(error));
      log.error({ error: String(error) }, 'the store cannot be written');
    }
    const next = intake.nextDue();
    const wait = next === null ? TICK_MS : Math.min(TICK_MS, Math.max(20, next - Date.now()));
    await ticks.sleep(wait, signal);
  }
}
