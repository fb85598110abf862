/**
 * The service: sources into the store, messages out of it, until it is told to stop. A new configuration replaces the parts that it
 * changes; the state is all in the store, so nothing is lost in between.
 */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHistory } from '../diagnosis/history.js';
import type { Source } from '../source/follow/followed.js';
import { openStore, type Store } from '../store/store.js';
import { uptime } from './clock.js';
import { createSinks } from './config/create-sinks.js';
import type { Config } from './config/schema.js';
import { createParts } from './create-parts.js';
import { createSources, LOG_FILES } from './create-sources.js';
import { createFailpoint } from './failpoint.js';
import type { ServiceLog } from './log.js';
import { createMetrics } from './metrics.js';
import { createMomentWatch } from './moment-watch.js';
import type { Parts, Surroundings } from './parts.js';
import { startParts } from './run-parts.js';
import { createSilentWatch } from './silent-watch.js';
import { createReserve, createStateDirectory, databasePath, lockState } from './state-directory.js';
import { type Watch, watchSources } from './watch-sources.js';

export interface RunOptions {
  readonly config: Config;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
  /** Ends the service. */
  readonly signal: AbortSignal;
  /** Called with a function that replaces the configuration, or throws what is wrong with it and changes nothing. */
  readonly onReady: (reload: (config: Config) => Promise<void>) => void;
}

/** Returns when stopped, or when every source has ended and everything due was sent. */
export async function runService(options: RunOptions): Promise<void> {
  const { directory, log } = options;
  createStateDirectory(directory);
  const lock = await lockState(directory);
  try {
    const store = await openStore(databasePath(directory));
    try {
      await runOnStore(options, store);
    } finally {
      store.close();
    }
  } finally {
    lock.close();
    log.debug({}, 'the state is closed');
  }
}

/** A configuration whose secrets were read and whose sources exist: it can be used. */
interface Prepared {
  readonly config: Config;
  readonly host: string;
  readonly sinks: Parts['sinks'];
  readonly sources: readonly Source[];
}

async function prepare(config: Config, env: NodeJS.ProcessEnv): Promise<Prepared> {
  const host = config.host ?? hostname();
  const sources = createSources(config.sources, env);
  return { config, host, sources, sinks: await createSinks(config, host, env) };
}

async function runOnStore(options: RunOptions, store: Store): Promise<void> {
  const { signal, log, env } = options;
  let prepared = await prepare(options.config, env);
  const surroundings = createSurroundings(options, store, () => parts);
  const changes = createChanges();
  const stopped = aborted(signal);
  options.onReady(async (config) => changes.put(await prepare(config, env)));
  let parts: Parts | null = null;
  let watch: { readonly of: Prepared; readonly sources: Watch } | null = null;
  for (;;) {
    recover(store, log);
    const current = createParts(prepared.config, prepared.host, prepared.sinks, surroundings);
    parts = current;
    surroundings.moments.configure(prepared.config.moment);
    const running = await startParts(current, watchesKernel(prepared));
    if (watch === null || !hasSameSources(watch.of, prepared)) {
      await watch?.sources.stop();
      watch = { of: prepared, sources: watchSources(prepared.sources, () => parts ?? current) };
    }
    log.info(introduction(prepared, running.http), 'watching');
    const next = await Promise.race([watch.sources.done, stopped, changes.next()]);
    if (next == null) {
      if (!signal.aborted) await drain(current, signal);
      await watch.sources.stop();
    }
    await running.stop(next == null ? 'end' : 'hand-over');
    if (next == null) {
      surroundings.moments.close();
      return;
    }
    log.info({}, 'the new configuration is used');
    prepared = next;
  }
}

/** Only who reads this kernel's own log can say that a line is missing in it. */
function watchesKernel({ config, sources }: Prepared): boolean {
  if (config.moment === 'off' || !config.moment.silentDeaths) return false;
  return sources.some(
    ({ isLocal, trust, path }) => isLocal && (trust === 'verified' || LOG_FILES.includes(path)),
  );
}

const HISTORY = 100;

function createSurroundings(
  { directory, env, log }: RunOptions,
  store: Store,
  current: () => Parts | null,
): Surroundings {
  const history = createHistory();
  for (const { event } of store.events.latest(HISTORY)) history.add(event);
  const openIncidents = (): number => current()?.intake.openIncidents() ?? 0;
  const metrics = createMetrics({ store, nowMs: Date.now, openIncidents });
  const failpoint = createFailpoint(env);
  const reserve = createReserve(directory);
  const moments = createMomentWatch({
    nowMs: () => uptime() * 1000,
    wallMs: Date.now,
    onError: (error) => log.warn({ error: String(error) }, 'the machine could not be sampled'),
  });
  const silent = createSilentWatch({ wallMs: Date.now, host: () => current()?.host ?? hostname() });
  return { store, reserve, env, log, metrics, history, failpoint, moments, silent, troubles: new Map() };
}

/** The newest configuration that is not used yet. */
function createChanges() {
  let waiting: Prepared | null = null;
  let arrived: ((prepared: Prepared) => void) | null = null;
  return {
    put(prepared: Prepared): void {
      if (arrived === null) waiting = prepared;
      else arrived(prepared);
      arrived = null;
    },
    next(): Promise<Prepared> {
      return new Promise((resolve) => {
        if (waiting === null) arrived = resolve;
        else resolve(waiting);
        waiting = null;
      });
    },
  };
}

/** Names of sources do not say how they are read: the configuration does. */
function hasSameSources(a: Prepared, b: Prepared): boolean {
  const key = ({ config, host, sources }: Prepared): string =>
    JSON.stringify([host, config.sources, sources.map(({ name }) => name)]);
  return key(a) === key(b);
}

/** Cut off while being sent, by a crash or by a change of the configuration. */
function recover(store: Store, log: ServiceLog): void {
  const messages = store.outbox.recover(Date.now());
  if (messages > 0)
    log.warn({ messages }, 'messages were cut off while being sent; they are looked up or marked');
}

function introduction({ sources, sinks, host }: Prepared, http: string | null): object {
  return { sources: sources.map(({ name }) => name), sinks: sinks.map(({ name }) => name), host, http };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
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
