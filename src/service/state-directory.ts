/** Where the service keeps its state, who may use it, and a reserve of disk space for the moment there is none left. */
import { existsSync, mkdirSync, statfsSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase, StoreError } from '../store/sqlite.js';

/** The unit's directory, the configured one, the machine's, or the user's own. */
export function stateDirectory(configured: string | undefined, env: NodeJS.ProcessEnv): string {
  if (configured !== undefined) return configured;
  const [given] = (env.STATE_DIRECTORY ?? '').split(':');
  if (given !== undefined && given !== '') return given;
  if (process.getuid?.() === 0) return '/var/lib/oomscope';
  return join(env.XDG_STATE_HOME ?? join(env.HOME ?? '/tmp', '.local/state'), 'oomscope');
}

export function databasePath(directory: string): string {
  return join(directory, 'oomscope.db');
}

/** Created for its owner alone: events hold names of programs and cgroups. */
export function createStateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** A lock that ends with the process, however it ends. Throws where another service holds it. */
export async function lockState(directory: string): Promise<Database> {
  const database = await openDatabase(join(directory, 'lock.db'));
  try {
    database.exec('PRAGMA busy_timeout = 500; PRAGMA journal_mode = TRUNCATE; BEGIN EXCLUSIVE');
    return database;
  } catch {
    database.close();
    throw new StoreError(
      `another oomscope service uses ${directory}; stop it, or give this one a directory of its own (storage.directory)`,
    );
  }
}

/** Whether a service holds that lock now. */
export async function isInUse(directory: string): Promise<boolean> {
  const path = join(directory, 'lock.db');
  if (!existsSync(path)) return false;
  const database = await openDatabase(path, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 100');
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    if (/locked|busy/i.test(String(error))) return true;
    throw error;
  } finally {
    database.close();
  }
}

const RESERVE_BYTES = 2 * 1024 * 1024;

export interface Reserve {
  /** Whether there was something to give. */
  release(): boolean;
  /** Takes the space again where there is plenty. */
  refill(): void;
}

export function createReserve(directory: string): Reserve {
  const path = join(directory, 'reserve');
  return {
    release() {
      if (!existsSync(path) || statSync(path).size === 0) return false;
      unlinkSync(path);
      return true;
    },
    refill() {
      const { bavail, bsize } = statfsSync(directory);
      if (existsSync(path) || bavail * bsize < RESERVE_BYTES * 8) return;
      writeFileSync(path, new Uint8Array(RESERVE_BYTES), { mode: 0o600 });
    },
  };
}
