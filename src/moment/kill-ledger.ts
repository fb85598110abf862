/**
 * Kills that the kernel counted against kills that a log line told of. What is left over after a time of grace died silently. Pure:
 * every call gets the present. When in doubt a line explains a count: an alarm too few is better than one kill told twice.
 */
import type { Increase } from './oom-counters.js';

/** Kills that the kernel counted and no line told of. Times in milliseconds since 1970. */
export interface SilentKills {
  readonly count: number;
  /** Null where no cgroup shows it: the root, or a cgroup that is gone. */
  readonly cgroup: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Kills of one event. */
export interface ToldKills {
  readonly id: string;
  /** Cgroups of the victims; null where the log does not tell. */
  readonly paths: readonly (string | null)[];
  readonly atMs: number;
  readonly seenMs: number;
}

interface Counted {
  readonly total: number;
  readonly parts: readonly Increase[];
  readonly fromMs: number;
  readonly untilMs: number;
}

export const GRACE_MS = 15_000;
const SLACK_MS = 5000;
const KEPT_MS = 600_000;

export class KillLedger {
  #counted: Counted[] = [];
  #told = new Map<string, ToldKills & { spent: number }>();

  /** The counters grew by `total` within that time; `parts` says where, as far as cgroups show it. */
  count(total: number, parts: readonly Increase[], fromMs: number, untilMs: number): void {
    this.#counted.push({ total, parts, fromMs, untilMs });
  }

  /** A line told of kills; the same event again may know more of them. */
  tell(kills: ToldKills): void {
    this.#told.set(kills.id, { ...kills, spent: this.#told.get(kills.id)?.spent ?? 0 });
  }

  /** What no line explained in its time. */
  due(nowMs: number): readonly SilentKills[] {
    const isDue = ({ untilMs }: Counted): boolean => nowMs - untilMs >= GRACE_MS;
    const due = this.#counted.filter(isDue);
    this.#counted = this.#counted.filter((one) => !isDue(one));
    const silent = due.flatMap((one) => this.#settle(one));
    for (const [id, { seenMs }] of this.#told) if (nowMs - seenMs > KEPT_MS) this.#told.delete(id);
    return silent;
  }

  #settle({ total, parts, fromMs, untilMs }: Counted): readonly SilentKills[] {
    const isInTime = (ms: number): boolean => ms >= fromMs - SLACK_MS && ms <= untilMs + GRACE_MS;
    const told = [...this.#told.values()].filter(({ atMs, seenMs }) => isInTime(atMs) || isInTime(seenMs));
    const left = new Map(parts.map(({ path, count }) => [path, count]));
    let elsewhere = Math.max(0, total - parts.reduce((sum, { count }) => sum + count, 0));
    const others: (typeof told)[number][] = [];
    for (const one of told)
      for (const path of one.paths.slice(one.spent)) {
        const place = placeOf(path, left);
        if (place === null) others.push(one);
        else {
          left.set(place, (left.get(place) ?? 0) - 1);
          one.spent++;
        }
      }
    // Told of a cgroup that no counter shows: removed, or named otherwise here. It explains any kill.
    for (const one of others) {
      const place = [...left].find(([, count]) => count > 0)?.[0];
      if (elsewhere > 0) elsewhere--;
      else if (place !== undefined) left.set(place, (left.get(place) ?? 0) - 1);
      else break;
      one.spent++;
    }
    const found = [...left].map(([cgroup, count]) => ({ cgroup, count, fromMs, untilMs }));
    return [...found, { cgroup: null, count: elsewhere, fromMs, untilMs }].filter(({ count }) => count > 0);
  }
}

/** The cgroup in which a kill at the path was counted: itself, or the nearest above where its own is gone. */
function placeOf(path: string | null, left: ReadonlyMap<string, number>): string | null {
  for (let at = path ?? ''; at.length > 1; at = at.slice(0, at.lastIndexOf('/')))
    if ((left.get(at) ?? 0) > 0) return at;
  return null;
}
