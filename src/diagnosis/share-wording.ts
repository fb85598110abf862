/** Parts of a whole in words. */
import { formatBytes, formatPercent } from '../base/units.js';
import type { Facts } from './facts.js';
import { limitName, limitPlace } from './limit-wording.js';

/** `418 MiB of 512 MiB (82 %)`. */
export function shareOf(part: number, whole: number): string {
  return `${formatBytes(part)} of ${formatBytes(whole)} (${formatPercent(part, whole)})`;
}

/** `418 MiB (82 %) of the 512 MiB memory limit of nginx.service`. */
export function ofLimit(facts: Facts, part: number, total: number): string {
  const limit = `${formatBytes(total)} ${limitName(facts.limit.which)} of ${limitPlace(facts)}`;
  return `${formatBytes(part)} (${formatPercent(part, total)}) of the ${limit}`;
}

/** `3.32 GiB (85 %) of the 3.91 GiB of usable RAM`. */
export function ofRam(part: number, ram: number): string {
  return `${formatBytes(part)} (${formatPercent(part, ram)}) of the ${formatBytes(ram)} of usable RAM`;
}
