/** Durations and sizes as people write them in a configuration file. */
import { z } from 'zod';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const UNITS_BYTES: Readonly<Record<string, number>> = {
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** `10s`, `15m`, `4h`, `90d`; in milliseconds. */
export function duration(leastMs = 0) {
  return z
    .string('expected a time such as 10s, 15m, 4h or 90d')
    .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h|d|w)$/, 'expected a time such as 10s, 15m, 4h or 90d')
    .transform((text) => inUnits(text, UNITS_MS))
    .refine((ms) => ms >= leastMs, `expected at least ${leastMs / 1000}s`);
}

/** `512MB`, `2GiB`; in bytes. */
export const size = z
  .string('expected a size such as 512MB')
  .regex(/^\d+(?:\.\d+)?(?:kB|MB|GB|KiB|MiB|GiB)$/, 'expected a size such as 512MB')
  .transform((text) => inUnits(text, UNITS_BYTES));

function inUnits(text: string, units: Readonly<Record<string, number>>): number {
  const number = Number.parseFloat(text);
  return Math.round(number * (units[text.replace(/^[\d.]+/, '')] ?? 1));
}
