/**
 * The service: sources into the store, messages out of it, until it is told to stop. A new configuration replaces the running
 * parts; the state is all in the store, so nothing is lost in between.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeliverer, type Deliverer, type Outcome } from '../delivery/deliver.js';
import type { Sink } from '../delivery/sink.js';
import { createHistory } from '../diagnosis/history.js';
import { applyRetention } from '../store/retention.js';
import { openStore, type Store } from '../store/store.js';
import { createSinks } from './config/create-sinks.js';
import type { Config } from './config/schema.js';
import { createSources } from './create-sources.js';
import { emergency } from './emergency.js';
import { createFailpoint } from './failpoint.js';
import { type HttpService, startHttp } from './http.js';
import { createIntake, type Intake } from './intake.js';
import type { ServiceLog } from './log.js';
import { createMetrics, type Metrics } from './metrics.js';
import { runPipeline } from './pipeline.js';
import {
  createReserve,
  createStateDirectory,
  databasePath,
  lockState,
  type Reserve,
} from './state-directory.js';
import { serviceStatus } from './status.js';

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

interface Surroundings {
  readonly store: Store;
  readonly reserve: Reserve;
  readonly env: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
}

interface Parts extends Surroundings {
  readonly config: Config;
  readonly host: string;
  readonly sinks: readonly Sink[];
  readonly deliverers: readonly Deliverer[];
  readonly intake: Intake;
  readonly metrics: Metrics;
  readonly history: ReturnType<typeof createHistory>;
  readonly troubles: Map<string, string>;
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

function noteOutcome(
  { sink, row, result, isDead, tookMs }: Outcome,
  metrics: Metrics,
  log: ServiceLog,
  troubles: Map<string, string>,
): void {
  metrics.delivery(sink, isDead ? 'dead' : result.kind, tookMs / 1000);
  const about = { sink, message: row.kind, attempt: row.attempts };
  if (result.kind === 'delivered') {
    troubles.delete(`sink ${sink}`);
    if (result.warning === null) log.info(about, 'sent');
    else log.warn(about, `sent, but ${result.warning}`);
    return;
  }
  troubles.set(`sink ${sink}`, result.reason);
  if (isDead) log.error(about, `given up: ${result.reason}`);
  else log.warn(about, `not sent, tried again later: ${result.reason}`);
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
  const clock = runClock(parts, wake, stopClock.signal);
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
          onStored: wake,
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

function noteTrouble(
  metrics: Metrics,
  troubles: Map<string, string>,
  name: string,
  isTroubled: boolean,
): void {
  metrics.trouble(name, isTroubled);
  if (isTroubled) troubles.set(`source ${name}`, 'it cannot be read');
  else troubles.delete(`source ${name}`);
}

async function openHttp(parts: Parts): Promise<HttpService | null> {
  const { config, metrics, troubles, log } = parts;
  if (config.http === 'off') return null;
  const problem = (only: (name: string) => boolean): string | null => {
    const names = [...troubles.keys()].filter(only);
    return names.length === 0 ? null : names.map((name) => `${name}: ${troubles.get(name)}`).join('\n');
  };
  try {
    return await startHttp(config.http.listen, {
      metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
      unhealthy: () => problem((name) => name === 'store'),
      unready: () => problem((name) => !name.startsWith('sink ')),
      status: () =>
        serviceStatus(parts.store, {
          host: parts.host,
          openIncidents: parts.intake.openIncidents(),
          troubles: [...troubles],
        }),
    });
  } catch (error) {
    // Watching matters more than being watched.
    log.error({ listen: config.http.listen, error: String(error) }, 'no metrics and health: cannot listen');
    return null;
  }
}

const TICK_MS = 1000;
const JUMP_MS = 5000;
const RETENTION_MS = 3_600_000;

/** Orders what is due, keeps the database small, and notices when the wall clock jumps. */
async function runClock(parts: Parts, wake: () => void, signal: AbortSignal): Promise<void> {
  const { intake, store, config, log, reserve, metrics, troubles } = parts;
  let offset = Date.now() - uptime() * 1000;
  let cleanedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const jump = Date.now() - uptime() * 1000 - offset;
      if (Math.abs(jump) > JUMP_MS) {
        log.warn({ seconds: Math.round(jump / 1000) }, 'the clock jumped');
        intake.shift(jump);
        offset += jump;
      }
      const due = intake.nextDue();
      if (due !== null && due <= Date.now()) {
        intake.onTime();
        wake();
      }
      if (uptime() * 1000 - cleanedMs > RETENTION_MS) {
        cleanedMs = uptime() * 1000;
        applyRetention(store, { keepMs: config.storage.keep, maxBytes: config.storage.maxSize }, Date.now());
        reserve.refill();
      }
      troubles.delete('store');
    } catch (error) {
      metrics.storeError();
      troubles.set('store', String(error));
      log.error({ error: String(error) }, 'the store cannot be written');
    }
    const next = intake.nextDue();
    const wait = next === null ? TICK_MS : Math.min(TICK_MS, Math.max(20, next - Date.now()));
    await sleep(wait, undefined, { signal }).catch(() => {});
  }
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

function uptime(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
  } catch {
    // Not Linux: events of other machines' logs have their own.
    return null;
  }
}
