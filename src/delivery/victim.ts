/** Whom an event is about, for sinks that take single facts. */
import type { OomEvent, Victim } from '../report/event.js';

/** The process chosen, or the first one killed. Null where none is known. */
export function victimOf({ victims }: OomEvent): Victim | null {
  return victims.find(({ role }) => role === 'selected') ?? victims[0] ?? null;
}

/** Resident memory of the victim when it was killed, as far as the log shows it. */
export function heldBytes(victim: Victim): number | null {
  const parts = [victim.anonRssBytes, victim.fileRssBytes, victim.shmemRssBytes].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0);
}

/** The cgroup that the event is about: the victim's, else the one whose limit was hit. */
export function cgroupOf(event: OomEvent): string | null {
  return victimOf(event)?.memcgPath ?? event.memcg?.taskPath ?? event.memcg?.limitPath ?? null;
}
