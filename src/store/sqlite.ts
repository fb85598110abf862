/**
 * Opens a SQLite database safely: Node's own binding where it exists, else the packaged one of the same interface;
 * write-ahead logging only with a version that is free of the WAL-reset bug; durable commits. Knows no tables.
 */
import { isBuiltin } from 'node:module';
import type { DatabaseSync } from '@photostructure/sqlite';

export type Database = InstanceType<typeof DatabaseSync>;

/** The database file cannot be used; the message names it and says what to do. */
export class StoreError extends Error {}

/** Committed writes could be lost before this version when two connections checkpoint together. */
const FIRST_SAFE_WAL = [3, 51, 3] as const;
const BUSY_MS = 5000;

/** `:memory:` gives a database that is gone when closed. */
export async function openDatabase(path: string, options: { readOnly?: boolean } = {}): Promise<Database> {
  const { DatabaseSync } = await loadBinding();
  try {
    const database = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: BUSY_MS });
    if (options.readOnly !== true) setPragmas(database);
    return database;
  } catch (error) {
    throw new StoreError(
      `cannot open the database ${path}: ${messageOf(error)}. Check that its directory exists, that this user may write there and that the file is a SQLite database`,
    );
  }
}

async function loadBinding(): Promise<typeof import('@photostructure/sqlite')> {
  const name: string = isBuiltin('node:sqlite') ? 'node:sqlite' : '@photostructure/sqlite';
  return (await import(name)) as typeof import('@photostructure/sqlite');
}

function setPragmas(database: Database): void {
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  database.exec(`PRAGMA auto_vacuum = INCREMENTAL`);
  database.exec(`PRAGMA journal_mode = ${isSafeForWal(version) ? 'WAL' : 'TRUNCATE'}`);
  // FULL: a commit that was acknowledged survives a power failure. The cache bounds the memory, in KiB.
  database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -2000');
  database.exec('PRAGMA journal_size_limit = 4194304');
}

export function isSafeForWal(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of FIRST_SAFE_WAL.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** No room: the disk, or the quota, is full. */
export function isDiskFull(error: unknown): boolean {
  const code = errorField(error, 'errcode') ?? errorField(error, 'sqliteCode');
  return code === 13 || /database or disk is full|ENOSPC|EDQUOT/.test(messageOf(error));
}

function errorField(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
