/**
 * Puts the moment of death beside events: samples the machine while it is wanted, and when an event of this very machine and of
 * just now is read, has taken down what is known. Events of other hosts, of archives and of the past get nothing.
 */

import { HOST_PATHS, type HostPaths } from '../moment/read-small.js';
import { Sampler } from '../moment/sampler.js';
import { type KillTime, takeMoment } from '../moment/take-moment.js';
import { isSameHost } from '../report/same-event.js';
import type { Source } from '../source/follow/followed.js';
import type { Config } from './config/schema.js';
import type { Reading } from './source-reader.js';

export interface MomentWatch {
  /** Begins, ends or changes the sampling. */
  configure(config: Config['moment']): void;
  addTo(source: Pick<Source, 'isLocal'>, host: string, readings: readonly Reading[]): readonly Reading[];
  close(): void;
}

export interface MomentWatchOptions {
  readonly paths?: HostPaths;
  /** Milliseconds on the clock since boot, which the kernel's log uses too. */
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  /** Sampling failed, which must not disturb the watching. */
  readonly onError: (error: unknown) => void;
}

/** What happened longer ago is no moment any more: memory looks different by then. */
const FRESH_MS = 30_000;
const CLOCK_SLACK_MS = 2000;

export function createMomentWatch(options: MomentWatchOptions): MomentWatch {
  const { paths = HOST_PATHS, nowMs, wallMs, onError } = options;
  let running: { readonly sampler: Sampler; readonly stop: AbortController; readonly mode: string } | null =
    null;
  const end = (): void => {
    running?.stop.abort();
    running?.sampler.close();
    running = null;
  };
  return {
    configure(config) {
      const mode = config === 'off' ? 'off' : config.arguments;
      if (mode === (running?.mode ?? 'off')) return;
      end();
      if (config === 'off') return;
      const sampler = new Sampler({ paths, arguments: config.arguments, nowMs });
      const stop = new AbortController();
      running = { sampler, stop, mode };
      sampler.run(stop.signal, onError).catch(onError);
    },
    addTo(source, host, readings) {
      if (running === null || readings.length === 0) return readings;
      const { sampler } = running;
      return readings.map((reading) => {
        const kill = killTimeOf(reading, nowMs(), wallMs());
        if (kill === null || !isOfThisHost(reading, kill, source, host)) return reading;
        return { ...reading, moment: takeMoment(reading.event, kill, { sampler, paths, nowMs, wallMs }) };
      });
    },
    close: end,
  };
}

/** Null where it was not just now, by the best clock that the log has. */
export function killTimeOf(
  { event, isBacklog, killUptimeSeconds }: Pick<Reading, 'event' | 'isBacklog' | 'killUptimeSeconds'>,
  nowMs: number,
  wallMs: number,
): KillTime | null {
  if (isBacklog) return null;
  const uptime = killUptimeSeconds ?? event.time.uptimeSeconds;
  const wall = event.time.wall === null ? Number.NaN : Date.parse(event.time.wall);
  const kill: KillTime =
    uptime !== null
      ? { ms: uptime * 1000, source: 'boot-clock' }
      : Number.isNaN(wall)
        ? { ms: nowMs, source: 'when-read' }
        : { ms: nowMs - (wallMs - wall), source: 'wall-clock' };
  const ageMs = nowMs - kill.ms;
  return ageMs <= FRESH_MS && ageMs >= -CLOCK_SLACK_MS ? kill : null;
}

/** A source that may carry other machines' logs must name this host, and be on its clock. */
function isOfThisHost(
  { event }: Reading,
  kill: KillTime,
  { isLocal }: Pick<Source, 'isLocal'>,
  host: string,
): boolean {
  if (!isSameHost(event.host, host)) return false;
  return isLocal || (event.host !== null && kill.source === 'boot-clock');
}
