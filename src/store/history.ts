/** Questions to the stored events: lists by filter, and figures per place, program and day. */
import { type EventRow, storedFrom } from './event-row.js';
import type { StoredEvent } from './records.js';
import type { Store } from './store.js';

export interface HistoryFilter {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly host?: string;
  readonly program?: string;
  readonly place?: string;
  readonly scope?: string;
  readonly severity?: string;
  readonly cause?: string;
  /** The newest so many. */
  readonly limit?: number;
}

export interface HistoryGroup {
  readonly name: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly largestBytes: number | null;
  /** Mean time between kills; null for one. */
  readonly meanBetweenMs: number | null;
  /** Size of the last third against the first third: above 1 it grows. Null with fewer than three sizes. */
  readonly growth: number | null;
}

/** Oldest first. */
export function listEvents(store: Store, filter: HistoryFilter): readonly StoredEvent[] {
  const { where, values } = conditionOf(filter);
  const rows = store.database
    .prepare(
      `SELECT * FROM (SELECT * FROM event ${where} ORDER BY at_ms DESC, seq DESC LIMIT ?) ORDER BY at_ms, seq`,
    )
    .all(...values, filter.limit ?? -1) as unknown as EventRow[];
  return rows.map(storedFrom);
}

export function countEvents(store: Store, filter: HistoryFilter): number {
  const { where, values } = conditionOf(filter);
  return (
    store.database.prepare(`SELECT count(*) AS count FROM event ${where}`).get(...values) as { count: number }
  ).count;
}

/** Most frequent first. */
export function groupEvents(
  store: Store,
  by: 'place' | 'program' | 'cause' | 'host',
  filter: HistoryFilter,
): readonly HistoryGroup[] {
  const { where, values } = conditionOf(filter);
  const rows = store.database
    .prepare(
      `SELECT coalesce(${by}, '-') AS name, at_ms AS atMs, resident_bytes AS bytes FROM event ${where} ORDER BY at_ms, seq`,
    )
    .all(...values) as unknown as Point[];
  const groups = new Map<string, Point[]>();
  for (const row of rows) {
    const known = groups.get(row.name);
    if (known === undefined) groups.set(row.name, [row]);
    else known.push(row);
  }
  return [...groups]
    .map(([name, points]) => groupOf(name, points))
    .toSorted((a, b) => b.count - a.count || b.lastMs - a.lastMs);
}

/** Events per local day, days without any included. */
export function countByDay(
  store: Store,
  filter: HistoryFilter,
): readonly { readonly day: string; readonly count: number }[] {
  const { where, values } = conditionOf(filter);
  const rows = store.database
    .prepare(
      `SELECT date(at_ms / 1000, 'unixepoch', 'localtime') AS day, count(*) AS count FROM event ${where} GROUP BY day ORDER BY day`,
    )
    .all(...values) as unknown as { day: string; count: number }[];
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  const counts = new Map(rows.map(({ day, count }) => [day, count]));
  const days: { day: string; count: number }[] = [];
  for (let at = Date.parse(first.day); at <= Date.parse(last.day) && days.length < MOST_DAYS; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.push({ day, count: counts.get(day) ?? 0 });
  }
  return days;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 4000;

interface Point {
  readonly name: string;
  readonly atMs: number;
  readonly bytes: number | null;
}

function groupOf(name: string, points: readonly Point[]): HistoryGroup {
  const firstMs = points[0]?.atMs ?? 0;
  const lastMs = points.at(-1)?.atMs ?? 0;
  const sizes = points.map((point) => point.bytes).filter((bytes) => bytes !== null);
  const third = Math.floor(sizes.length / 3);
  const start = mean(sizes.slice(0, third));
  const end = mean(sizes.slice(sizes.length - third));
  return {
    ...{ name, count: points.length, firstMs, lastMs },
    largestBytes: sizes.length === 0 ? null : sizes.reduce((most, size) => Math.max(most, size), 0),
    meanBetweenMs: points.length < 2 ? null : (lastMs - firstMs) / (points.length - 1),
    growth: start === null || end === null || start === 0 ? null : end / start,
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function conditionOf(filter: HistoryFilter): { where: string; values: (string | number)[] } {
  const parts: [string, string | number | undefined][] = [
    ['at_ms >= ?', filter.sinceMs],
    ['at_ms < ?', filter.untilMs],
    ['host = ?', filter.host],
    ['program = ?', filter.program],
    ["instr(place || ' ' || place_key, ?) > 0", filter.place],
    ['scope = ?', filter.scope],
    ['severity = ?', filter.severity],
    ['cause = ?', filter.cause],
  ];
  const given = parts.filter((part): part is [string, string | number] => part[1] !== undefined);
  const where = given.length === 0 ? '' : `WHERE ${given.map(([condition]) => condition).join(' AND ')}`;
  return { where, values: given.map(([, value]) => value) };
}
