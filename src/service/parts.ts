/** The running parts of the service: those that live as long as it does, and those of one configuration. */
import type { Deliverer } from '../delivery/deliver.js';
import type { Sink } from '../delivery/sink.js';
import type { Sleeper } from '../delivery/sleeper.js';
import type { History } from '../diagnosis/history.js';
import type { Store } from '../store/store.js';
import type { Config } from './config/schema.js';
import type { Failpoint } from './failpoint.js';
import type { Intake } from './intake.js';
import type { ServiceLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { MomentWatch } from './moment-watch.js';
import type { SilentWatch } from './silent-watch.js';
import type { Reserve } from './state-directory.js';

/** `troubles`: what is wrong at the moment, by what it concerns. */
export interface Surroundings {
  readonly store: Store;
  readonly reserve: Reserve;
  readonly env: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
  readonly metrics: Metrics;
  readonly history: History;
  readonly failpoint: Failpoint;
  readonly troubles: Map<string, string>;
  readonly moments: MomentWatch;
  readonly silent: SilentWatch;
}

export interface Parts extends Surroundings {
  readonly config: Config;
  readonly host: string;
  readonly sinks: readonly Sink[];
  readonly deliverers: readonly Deliverer[];
  readonly intake: Intake;
  /** Something was stored, or is due: whoever sends or waits looks again. */
  readonly onStored: () => void;
  readonly ticks: Sleeper;
}
