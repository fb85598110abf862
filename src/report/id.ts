/**
 * The event's id: a hash of the host and of the kernel's own words, without any time or wrapping, so that the same event
 * has the same id in dmesg, syslog and journal, read whole or from its middle.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** 80 bits: a collision needs about 10^12 different events. */
const ID_BYTES = 10;

export function reportId(host: string | null, parts: readonly string[]): string {
  const text = [host ?? '', ...parts].join('\u0000');
  return bytesToHex(sha256(utf8ToBytes(text)).subarray(0, ID_BYTES));
}

/** The n-th event with the same words in one log (another boot, a repeated manual run) gets an id of its own. */
export function numberedId(base: string, seen: Map<string, number>): string {
  const times = (seen.get(base) ?? 0) + 1;
  seen.set(base, times);
  return times === 1 ? base : reportId(base, [String(times)]);
}
