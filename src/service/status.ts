/** What `oomscope status` and /status show: what is watched, what is waiting, what went wrong. */
import { usedBytes } from '../store/retention.js';
import type { Store } from '../store/store.js';

export interface ServiceStatus {
  readonly host: string | null;
  readonly events: number;
  readonly lastEvent: { readonly id: string; readonly at: string } | null;
  readonly openIncidents: number | null;
  readonly sources: readonly { readonly name: string; readonly saved: string }[];
  readonly outbox: readonly {
    readonly sink: string;
    readonly state: string;
    readonly count: number;
    readonly oldest: string;
  }[];
  readonly dead: readonly {
    readonly sink: string;
    readonly kind: string;
    readonly created: string;
    readonly error: string | null;
  }[];
  readonly suppressed: Readonly<Record<string, number>>;
  readonly databaseBytes: number;
  /** Of a running service. */
  readonly troubles: readonly { readonly what: string; readonly problem: string }[];
}

export interface RunningFacts {
  readonly host: string;
  readonly openIncidents: number;
  readonly troubles: readonly (readonly [string, string])[];
}

const MOST_DEAD = 20;

/** `running`: null where the service does not run, and only the store is looked at. */
export function serviceStatus(store: Store, running: RunningFacts | null): ServiceStatus {
  const [last] = store.events.latest(1);
  const tallies = [...store.tallies()].filter(([name]) => name.startsWith('suppressed/'));
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    host: running?.host ?? null,
    events: (store.database.prepare('SELECT count(*) AS count FROM event').get() as { count: number }).count,
    lastEvent: last === undefined ? null : { id: last.event.id, at: iso(last.atMs) },
    openIncidents: running?.openIncidents ?? null,
    sources: store.cursors().map(({ source, savedMs }) => ({ name: source, saved: iso(savedMs) })),
    outbox: store.outbox
      .counts()
      .map(({ sink, state, count, oldestMs }) => ({ sink, state, count, oldest: iso(oldestMs) })),
    dead: store.outbox
      .list('dead', MOST_DEAD)
      .map(({ sink, kind, createdMs, error }) => ({ sink, kind, created: iso(createdMs), error })),
    suppressed: Object.fromEntries(tallies.map(([name, value]) => [name.slice('suppressed/'.length), value])),
    databaseBytes: usedBytes(store),
    troubles: (running?.troubles ?? []).map(([what, problem]) => ({ what, problem })),
  };
}
