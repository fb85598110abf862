/** A configuration as it can be written into a file: times and sizes with their units, addresses without their secrets. */
import { redact } from '../../delivery/redact.js';
import type { Config } from './schema.js';

const STEPS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
  [1, 'ms'],
];

export function showConfig(config: Config): object {
  const { wait, replyEvery, quiet, remind, mailDigest, storm } = config.grouping;
  return {
    ...config,
    sinks: Object.fromEntries(
      Object.entries(config.sinks).map(([name, sink]) => [
        name,
        {
          ...sink,
          ...('url' in sink && typeof sink.url === 'string' ? { url: redact(sink.url) } : {}),
          ...('hold' in sink ? { hold: time(sink.hold) } : {}),
          ...('timeout' in sink ? { timeout: time(sink.timeout) } : {}),
        },
      ]),
    ),
    grouping: {
      wait: time(wait),
      replyEvery: time(replyEvery),
      quiet: time(quiet),
      remind: time(remind),
      mailDigest: time(mailDigest),
      storm,
    },
    storage: {
      ...config.storage,
      keep: time(config.storage.keep),
      maxSize: `${Math.round(config.storage.maxSize / 1e3)}kB`,
    },
  };
}

function time(ms: number): string {
  const [step, unit] = STEPS.find(([size]) => ms >= size && ms % size === 0) ?? [1, 'ms'];
  return `${ms / step}${unit}`;
}
