/** A configuration, with its sinks made, as parts that can run. What they know comes from the store. */
import { readFileSync } from 'node:fs';
import { createDeliverer, type Outcome } from '../delivery/deliver.js';
import type { Sink } from '../delivery/sink.js';
import { createSleeper } from '../delivery/sleeper.js';
import { uptime } from './clock.js';
import type { Config } from './config/schema.js';
import { createIntake, type Intake } from './intake.js';
import { noteOutcome } from './observe.js';
import type { Parts, Surroundings } from './parts.js';

export function createParts(
  config: Config,
  host: string,
  sinks: readonly Sink[],
  surroundings: Surroundings,
): Parts {
  const { store, log, metrics, failpoint, troubles } = surroundings;
  const onOutcome = (outcome: Outcome): void => noteOutcome(outcome, metrics, log, troubles);
  const onStoreError = (error: unknown): void => {
    metrics.storeError();
    troubles.set('store', String(error));
    log.error({ error: String(error) }, 'the store cannot be written');
  };
  const deliverers = sinks.map((sink) =>
    createDeliverer({
      ...{ sink, store, nowMs: Date.now, random: Math.random },
      ...{ onOutcome, failpoint, onStoreError },
    }),
  );
  const ticks = createSleeper();
  const onStored = (): void => {
    for (const deliverer of deliverers) deliverer.wake();
    ticks.wake();
  };
  const intake = intakeOf(config, host, sinks, surroundings);
  return { ...surroundings, config, host, sinks, deliverers, intake, onStored, ticks };
}

function intakeOf(config: Config, host: string, sinks: readonly Sink[], surroundings: Surroundings): Intake {
  const { store, metrics, failpoint, history, log, silent } = surroundings;
  const onJump = (byMs: number): void => log.warn({ seconds: Math.round(byMs / 1000) }, 'the clock jumped');
  return createIntake({
    ...{ store, config, sinks, host, history, failpoint, silent },
    ...{ bootId: bootId(), counters: metrics, nowMs: Date.now },
    steadyClock: { uptimeSeconds: uptime, onJump },
  });
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
  } catch {
    // Not Linux: events of other machines' logs have their own.
    return null;
  }
}
