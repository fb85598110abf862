/** The running parts of the service under one configuration. */
import type { Deliverer } from '../delivery/deliver.js';
import type { Sink } from '../delivery/sink.js';
import type { History } from '../diagnosis/history.js';
import type { Store } from '../store/store.js';
import type { Config } from './config/schema.js';
import type { Intake } from './intake.js';
import type { ServiceLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { Reserve } from './state-directory.js';

export interface Surroundings {
  readonly store: Store;
  readonly reserve: Reserve;
  readonly env: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
}

/** `troubles`: what is wrong at the moment, by what it concerns. */
export interface Parts extends Surroundings {
  readonly config: Config;
  readonly host: string;
  readonly sinks: readonly Sink[];
  readonly deliverers: readonly Deliverer[];
  readonly intake: Intake;
  readonly metrics: Metrics;
  readonly history: History;
  readonly troubles: Map<string, string>;
}
