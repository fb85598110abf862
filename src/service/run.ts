/**
 * The service: sources into the store, messages out of it, until it is told to stop. A new configuration replaces the running
 * parts; the state is all in the store, so nothing is lost in between.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeliverer, type Outcome } from '../delivery/deliver.js';
import { createHistory } from '../diagnosis/history.js';
import { openStore } from '../store/store.js';
import { createTicks, runClock, uptime } from './clock.js';
import { createSinks } from './config/create-sinks.js';
import type { Config } from './config/schema.js';
import { createSources } from './create-sources.js';
import { emergency } from './emergency.js';
import { createFailpoint } from './failpoint.js';
import { createIntake, type Intake } from './intake.js';
import type { ServiceLog } from './log.js';
import { createMetrics } from './metrics.js';
import { noteOutcome, noteTrouble, openHttp } from './observe.js';
import type { Parts, Surroundings } from './parts.js';
import { runPipeline } from './pipeline.js';
import { createReserve, createStateDirectory, databasePath, lockState } from './state-directory.js';

export interface RunOptions {
  readonly config: Config;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
  /** Ends the service. */
  readonly signal: AbortSignal;
  /** Called with a function that replaces the configuration. */
  readonly onReady: (reload: (config: Config) => void) => void;
}

/** Returns when stopped, or when every source has ended and everything due was sent. */
export async function runService(options: RunOptions): Promise<void> {
  const { directory, signal, log, env } = options;
  createStateDirectory(directory);
  const lock = await lockState(directory);
  const store = await openStore(databasePath(directory));
  const reserve = createReserve(directory);
  let { config } = options;
  let next: Config | null = null;
  try {
    const inDoubt = store.outbox.recover(Date.now());
    if (inDoubt > 0)
      log.warn(
        { messages: inDoubt },
        'messages were being sent when the service died; they are looked up or marked',
      );
    for (;;) {
      const stop = new AbortController();
      const both = AbortSignal.any([signal, stop.signal]);
      const parts = await createParts(config, { store, reserve, env, log });
      options.onReady((replacement) => {
        next = replacement;
        stop.abort();
      });
      await runParts(parts, both);
      if (next === null || signal.aborted) return;
      log.info({}, 'the new configuration is used');
      config = next;
      next = null;
    }
  } finally {
    store.close();
    lock.close();
  }
}

const HISTORY = 100;

async function createParts(config: Config, surroundings: Surroundings): Promise<Parts> {
  const { store, env, log } = surroundings;
  const host = config.host ?? hostname();
  const sinks = await createSinks(config, host, env);
  const history = createHistory();
  for (const { event } of store.events.latest(HISTORY)) history.add(event);
  const troubles = new Map<string, string>();
  let intake: Intake | null = null;
  const metrics = createMetrics({
    store,
    nowMs: Date.now,
    openIncidents: () => intake?.openIncidents() ?? 0,
  });
  const failpoint = createFailpoint(env);
  intake = createIntake({
    store,
    config,
    sinks,
    host,
    bootId: bootId(),
    history,
    counters: metrics,
    nowMs: Date.now,
    failpoint,
  });
  const onOutcome = (outcome: Outcome): void => noteOutcome(outcome, metrics, log, troubles);
  const onStoreError = (error: unknown): void => {
    metrics.storeError();
    troubles.set('store', String(error));
    log.error({ error: String(error) }, 'the store cannot be written');
  };
  const deliverers = sinks.map((sink) =>
    createDeliverer({
      sink,
      store,
      nowMs: Date.now,
      random: Math.random,
      onOutcome,
      failpoint,
      onStoreError,
    }),
  );
  return { ...surroundings, config, host, sinks, deliverers, intake, metrics, history, troubles };
}

async function runParts(parts: Parts, signal: AbortSignal): Promise<void> {
  const { config, store, intake, sinks, deliverers, log, metrics, troubles, host, history } = parts;
  const wake = (): void => {
    for (const deliverer of deliverers) deliverer.wake();
  };
  const http = await openHttp(parts);
  const stopDelivery = new AbortController();
  const deliveries = Promise.all(deliverers.map((deliverer) => deliverer.run(stopDelivery.signal)));
  const stopClock = new AbortController();
  const ticks = createTicks();
  const clock = runClock(parts, wake, ticks, stopClock.signal);
  const onStored = (): void => {
    wake();
    ticks.wake();
  };
  const counters = {
    ...metrics,
    trouble: (name: string, isTroubled: boolean) => noteTrouble(metrics, troubles, name, isTroubled),
  };
  const sources = createSources(config.sources);
  log.info(
    {
      sources: sources.map(({ name }) => name),
      sinks: sinks.map(({ name }) => name),
      host,
      http: http?.address ?? null,
    },
    'watching',
  );
  await Promise.all(
    sources.map((source) => {
      const position = store.cursor(source.name);
      const onFull = emergency({ sinks, reserve: parts.reserve, config, host, log });
      return runPipeline(
        {
          source,
          position,
          intake,
          host,
          history,
          counters,
          log,
          nowMs: Date.now,
          uptime,
          onStored,
          onFull,
        },
        signal,
      );
    }),
  );
  if (!signal.aborted) await drain(parts, signal);
  stopClock.abort();
  await clock;
  wake();
  stopDelivery.abort();
  await deliveries;
  await Promise.all([...sinks.map((sink) => sink.close()), http?.close()]);
}

/** All sources have ended: what is still to be told is told, then the service ends. */
async function drain({ store, intake }: Parts, signal: AbortSignal): Promise<void> {
  while (
    !signal.aborted &&
    (intake.hasUntold() ||
      store.outbox.counts().some(({ state }) => state === 'pending' || state === 'sending'))
  )
    await sleep(50, undefined, { signal }).catch(() => {});
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
  } catch {
    // Not Linux: events of other machines' logs have their own.
    return null;
  }
}
