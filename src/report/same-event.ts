/**
 * Tells whether two readings are of one event. The same run of the OOM killer comes through /dev/kmsg, the journal and
 * syslog with the same process, sizes and boot clock, but with another path, sometimes without its beginning, and with
 * wall clocks of different precision.
 */
import type { OomEvent } from './event.js';

/** Key in `extra` of an event that was made from the kernel's counters: how many kills they count. */
export const SILENT_KILLS = 'silent.kills';

/** The event's own words, without host and clock: the victim and its sizes, else what names the run. */
export function wordsOf(event: OomEvent): string {
  const victim = event.victims[0];
  if (event.extra[SILENT_KILLS] !== undefined) return JSON.stringify(['silent', event.id]);
  if (victim === undefined) {
    const { trigger } = event;
    return JSON.stringify([
      event.killer,
      event.outcome,
      trigger?.pid,
      trigger?.comm,
      trigger?.gfpMask,
      trigger?.order,
    ]);
  }
  const sizes = [victim.totalVmBytes, victim.anonRssBytes, victim.fileRssBytes, victim.shmemRssBytes];
  // Transports change the bytes of names; with sizes the name is not needed.
  const name = sizes.every((size) => size === null) ? victim.comm : null;
  return JSON.stringify([event.killer, victim.pid, ...sizes, name]);
}

/** When and where an event was, as one reading tells it. */
export interface Occasion {
  readonly host: string | null;
  readonly bootId: string | null;
  readonly uptimeSeconds: number | null;
  readonly wallMs: number | null;
  readonly seenMs: number;
}

/** The first line of one reading and of another that lost its beginning lie this far apart at most. */
const LONGEST_REPORT_SECONDS = 30;
const WALL_SLACK_MS = 10_000;
const SEEN_SLACK_MS = 300_000;

/** Both readings have the same words. */
export function isSameOccasion(a: Occasion, b: Occasion): boolean {
  if (!isSameHost(a.host, b.host)) return false;
  if (a.bootId !== null && b.bootId !== null && a.bootId !== b.bootId) return false;
  const uptime = difference(a.uptimeSeconds, b.uptimeSeconds);
  if (uptime !== null && uptime > LONGEST_REPORT_SECONDS) return false;
  // The wall clock may have been set, or be reckoned from the boot clock: within one boot the boot clock decides.
  if (uptime !== null && a.bootId !== null && a.bootId === b.bootId) return true;
  const wall = difference(a.wallMs, b.wallMs);
  if (wall !== null) return wall <= WALL_SLACK_MS + (uptime === null ? 0 : LONGEST_REPORT_SECONDS * 1000);
  return uptime !== null || Math.abs(a.seenMs - b.seenMs) <= SEEN_SLACK_MS;
}

/** Readings of one event differ by less on each clock that both have. */
const STRETCH_SECONDS = LONGEST_REPORT_SECONDS + WALL_SLACK_MS / 1000;

/** The stretch of time that the occasion is in, on each clock it has. */
export function stretchesOf({ uptimeSeconds, wallMs }: Occasion): readonly string[] {
  return stretches(uptimeSeconds, wallMs, [0]);
}

/** The stretches that other readings of the same occasion may be in. */
export function stretchesAround({ uptimeSeconds, wallMs }: Occasion): readonly string[] {
  return stretches(uptimeSeconds, wallMs, [-1, 0, 1]);
}

function stretches(
  uptimeSeconds: number | null,
  wallMs: number | null,
  around: readonly number[],
): readonly string[] {
  const clocks = { uptime: uptimeSeconds, wall: wallMs === null ? null : wallMs / 1000 };
  return Object.entries(clocks).flatMap(([clock, seconds]) =>
    seconds === null ? [] : around.map((step) => `${clock} ${Math.floor(seconds / STRETCH_SECONDS) + step}`),
  );
}

/** `web1` and `web1.example.org` are one host; a source that names none may be any. */
export function isSameHost(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return (
    left === right ||
    (left.split('.')[0] === right.split('.')[0] && (!left.includes('.') || !right.includes('.')))
  );
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.abs(a - b);
}

/** How much of the event a reading shows: the fuller one is kept. */
export function fullnessOf(event: OomEvent): number {
  return (
    (event.completeness.status === 'complete' ? 1000 : 0) +
    (event.tasks.length > 0 ? 100 : 0) +
    (event.memory === null ? 0 : 50) +
    (event.trigger === null ? 0 : 25) +
    Math.min(20, event.victims.length) +
    Math.min(50, event.aftermath.length) / 100 +
    event.victims.filter((victim) => victim.reaped !== null).length / 10_000
  );
}
