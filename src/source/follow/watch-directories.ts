/**
 * Waits for a change in some directories, at most so long. The watch is only a wake-up; it costs one system watch a directory,
 * however many files are in it.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { createChangeSignal } from './change-signal.js';
import type { WakeUp } from './wake-up.js';

/** A busy journal does not wake more often than this. */
const LEAST_MS = 50;

export function watchDirectories(directories: () => readonly string[]): WakeUp {
  const watchers = new Map<string, FSWatcher>();
  const changes = createChangeSignal(LEAST_MS);
  const drop = (identity: string): void => {
    watchers.get(identity)?.close();
    watchers.delete(identity);
  };
  const add = (identity: string, directory: string): void => {
    try {
      const watcher = watch(directory, { persistent: false }, changes.change);
      watchers.set(identity, watcher);
      watcher.on('error', () => drop(identity));
    } catch (error) {
      // No inotify watches left, or it is gone by now: the caller's own looks are enough.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  };
  const renew = (): void => {
    const wanted = new Map(directories().flatMap((directory) => identityOf(directory)));
    for (const identity of watchers.keys()) if (!wanted.has(identity)) drop(identity);
    for (const [identity, directory] of wanted) if (!watchers.has(identity)) add(identity, directory);
  };
  return {
    async wait(mostMs, signal) {
      renew();
      await changes.wait(mostMs, signal);
    },
    async close() {
      for (const identity of [...watchers.keys()]) drop(identity);
    },
  };
}

/** A directory that was removed and made again needs a new watch. */
function identityOf(directory: string): [string, string][] {
  const stats = statSync(directory, { throwIfNoEntry: false });
  return stats?.isDirectory() === true ? [[`${directory} ${stats.dev} ${stats.ino}`, directory]] : [];
}
