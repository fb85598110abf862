/** The state directory: whether the service may write there, whether there is room, whether its database can be read. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatBytes } from '../../base/units.js';
import { explainIoError } from '../../source/explain-io-error.js';
import { StoreError } from '../../store/sqlite.js';
import { openStore } from '../../store/store.js';
import type { Config } from '../config/schema.js';
import { databasePath } from '../state-directory.js';
import { type Check, type Finding, failed, ok, ownUser, warning } from './check.js';

const LEAST_BYTES = 64 * 1024 * 1024;

export async function checkState(directory: string, storage: Config['storage']): Promise<readonly Check[]> {
  const of = (name: string, finding: Finding): Check => ({ area: 'state', name, ...finding });
  const writable = checkWritable(directory);
  if (writable.state === 'failed') return [of('directory', writable)];
  const room = checkRoom(nearest(directory), storage.maxSize);
  return [of('directory', writable), of('disk', room), of('database', await checkDatabase(directory))];
}

function checkWritable(directory: string): Finding {
  const at = nearest(directory);
  try {
    accessSync(at, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(at === directory ? directory : `${directory} will be made at the first start`);
  } catch (error) {
    return failed(
      `${directory}: ${explainIoError(error)}`,
      `install -d -m 0700 -o ${ownUser()} ${directory}   # or name another one with storage.directory`,
    );
  }
}

function nearest(directory: string): string {
  let at = directory;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

function checkRoom(at: string, maxBytes: number): Finding {
  const { bavail, bsize } = statfsSync(at);
  const free = bavail * bsize;
  const words = `${formatBytes(free)} free, the database may take ${formatBytes(maxBytes)}`;
  if (free < LEAST_BYTES) return failed(words, `df -h ${at}   # make room`);
  return free < maxBytes ? warning(words, 'make room, or set storage.maxSize lower') : ok(words);
}

async function checkDatabase(directory: string): Promise<Finding> {
  const path = databasePath(directory);
  if (!existsSync(path)) return ok('none yet: the service has not run');
  try {
    const store = await openStore(path, { readOnly: true });
    const waiting = store.outbox
      .counts()
      .reduce((sum, { state, count }) => sum + (state === 'dead' ? count : 0), 0);
    store.close();
    return waiting > 0
      ? warning(
          `${waiting} messages were given up`,
          'oomscope status --retry-dead   # after mending what refused them',
        )
      : ok('can be read');
  } catch (error) {
    const message = error instanceof StoreError ? error.message : String(error);
    return failed(`${path}: ${message}`, `mv ${path} ${path}.broken   # the service makes a new one`);
  }
}
