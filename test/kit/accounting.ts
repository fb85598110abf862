/**
 * Counts, from a service's store, what became of every stored event for a sink that gets all of them: told, waiting to be told,
 * or deliberately never told. The three together are what happened.
 */
import type { NoticeBody } from '../../src/delivery/notice.js';
import type { GateState } from '../../src/service/grouping/gate.js';
import type { Incident } from '../../src/service/grouping/incident.js';
import type { LateState } from '../../src/service/late-digest.js';
import type { Store } from '../../src/store/store.js';

export interface Account {
  /** Events in the store. */
  readonly stored: number;
  /** Events that sent messages told of. */
  readonly sent: number;
  /** In messages that are not sent yet, in digests that are not due, in incidents that go on. */
  readonly waiting: number;
  /** In messages that were given up. */
  readonly dead: number;
  /** Counted in incidents that ended untold: their machine was out of memory itself. */
  readonly untold: number;
}

export function accountOf(store: Store, sink: string): Account {
  const rows = store.database.prepare('SELECT state, body FROM outbox WHERE sink = ?').all(sink) as {
    state: string;
    body: string;
  }[];
  const told = (states: readonly string[]): number =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, { body }) => sum + eventsIn(body), 0);
  // Machines get every event by itself: nothing is grouped for them.
  const isMachine = rows.some(({ body }) => (JSON.parse(body) as NoticeBody).kind === 'event');
  return {
    stored: (store.database.prepare('SELECT count(*) AS count FROM event').get() as { count: number }).count,
    sent: told(['sent']),
    waiting: told(['pending', 'sending']) + (isMachine ? 0 : keptFor(store, sink)),
    dead: told(['dead']),
    untold: isMachine ? 0 : (store.tallies().get('suppressed/untold') ?? 0),
  };
}

/** `sent + waiting + dead + untold`, which has to be what happened. */
export function totalOf({ sent, waiting, dead, untold }: Account): number {
  return sent + waiting + dead + untold;
}

/** How many events a message tells of that none before it did. */
function eventsIn(text: string): number {
  const body = JSON.parse(text) as NoticeBody;
  switch (body.kind) {
    case 'event':
      return 1;
    case 'incident':
    case 'repeat':
    case 'closing':
      return body.since;
    case 'digest':
      return body.leftOut + body.entries.reduce((sum, { count }) => sum + count, 0);
    case 'update':
    case 'details':
    case 'sample':
      return 0;
  }
}

function keptFor(store: Store, sink: string): number {
  let kept = 0;
  for (const [key, body] of store.incidents()) {
    if (key.startsWith('incident:')) {
      const { count, told } = JSON.parse(body) as Incident;
      kept += count - (told?.count ?? 0);
    } else if (key === `gate:${sink}`) {
      const { entries, leftOut } = JSON.parse(body) as GateState;
      kept += leftOut + entries.reduce((sum, entry) => sum + entry.count, 0);
    } else if (key.startsWith('late:')) {
      const { entries, leftOut } = JSON.parse(body) as LateState;
      kept += (leftOut[sink] ?? 0) + entries.filter(({ sinks }) => sinks.includes(sink)).length;
    }
  }
  return kept;
}
