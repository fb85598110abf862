/**
 * Reads several events together: who died where and how often, which of it were storms, loops, schedules or cascades.
 * Takes events in any order; works in one pass over them and one over each group.
 */
import { counted } from '../base/text.js';
import { formatBytes, formatDuration } from '../base/units.js';
import type { Killer, OomReport, Scope } from '../report/event.js';
import { type Cascade, cascadesOf } from './cascades.js';
import { firstOfKill } from './copies.js';
import { seriesOf, sizeOf } from './event-series.js';
import { secondsOf } from './event-time.js';
import { mainVictim } from './kernel-choice.js';
import { isKillAlone } from './kill-alone.js';
import { identify, placeKey, repeatKey } from './place.js';
import { placeName } from './place-name.js';
import type { Series } from './series.js';
import { victimWords } from './victim-words.js';

/** Events of one program in one place on one host. */
export interface OverviewGroup {
  readonly host: string | null;
  readonly killer: Killer;
  /** Program that was killed; empty where no kill line survived. */
  readonly comm: string;
  /** The same in words, also where no one process died. */
  readonly who: string;
  /** The container, pod, unit or cgroup in words; null outside of cgroups. */
  readonly place: string | null;
  readonly scopes: readonly Scope[];
  readonly count: number;
  /** ISO wall clock, as in the events; null where the log has none. */
  readonly first: string | null;
  readonly last: string | null;
  readonly firstUptimeSeconds: number | null;
  readonly lastUptimeSeconds: number | null;
  /** Smallest and largest resident size of the victim. */
  readonly smallestBytes: number | null;
  readonly largestBytes: number | null;
  readonly series: Series;
  /** What kind of repetition it is, in a sentence; null for a single event. */
  readonly reading: string | null;
  readonly eventIds: readonly string[];
}

export interface Overview {
  readonly count: number;
  readonly hosts: readonly string[];
  readonly first: string | null;
  readonly last: string | null;
  readonly byScope: Readonly<Partial<Record<Scope, number>>>;
  readonly byKiller: Readonly<Partial<Record<Killer, number>>>;
  /** Most frequent first. */
  readonly groups: readonly OverviewGroup[];
  readonly cascades: readonly Cascade[];
  /** Units and containers that other lines report as failed, each once, at most twenty. */
  readonly failed: readonly string[];
  /** Events of which only the kill line survived. */
  readonly bareKills: number;
  /** One to three sentences. */
  readonly headline: string;
}

export function overview(events: readonly OomReport[]): Overview {
  const sorted = inTime(events);
  const groups = groupsOf(sorted);
  const walls = sorted.map((event) => event.time.wall).filter((wall) => wall !== null);
  const cascades = cascadesOf(sorted);
  const bareKills = events.filter(isKillAlone);
  return {
    count: events.length,
    hosts: [...new Set(events.map((event) => event.host).filter((host) => host !== null))],
    first: walls[0] ?? null,
    last: walls.at(-1) ?? null,
    byScope: tally(events.map((event) => event.scope)),
    byKiller: tally(events.map((event) => event.killer)),
    groups,
    cascades,
    failed: failedOf(events),
    bareKills: bareKills.length,
    headline: headlineOf(events.length, groups, cascades),
  };
}

function failedOf(events: readonly OomReport[]): readonly string[] {
  const lines = events.flatMap((event) => event.aftermath);
  const failed = lines.filter((line) => line.kind === 'unit-failed' || line.kind === 'container-oom');
  return [...new Set(failed.map((line) => line.subject).filter((subject) => subject !== null))].slice(0, 20);
}

/** By wall clock where all have one; else as they come, which is the order of the log. */
function inTime(events: readonly OomReport[]): readonly OomReport[] {
  const isDated = events.every((event) => secondsOf(event).wall !== null);
  return isDated ? events.toSorted((a, b) => (secondsOf(a).wall ?? 0) - (secondsOf(b).wall ?? 0)) : events;
}

function tally<K extends string>(values: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function groupsOf(events: readonly OomReport[]): readonly OverviewGroup[] {
  const byKey = new Map<string, OomReport[]>();
  for (const event of events) {
    const key =
      repeatKey(event) ?? JSON.stringify([event.host, event.killer, event.outcome, placeKey(event)]);
    const group = byKey.get(key);
    if (group) group.push(event);
    else byKey.set(key, [event]);
  }
  return [...byKey.values()].map(groupOf).toSorted((a, b) => b.count - a.count);
}

function groupOf(events: readonly OomReport[]): OverviewGroup {
  const [first] = events;
  const last = events.at(-1);
  const sizes = events.map(sizeOf).filter((size) => size !== null);
  const series = seriesOf(events.filter(firstOfKill()));
  return {
    host: first?.host ?? null,
    killer: first?.killer ?? 'kernel',
    comm: (first && mainVictim(first)?.comm) ?? '',
    who: first === undefined ? '' : victimWords(first),
    place: first === undefined ? null : placeName(identify(first)),
    scopes: [...new Set(events.map((event) => event.scope))],
    count: events.length,
    first: first?.time.wall ?? null,
    last: last?.time.wall ?? null,
    firstUptimeSeconds: first?.time.uptimeSeconds ?? null,
    lastUptimeSeconds: last?.time.uptimeSeconds ?? null,
    smallestBytes: sizes.length === 0 ? null : sizes.reduce((least, size) => Math.min(least, size)),
    largestBytes: sizes.length === 0 ? null : sizes.reduce((most, size) => Math.max(most, size)),
    series,
    reading: first?.outcome === 'killed' ? readingOf(series, first.scope === 'memcg') : null,
    eventIds: events.map((event) => event.id),
  };
}

function readingOf(series: Series, isCgroup: boolean): string | null {
  if (series.count < 2) return null;
  const every = everyWords(series.medianIntervalSeconds);
  switch (series.pattern.kind) {
    case 'burst':
      return `a burst: ${counted(series.count, 'kill')} within ${formatDuration(series.spanSeconds ?? 0)}, none of them restarted between`;
    case 'storm':
      return `a storm: ${counted(series.count, 'kill')} within ${formatDuration(series.spanSeconds ?? 0)}`;
    case 'overlapping':
      return `${counted(series.count, 'kill')} within ${formatDuration(series.spanSeconds ?? 0)}, likely of several that ran at once`;
    case 'crash-loop':
      return `a crash loop: killed and restarted ${counted(series.count, 'time')}${every}`;
    case 'schedule':
      return `on a schedule: a multiple of ${formatDuration(series.pattern.periodSeconds)} apart`;
    case 'steady-growth':
      return `an even or shrinking time to death${every}: looks like a leak`;
    case 'single':
    case 'repeated':
      return sizeReading(series, every, isCgroup);
  }
}

function everyWords(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds < 1 ? ', within a second of each other' : `, about every ${formatDuration(seconds)}`;
}

function sizeReading(series: Series, every: string, isCgroup: boolean): string {
  switch (series.sizeTrend) {
    case 'equal':
      return isCgroup
        ? `the same size each time${every}: the limit is too low for it, or it leaks up to it`
        : `the same size each time${every}`;
    case 'growing':
      return `larger each time${every}`;
    case 'shrinking':
      return `smaller each time${every}: others leave it less room`;
    case 'mixed':
    case 'unknown':
      return `without a clear pattern${every}`;
  }
}

function headlineOf(count: number, groups: readonly OverviewGroup[], cascades: readonly Cascade[]): string {
  const [top] = groups;
  if (top === undefined) return 'No event of an OOM killer.';
  const sentences = [`${counted(count, 'event')} in ${counted(groups.length, 'group')}.`];
  if (top.count > 1) {
    const where = top.place === null ? '' : ` in ${top.place}`;
    const size = top.largestBytes === null ? '' : `, up to ${formatBytes(top.largestBytes)}`;
    sentences.push(
      `Most often ${top.who}${where}: ${counted(top.count, 'time')}${size}${top.reading === null ? '' : `, ${top.reading}`}.`,
    );
  }
  if (cascades.length > 0)
    sentences.push(`${counted(cascades.length, 'cascade')} of several victims within seconds.`);
  return sentences.join(' ');
}
