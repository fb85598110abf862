/** The counters as Prometheus metrics. Labels come from the configuration or from short lists, never from a log. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../store/store.js';
import type { Counters } from './counters.js';

export interface Metrics extends Counters {
  /** The text of /metrics. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  readonly store: Store;
  readonly openIncidents: () => number;
  readonly nowMs: () => number;
}

const HOUR_MS = 3_600_000;

export function createMetrics({ store, openIncidents, nowMs }: MetricsOptions): Metrics {
  const registry = new Registry();
  // Sampling the event loop every 10 ms, as is the default, costs more than everything else while idle.
  collectDefaultMetrics({ register: registry, prefix: 'oomscope_', eventLoopMonitoringPrecision: HOUR_MS });
  // Sampled so rarely, these hold the pause between two samples and would be taken for a lag.
  for (const of of ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'])
    registry.removeSingleMetric(`oomscope_nodejs_eventloop_lag_${of}_seconds`);
  const { events, suppressed, deliveries, seconds } = eventCounters([registry]);
  const { records, bytes, dropped, troubled, storeErrors } = sourceCounters([registry]);
  registerGauges(registry, store, openIncidents, nowMs);
  return {
    event: ({ event, facts, trust }) =>
      events.inc({ scope: event.scope, severity: facts.severity, killer: event.killer, trust }),
    suppressed: (reason) => suppressed.inc({ reason }),
    delivery(sink, result, took) {
      deliveries.inc({ sink, result });
      seconds.observe({ sink }, took);
    },
    read(source, count, size) {
      records.inc({ source }, count);
      if (size !== null) bytes.inc({ source }, size);
    },
    lost: (source, count, reason) => dropped.inc({ source, reason }, count),
    trouble: (source, isTroubled) => troubled.set({ source }, Number(isTroubled)),
    storeError: () => storeErrors.inc(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function eventCounters(registers: readonly Registry[]) {
  const events = new Counter({
    name: 'oomscope_events_total',
    help: 'Runs of an OOM killer seen',
    labelNames: ['scope', 'severity', 'killer', 'trust'],
    registers: [...registers],
  });
  const suppressed = new Counter({
    name: 'oomscope_suppressed_total',
    help: 'Events that caused no message of their own',
    labelNames: ['reason'],
    registers: [...registers],
  });
  const deliveries = new Counter({
    name: 'oomscope_deliveries_total',
    help: 'Attempts to send',
    labelNames: ['sink', 'result'],
    registers: [...registers],
  });
  const seconds = new Histogram({
    name: 'oomscope_delivery_seconds',
    help: 'Time that sending took',
    labelNames: ['sink'],
    buckets: [0.1, 0.3, 1, 3, 10, 30],
    registers: [...registers],
  });
  return { events, suppressed, deliveries, seconds };
}

function sourceCounters(registers: readonly Registry[]) {
  const records = new Counter({
    name: 'oomscope_source_received_records_total',
    help: 'Lines, messages or records read or received',
    labelNames: ['source'],
    registers: [...registers],
  });
  const bytes = new Counter({
    name: 'oomscope_source_received_bytes_total',
    help: 'Bytes of text read or received',
    labelNames: ['source'],
    registers: [...registers],
  });
  const dropped = new Counter({
    name: 'oomscope_source_dropped_records_total',
    help: 'Records lost before they could be read, by reason',
    labelNames: ['source', 'reason'],
    registers: [...registers],
  });
  const troubled = new Gauge({
    name: 'oomscope_source_troubled',
    help: '1 while a source cannot be read',
    labelNames: ['source'],
    registers: [...registers],
  });
  const storeErrors = new Counter({
    name: 'oomscope_store_errors_total',
    help: 'Failed writes to the store',
    registers: [...registers],
  });
  return { records, bytes, dropped, troubled, storeErrors };
}

function registerGauges(
  registry: Registry,
  store: Store,
  openIncidents: () => number,
  nowMs: () => number,
): void {
  const registers = [registry];
  new Gauge({
    name: 'oomscope_outbox_messages',
    help: 'Messages by state',
    labelNames: ['sink', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { sink, state, count } of store.outbox.counts()) this.set({ sink, state }, count);
    },
  });
  new Gauge({
    name: 'oomscope_outbox_oldest_seconds',
    help: 'Age of the oldest message that is not sent',
    labelNames: ['sink'],
    registers,
    collect() {
      this.reset();
      for (const { sink, state, oldestMs } of store.outbox.counts())
        if (state === 'pending') this.set({ sink }, (nowMs() - oldestMs) / 1000);
    },
  });
  new Gauge({
    name: 'oomscope_open_incidents',
    help: 'Incidents that are not over',
    registers,
    collect() {
      this.set(openIncidents());
    },
  });
}
