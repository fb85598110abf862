/** The outbox: messages until they are sent or given up. Each state change is one statement. */
import type { NewMessage, OutboxRow, OutboxState } from './records.js';
import type { Database } from './sqlite.js';

export interface Outbox {
  /** The same key for the same sink is added once. */
  add(message: NewMessage, nowMs: number): void;
  /** The sink's next messages that are due, at most so many, leased: a crash leaves them `sending`, hence in doubt. */
  lease(sink: string, nowMs: number, leaseMs: number, most: number): readonly OutboxRow[];
  /** Leased, but not tried after all. */
  giveBack(seq: number): void;
  /** The same without writing, for when nothing can be written; `besides` names messages to leave out. */
  peek(sink: string, nowMs: number, besides: readonly number[]): OutboxRow | null;
  /** When the next message of the sink that may go is due; null with nothing open. */
  nextDue(sink: string): number | null;
  sent(seq: number, receipt: string | null, nowMs: number): void;
  retry(seq: number, dueMs: number, error: string, isInDoubt: boolean): void;
  dead(seq: number, error: string, nowMs: number): void;
  /** At start: what was being sent when the process died is in doubt. Returns how many. */
  recover(nowMs: number): number;
  /** The receipt of the thread's first message that arrived. */
  receiptOf(sink: string, thread: string): string | null;
  /** What the sink has had of a thread: anything at all, and whether something of it is still to be sent. */
  threadState(sink: string, thread: string): { readonly isKnown: boolean; readonly isOpen: boolean };
  counts(): readonly {
    readonly sink: string;
    readonly state: OutboxState;
    readonly count: number;
    readonly oldestMs: number;
  }[];
  list(state: OutboxState, limit: number): readonly OutboxRow[];
  /** Dead messages due again. */
  revive(nowMs: number): number;
  /** The wall clock jumped. */
  shift(byMs: number): void;
}

interface Row {
  readonly seq: number;
  readonly sink: string;
  readonly key: string;
  readonly thread: string | null;
  readonly kind: string;
  readonly body: string;
  readonly state: OutboxState;
  readonly due_ms: number;
  readonly created_ms: number;
  readonly attempts: number;
  readonly in_doubt: number;
  readonly error: string | null;
  readonly receipt: string | null;
}

/**
 * In a thread only the oldest open message may go, so that order holds; other threads pass a message that waits for its next
 * attempt. The index `outbox_pending` gives them in order, however many wait or were sent.
 */
const mayGo = (isSecondary: 0 | 1): string => `o.sink = ?1 AND o.state = 'pending'
  AND (o.kind IN ('details', 'update')) = ${isSecondary}
  AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.sink = o.sink AND e.thread = o.thread AND e.seq < o.seq
    AND e.state IN ('pending', 'sending'))`;
const due = (isSecondary: 0 | 1): string =>
  `SELECT * FROM (SELECT o.* FROM outbox o WHERE ${mayGo(isSecondary)} AND o.due_ms <= ?2
    ORDER BY o.due_ms, o.seq LIMIT ?3)`;
/** News goes before details. */
const NEXT = `${due(0)} UNION ALL ${due(1)} LIMIT ?3`;
const first = (isSecondary: 0 | 1): string =>
  `SELECT * FROM (SELECT o.due_ms AS due FROM outbox o WHERE ${mayGo(isSecondary)} ORDER BY o.due_ms LIMIT 1)`;
const NEXT_DUE = `SELECT min(due) AS due FROM (${first(0)} UNION ALL ${first(1)})`;

export function createOutbox(database: Database): Outbox {
  const insert =
    database.prepare(`INSERT OR IGNORE INTO outbox (sink, key, thread, kind, body, state, due_ms, created_ms)
    VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)`);
  const next = database.prepare(NEXT);
  const take = database.prepare(
    `UPDATE outbox SET state = 'sending', lease_ms = ?, attempts = attempts + 1 WHERE seq = ?`,
  );
  const giveBack = database.prepare(
    `UPDATE outbox SET state = 'pending', lease_ms = NULL, attempts = attempts - 1 WHERE seq = ? AND state = 'sending'`,
  );
  const nextDue = database.prepare(NEXT_DUE);
  const sent = database.prepare(
    `UPDATE outbox SET state = 'sent', receipt = ?, done_ms = ?, error = NULL WHERE seq = ?`,
  );
  const retry = database.prepare(
    `UPDATE outbox SET state = 'pending', due_ms = ?, error = ?, in_doubt = max(in_doubt, ?) WHERE seq = ?`,
  );
  const dead = database.prepare(`UPDATE outbox SET state = 'dead', error = ?, done_ms = ? WHERE seq = ?`);
  return {
    add: ({ sink, key, thread, kind, body, dueMs }, nowMs) =>
      void insert.run(sink, key, thread, kind, body, dueMs, nowMs),
    lease(sink, nowMs, leaseMs, most) {
      const rows = next.all(sink, nowMs, most) as unknown as Row[];
      for (const { seq } of rows) take.run(nowMs + leaseMs, seq);
      return rows.map((row) => ({ ...rowFrom(row), state: 'sending', attempts: row.attempts + 1 }));
    },
    giveBack: (seq) => void giveBack.run(seq),
    peek(sink, nowMs, besides) {
      const row = next.get(sink, nowMs, 1) as Row | undefined;
      return row === undefined || besides.includes(row.seq) ? null : rowFrom(row);
    },
    nextDue: (sink) => (nextDue.get(sink) as { due: number | null }).due,
    sent: (seq, receipt, nowMs) => void sent.run(receipt, nowMs, seq),
    retry: (seq, dueMs, error, isInDoubt) => void retry.run(dueMs, error, Number(isInDoubt), seq),
    dead: (seq, error, nowMs) => void dead.run(error, nowMs, seq),
    ...createQueries(database),
  };
}

type Queries = Pick<Outbox, 'recover' | 'receiptOf' | 'threadState' | 'counts' | 'list' | 'revive' | 'shift'>;

function createQueries(database: Database): Queries {
  const recover = database.prepare(
    `UPDATE outbox SET state = 'pending', in_doubt = 1, due_ms = min(due_ms, ?) WHERE state = 'sending'`,
  );
  const receipt = database.prepare(
    `SELECT receipt FROM outbox WHERE sink = ? AND thread = ? AND receipt IS NOT NULL ORDER BY seq LIMIT 1`,
  );
  const thread = database.prepare(
    `SELECT count(*) AS known, total(state IN ('pending', 'sending')) AS open FROM outbox WHERE sink = ? AND thread = ?`,
  );
  const counts = database.prepare(
    'SELECT sink, state, count(*) AS count, min(created_ms) AS oldestMs FROM outbox GROUP BY sink, state ORDER BY sink, state',
  );
  const list = database.prepare('SELECT * FROM outbox WHERE state = ? ORDER BY seq LIMIT ?');
  const revive = database.prepare(
    `UPDATE outbox SET state = 'pending', due_ms = ?, created_ms = ?, attempts = 0 WHERE state = 'dead'`,
  );
  const shift = database.prepare(
    `UPDATE outbox SET due_ms = due_ms + ?, created_ms = created_ms + ? WHERE state IN ('pending', 'sending')`,
  );
  return {
    recover: (nowMs) => Number(recover.run(nowMs).changes),
    receiptOf: (sink, thread) =>
      (receipt.get(sink, thread) as { receipt: string } | undefined)?.receipt ?? null,
    threadState(sink, name) {
      const { known, open } = thread.get(sink, name) as { known: number; open: number };
      return { isKnown: known > 0, isOpen: open > 0 };
    },
    counts: () => counts.all() as unknown as ReturnType<Outbox['counts']>,
    list: (state, limit) => (list.all(state, limit) as unknown as Row[]).map(rowFrom),
    revive: (nowMs) => Number(revive.run(nowMs, nowMs).changes),
    shift: (byMs) => void shift.run(byMs, byMs),
  };
}

function rowFrom(row: Row): OutboxRow {
  const { seq, sink, key, thread, kind, body, state, attempts, error, receipt } = row;
  const times = { dueMs: row.due_ms, createdMs: row.created_ms };
  return {
    seq,
    sink,
    key,
    thread,
    kind,
    body,
    state,
    attempts,
    error,
    receipt,
    ...times,
    isInDoubt: row.in_doubt !== 0,
  };
}
