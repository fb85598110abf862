/** What the service knows of an event beside its text: how grave it is, where, how large, and when by this machine's clock. */
import { visibleText } from '../base/text.js';
import { sizeOf } from '../diagnosis/event-series.js';
import { placeKey } from '../diagnosis/place.js';
import { placeNameOf } from '../render/view/place.js';
import type { OomEvent } from '../report/event.js';
import { wordsOf } from '../report/same-event.js';
import type { EventFacts, EventSeverity } from '../store/records.js';

export function factsOf(event: OomEvent): EventFacts {
  const wallMs = event.time.wall === null ? Number.NaN : Date.parse(event.time.wall);
  const program = event.victims[0]?.comm ?? event.selected?.comm ?? null;
  return {
    words: wordsOf(event),
    wallMs: Number.isNaN(wallMs) ? null : Math.round(wallMs),
    severity: severityOf(event),
    program: program === null ? null : visibleText(program),
    place: placeNameOf(event),
    placeKey: visibleText(placeKey(event)),
    residentBytes: sizeOf(event),
  };
}

/** The machine in trouble is critical; a cgroup at its limit is a warning; what a hand asked for is no trouble. */
export function severityOf(event: OomEvent): EventSeverity {
  if (event.manual) return 'info';
  if (event.outcome === 'panicked' || event.outcome === 'no-killable-task') return 'critical';
  return event.scope === 'memcg' ? 'warning' : 'critical';
}

/**
 * Gives an event that only has the boot clock its wall time, reckoned from the present of both clocks. Only for this
 * machine's own kernel, in this boot.
 */
export function anchorTime(event: OomEvent, nowMs: number, uptimeSeconds: number): OomEvent {
  const { time } = event;
  if (time.wall !== null || time.uptimeSeconds === null) return event;
  const wallMs = nowMs - (uptimeSeconds - time.uptimeSeconds) * 1000;
  return {
    ...event,
    time: { ...time, wall: new Date(Math.round(wallMs)).toISOString(), wallSource: 'boot-anchored' },
  };
}

const MOST_TASKS = 5000;

/** A machine with very many processes must not fill the database with one event. */
export function boundedEvent(event: OomEvent): OomEvent {
  if (event.tasks.length <= MOST_TASKS) return event;
  const killed = new Set(event.victims.map((victim) => victim.pid));
  const size = (bytes: number | null): number => bytes ?? 0;
  const kept = event.tasks
    .toSorted(
      (a, b) => Number(killed.has(b.pid)) - Number(killed.has(a.pid)) || size(b.rssBytes) - size(a.rssBytes),
    )
    .slice(0, MOST_TASKS);
  const note = `the largest ${MOST_TASKS} of ${event.tasks.length} tasks were kept`;
  return {
    ...event,
    tasks: kept,
    completeness: { ...event.completeness, notes: [...event.completeness.notes, note] },
  };
}
