/**
 * Events as people want to read them: in the order of time, and each once, since the same run of the killer commonly stands
 * in kern.log, syslog and the journal. The fullest reading is kept. The formats for programs show every reading instead.
 */
import type { OomEvent } from './event.js';
import { isOutline } from './outline.js';
import {
  fullnessOf,
  isSameOccasion,
  type Occasion,
  stretchesAround,
  stretchesOf,
  wordsOf,
} from './same-event.js';

export interface MergedEvents {
  readonly events: readonly OomEvent[];
  /** Readings left out because another input has the event too. */
  readonly repeated: number;
}

/** One event, as each of `readings` tells it; `place` among all. */
interface Found {
  readonly place: number;
  readonly readings: OomEvent[];
  readonly paths: Set<string>;
}

/** Readings of an event that another is compared with: where that many agree, thousands of copies do. */
const MOST_COMPARED = 16;

/** Events with the same words in one stretch of time, and the inputs they stand in. */
interface Alike {
  readonly found: Found[];
  readonly paths: Set<string>;
}

export function mergeEvents(readings: readonly OomEvent[]): MergedEvents {
  const kept: Found[] = [];
  const alike = new Map<string, Alike>();
  for (const event of readings) {
    const words = wordsOf(event);
    const occasion = occasionOf(event);
    const known = stretchesAround(occasion)
      .flatMap((stretch) => ofOtherInputs(alike.get(`${stretch} ${words}`), event))
      .toSorted((a, b) => a.place - b.place)
      .find((found) => isReadingOf(event, occasion, found));
    const found = known ?? { place: kept.length, readings: [], paths: new Set() };
    if (known === undefined) kept.push(found);
    found.readings.push(event);
    found.paths.add(event.source.path);
    for (const stretch of stretchesOf(occasion)) addTo(alike, `${stretch} ${words}`, found, event);
  }
  const events = inTime(
    kept.flatMap((found) => fullest(found.readings)),
    (event) => event,
  );
  return { events, repeated: readings.length - events.length };
}

/** One log has a list of the same words thousands of times: none of them is another's reading. */
function ofOtherInputs(alike: Alike | undefined, event: OomEvent): readonly Found[] {
  if (alike === undefined) return [];
  const isOnlyItsOwn = alike.paths.size === 1 && alike.paths.has(event.source.path);
  return isOnlyItsOwn ? [] : alike.found;
}

function addTo(alike: Map<string, Alike>, key: string, found: Found, event: OomEvent): void {
  const there = alike.get(key) ?? { found: [], paths: new Set() };
  alike.set(key, there);
  if (there.found.at(-1) !== found) there.found.push(found);
  there.paths.add(event.source.path);
}

/** One input tells of an event once: what it repeats are events of their own. */
function isReadingOf(event: OomEvent, occasion: Occasion, { readings, paths }: Found): boolean {
  return (
    !paths.has(event.source.path) &&
    readings
      .slice(0, MOST_COMPARED)
      .every((other) => isSameOccasion(occasionOf(other), occasion) && areTimed(other, event))
  );
}

/** Without a clock in common, nothing shows that two logs are of one machine and one boot. */
function areTimed(a: OomEvent, b: OomEvent): boolean {
  const isDated = a.time.wall !== null && b.time.wall !== null;
  return isDated || (a.time.uptimeSeconds !== null && b.time.uptimeSeconds !== null);
}

function occasionOf({ host, time }: OomEvent): Occasion {
  const wallMs = time.wall === null ? Number.NaN : Date.parse(time.wall);
  return {
    host,
    bootId: null,
    uptimeSeconds: time.uptimeSeconds,
    wallMs: Number.isNaN(wallMs) ? null : wallMs,
    seenMs: 0,
  };
}

function fullest(readings: readonly OomEvent[]): readonly OomEvent[] {
  const order = readings.toSorted(
    (a, b) => fullnessOf(b) - fullnessOf(a) || Number(isOutline(a)) - Number(isOutline(b)),
  );
  return order.slice(0, 1);
}

/** By wall clock where all have one; else as the inputs came. */
export function inTime<Item>(items: readonly Item[], eventOf: (item: Item) => OomEvent): readonly Item[] {
  const dated = items.map((item) => ({ item, at: Date.parse(eventOf(item).time.wall ?? '') }));
  const isDated = dated.every(({ at }) => !Number.isNaN(at));
  return (isDated ? dated.toSorted((a, b) => a.at - b.at) : dated).map(({ item }) => item);
}
