/** Deletes what is older than wanted, and the oldest while the file is larger than wanted. Counts stay in the tallies. */
import { isDiskFull } from './sqlite.js';
import type { Store } from './store.js';

export interface RetentionOptions {
  readonly keepMs: number;
  readonly maxBytes: number;
}

/** Small steps, so that the service never pauses for long. */
const STEP = 200;
const SENT_KEPT_MS = 7 * 86_400_000;

/** Returns the number of events deleted; what is still to be told stays. */
export function applyRetention(store: Store, options: RetentionOptions, nowMs: number): number {
  let deleted = 0;
  store.transaction(() => {
    deleted += remove(
      store,
      'at_ms < ? AND seen_ms < ?',
      [nowMs - options.keepMs, nowMs - options.keepMs],
      STEP * 10,
    );
    store.database
      .prepare(
        `DELETE FROM outbox WHERE state IN ('sent', 'dead') AND done_ms < ? AND thread NOT IN (SELECT key FROM incident)`,
      )
      .run(nowMs - SENT_KEPT_MS);
    store.database
      .prepare(`DELETE FROM outbox WHERE state = 'sent' AND thread IS NULL AND done_ms < ?`)
      .run(nowMs - SENT_KEPT_MS);
  });
  while (usedBytes(store) > options.maxBytes) {
    const gone = store.transaction(() => remove(store, '1', [], STEP));
    if (gone === 0) break;
    deleted += gone;
  }
  try {
    store.database.exec('PRAGMA incremental_vacuum(2000)');
  } catch (error) {
    // On a full disk the freed pages are used again without it.
    if (!isDiskFull(error)) throw error;
  }
  return deleted;
}

function remove(store: Store, condition: string, values: readonly number[], limit: number): number {
  const { changes } = store.database
    .prepare(
      `DELETE FROM event WHERE seq IN (SELECT seq FROM event e WHERE ${condition}
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.state IN ('pending', 'sending') AND o.body LIKE '%"' || e.id || '"%')
        ORDER BY seq LIMIT ?)`,
    )
    .run(...values, limit);
  if (Number(changes) > 0) store.count('retention/events', Number(changes));
  return Number(changes);
}

/** Pages in use, without those free for use again. */
export function usedBytes(store: Store): number {
  const value = (name: string): number =>
    Number(Object.values(store.database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
  return (value('page_count') - value('freelist_count')) * value('page_size');
}
