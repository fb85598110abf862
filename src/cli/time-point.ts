/**
 * Reads a point in time as journalctl takes it for --since and --until: dates and times of the local zone, words,
 * times ago, and seconds since 1970.
 */

/** Milliseconds since 1970, or null where the text is no time that is known here. */
export function readTimePoint(text: string, now: Date): number | null {
  const trimmed = text.trim().replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+(?=\d)/i, '');
  const ms = readWord(trimmed, now) ?? readUnix(trimmed) ?? readAgo(trimmed, now) ?? readDate(trimmed, now);
  return ms === null || Number.isNaN(ms) ? null : ms;
}

/** What a wrong time is answered with. */
export const TIME_FORMS =
  '"2026-11-20 12:00", "2026-11-20", "12:00", now, today, yesterday, -2h, "2 hours ago", @1795176000 or 2026-11-20T12:00:00+01:00';

const DAYS_FROM_TODAY: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

function readWord(text: string, now: Date): number | null {
  const word = text.toLowerCase();
  if (word === 'now') return now.getTime();
  const days = Object.hasOwn(DAYS_FROM_TODAY, word) ? DAYS_FROM_TODAY[word] : undefined;
  if (days === undefined) return null;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
}

function readUnix(text: string): number | null {
  return /^@\d{1,12}(?:\.\d+)?$/.test(text) ? Number(text.slice(1)) * 1000 : null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** systemd's units; `M` is a month and `m` a minute, the others are known in any case. */
const UNITS: readonly (readonly [names: RegExp, milliseconds: number])[] = [
  [/^M$/, 30.44 * DAY],
  [/^(?:ms|msec)$/i, 1],
  [/^(?:s|sec|secs|second|seconds)?$/i, SECOND],
  [/^(?:m|min|mins|minute|minutes)$/i, MINUTE],
  [/^(?:h|hr|hrs|hour|hours)$/i, HOUR],
  [/^(?:d|day|days)$/i, DAY],
  [/^(?:w|week|weeks)$/i, 7 * DAY],
  [/^(?:month|months)$/i, 30.44 * DAY],
  [/^(?:y|year|years)$/i, 365.25 * DAY],
];

/** `-2h`, `+5min`, `2 hours ago`, `1h 30min ago`. */
function readAgo(text: string, now: Date): number | null {
  const ago = /^(.*\S)\s+ago$/i.exec(text)?.[1];
  if (ago !== undefined) return before(now, readSpan(ago));
  if (text.startsWith('-')) return before(now, readSpan(text.slice(1)));
  const later = text.startsWith('+') ? readSpan(text.slice(1)) : null;
  return later === null ? null : now.getTime() + later;
}

function before(now: Date, span: number | null): number | null {
  return span === null ? null : now.getTime() - span;
}

function readSpan(text: string): number | null {
  const parts = /(\d+(?:\.\d+)?)\s*([a-z]*)/gi;
  if (text.trim() === '' || text.replace(parts, '').trim() !== '') return null;
  let total = 0;
  for (const [, amount, name = ''] of text.matchAll(parts)) {
    const unit = UNITS.find(([names]) => names.test(name));
    if (unit === undefined) return null;
    total += Number(amount) * unit[1];
  }
  return total;
}

const DATE = String.raw`(?<year>\d{4})-(?<month>\d\d?)-(?<day>\d\d?)`;
const CLOCK = String.raw`(?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d(?:[.,]\d+)?))?`;
const ZONE = String.raw`(?<zone>\s*(?:Z|UTC|[+-]\d\d:?\d\d))?`;
const DATED = new RegExp(`^${DATE}(?:[T ]\\s*${CLOCK})?${ZONE}$`, 'i');
const CLOCK_ONLY = new RegExp(`^${CLOCK}${ZONE}$`, 'i');

function readDate(text: string, now: Date): number | null {
  const groups = (DATED.exec(text) ?? CLOCK_ONLY.exec(text))?.groups;
  if (groups === undefined) return null;
  const number = (name: string, otherwise: number) =>
    groups[name] === undefined ? otherwise : Number(groups[name]);
  const [year, month, day] = [
    number('year', now.getFullYear()),
    number('month', now.getMonth() + 1),
    number('day', now.getDate()),
  ];
  const seconds = Number((groups.second ?? '0').replace(',', '.'));
  const [hour, minute] = [number('hour', 0), number('minute', 0)];
  if (!isDate(year, month, day) || hour > 24 || minute > 59 || seconds >= 61) return null;
  const offset = offsetOf(groups.zone?.trim());
  const midnight =
    offset === null
      ? new Date(year, month - 1, day, hour, minute).getTime()
      : Date.UTC(year, month - 1, day, hour, minute) - offset;
  return midnight + seconds * SECOND;
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Milliseconds east of Greenwich; null for the local zone. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || zone === '') return null;
  if (/^(?:z|utc)$/i.test(zone)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}
