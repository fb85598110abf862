/** Short ways to make what the store takes. */
import type { OomEvent } from '../../src/report/event.js';
import { wordsOf } from '../../src/report/same-event.js';
import type { EventFacts, Sighting } from '../../src/store/records.js';

export function factsFor(event: OomEvent, more: Partial<EventFacts> = {}): EventFacts {
  const wallMs = event.time.wall === null ? null : Date.parse(event.time.wall);
  return {
    words: wordsOf(event),
    wallMs,
    severity: 'warning',
    program: event.victims[0]?.comm ?? null,
    place: 'a place',
    placeKey: 'place',
    residentBytes: event.victims[0]?.anonRssBytes ?? null,
    ...more,
  };
}

export function sightingOf(more: Partial<Sighting> = {}): Sighting {
  return {
    source: 'kmsg',
    place: 'boot:1',
    trust: 'verified',
    bootId: null,
    seenMs: 1_800_000_000_000,
    log: null,
    ...more,
  };
}
