/**
 * Waits for a change of a file, at most so long. The watch is only a wake-up: it may come too often, late or never (network file
 * systems, no watches left, directories that do not exist yet), so whoever waits looks for himself.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { createChangeSignal } from './change-signal.js';

export interface WakeUp {
  /** Until something happened since the last wait, the time is over, or the signal aborts. */
  wait(mostMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A busy directory does not wake more often than this. */
const LEAST_MS = 20;

/** `isPolled`: no watch at all. `match`: names in the file's directory that matter beside the file itself. */
export function createWakeUp(
  path: string,
  isPolled: boolean,
  match: (name: string) => boolean = () => false,
): WakeUp {
  let watcher: FSWatcher | null = null;
  let watched: string | null = null;
  const changes = createChangeSignal(LEAST_MS);
  const drop = async (): Promise<void> => {
    const old = watcher;
    watcher = null;
    await old?.close();
  };
  const follow = async (): Promise<void> => {
    const directory = nearestDirectory(path);
    // A directory that was deleted and made again needs a new watch.
    const { ino, birthtimeMs } = statSync(directory);
    const identity = `${directory} ${ino} ${birthtimeMs}`;
    if (isPolled || identity === watched) return;
    await drop();
    watched = identity;
    const isWanted = (name: string): boolean =>
      name === directory ||
      path === name ||
      path.startsWith(`${name}/`) ||
      (dirname(name) === dirname(path) && match(basename(name)));
    watcher = watch(directory, { depth: 0, ignoreInitial: true, ignored: (name) => !isWanted(name) });
    watcher.on('all', changes.change);
    // No inotify watches left and the like: the caller's own looks are enough.
    watcher.on('error', () => void drop());
  };
  return {
    async wait(mostMs, signal) {
      await follow();
      await changes.wait(mostMs, signal);
    },
    close: drop,
  };
}

/** The file's directory, or the closest one above that exists. */
function nearestDirectory(path: string): string {
  let directory = dirname(path);
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  return directory;
}
