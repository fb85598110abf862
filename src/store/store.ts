/**
 * The service's memory on disk: events, what is to be told of them, and how far each source was read. What belongs
 * together is written in one transaction, so that after any crash the three agree.
 */
import { createEvents, type Events } from './events.js';
import { checkVersion, migrate } from './migrations.js';
import { createNotes, type Notes } from './notes.js';
import { createOutbox, type Outbox } from './outbox.js';
import { type Database, openDatabase } from './sqlite.js';

export interface Store extends Notes {
  readonly events: Events;
  readonly outbox: Outbox;
  /** Everything `work` writes, or nothing, on disk when it returns. Not nested. */
  transaction<T>(work: () => T): T;
  /**
   * The same without waiting for the disk, which takes most of the time of a small transaction: it survives the end of the
   * process, and that of the machine once a later `transaction` is done.
   */
  quickTransaction<T>(work: () => T): T;
  readonly database: Database;
  close(): void;
}

/** `readOnly`: for commands that look while the service writes. */
export async function openStore(path: string, options: { readOnly?: boolean } = {}): Promise<Store> {
  const database = await openDatabase(path, options);
  try {
    if (options.readOnly === true) checkVersion(database);
    else migrate(database);
    return createStore(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function createStore(database: Database): Store {
  const { journal_mode: mode } = database.prepare('PRAGMA journal_mode').get() as { journal_mode: string };
  const transaction = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      rollBack(database);
      throw error;
    }
  };
  return {
    events: createEvents(database),
    outbox: createOutbox(database),
    ...createNotes(database),
    transaction,
    quickTransaction(work) {
      // Without write-ahead logging it would risk the whole file.
      if (mode !== 'wal') return transaction(work);
      database.exec('PRAGMA synchronous = NORMAL');
      try {
        return transaction(work);
      } finally {
        database.exec('PRAGMA synchronous = FULL');
      }
    },
    database,
    close: () => database.close(),
  };
}

/** A full disk may have rolled the transaction back already. */
function rollBack(database: Database): void {
  if (database.isTransaction) database.exec('ROLLBACK');
}
