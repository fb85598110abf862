/** The wall clock jumps, back and forth: what waits keeps its pauses, what comes then is news, nothing is lost. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSleeper, type Sleeper } from '../../src/delivery/sleeper.js';
import { createHistory } from '../../src/diagnosis/history.js';
import { parseLog } from '../../src/log-parser.js';
import { runClock, uptime } from '../../src/service/clock.js';
import { configSchema } from '../../src/service/config/schema.js';
import { NO_COUNTERS } from '../../src/service/counters.js';
import { createIntake, type Intake } from '../../src/service/intake.js';
import type { Parts } from '../../src/service/parts.js';
import { openStore, type Store } from '../../src/store/store.js';
import { killLines } from '../kit/kill-lines.js';

const HOUR = 3_600_000;
const WAIT_MS = 600;
const config = configSchema.parse({
  sinks: { team: { type: 'slack-webhook', url: { env: 'X' } } },
  grouping: { wait: `${WAIT_MS}ms` },
});
let jumpedMs = 0;
const realNow = Date.now;
let store: Store;
let intake: Intake;
let stop: AbortController;
let clock: Promise<void>;
let ticks: Sleeper;
let pid = 0;

beforeEach(async () => {
  jumpedMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + jumpedMs);
  store = await openStore(':memory:');
  const sinks = [{ name: 'team', audience: 'plain' as const }];
  intake = createIntake({
    ...{ store, config, sinks, host: 'web1', bootId: null, history: createHistory(), counters: NO_COUNTERS },
    ...{ nowMs: Date.now, failpoint() {}, steadyClock: { uptimeSeconds: uptime, onJump() {} } },
  });
  stop = new AbortController();
  ticks = createSleeper();
  const parts = {
    ...{ intake, store, config, deliverers: [], ticks, troubles: new Map<string, string>() },
    log: { debug() {}, info() {}, warn() {}, error() {}, setLevel() {} },
    metrics: NO_COUNTERS,
    reserve: { release: () => false, refill() {} },
  } as unknown as Parts;
  clock = runClock(parts, stop.signal);
});
afterEach(async () => {
  stop.abort();
  await clock;
  store.close();
  vi.restoreAllMocks();
});

async function kill(place: string): Promise<void> {
  const text = killLines({ pid: ++pid, cgroup: place, at: new Date(Date.now()) });
  const readings = [];
  for await (const event of parseLog([Buffer.from(text)]))
    readings.push({
      event,
      place: `line ${pid}`,
      log: null,
      isBacklog: false,
      killUptimeSeconds: null,
      moment: null,
    });
  intake.commit({ name: 'file:kern.log', trust: 'unverified' }, readings, null);
  ticks.wake();
}

const told = () =>
  store.database.prepare('SELECT kind, created_ms AS createdMs FROM outbox ORDER BY seq').all() as {
    kind: string;
    createdMs: number;
  }[];

async function until(count: number): Promise<void> {
  const end = realNow() + 15_000;
  while (told().length < count) {
    if (realNow() > end) throw new Error(`only ${told().length} of ${count} messages`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it.each([
  ['forward by a day', 24 * HOUR],
  ['back by a day', -24 * HOUR],
  ['back by two hours', -2 * HOUR],
])('%s: a waiting incident is told after its wait, and new kills are news', async (_, by) => {
  await kill('/a.service');
  const began = realNow();
  jumpedMs = by;
  await until(1);
  // Neither at once, nor a day later. The jump is noticed within a second.
  expect(realNow() - began).toBeLessThan(WAIT_MS + 5000);
  await kill('/b.service');
  await until(2);
  expect(told().map(({ kind }) => kind)).toEqual(['incident', 'incident']);
});

it('back and forth and back again', async () => {
  for (const [index, by] of [-3 * HOUR, HOUR, -5 * HOUR, 30 * HOUR, 0].entries()) {
    jumpedMs = by;
    await kill(`/${index}.service`);
    await until(index + 1);
  }
  expect(told().map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'incident'));
});
