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
      maxSize: size(config.storage.maxSize),
    },
  };
}

const SIZES: readonly (readonly [number, string])[] = [
  [1024 ** 3, 'GiB'],
  [1e9, 'GB'],
  [1024 ** 2, 'MiB'],
  [1e6, 'MB'],
  [1024, 'KiB'],
];

function size(bytes: number): string {
  const [step, unit] = SIZES.find(([one]) => bytes >= one && bytes % one === 0) ?? [1000, 'kB'];
  return `${bytes / step}${unit}`;
}

function time(ms: number): string {
  const [step, unit] = STEPS.find(([size]) => ms >= size && ms % size === 0) ?? [1, 'ms'];
  return `${ms / step}${unit}`;
}
