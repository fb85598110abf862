/**
 * Waits for a change of a file, at most so long. The watch is only a wake-up: it may come too often, late or never (network file
 * systems, no watches left, directories that do not exist yet), so whoever waits looks for himself.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

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
  let hasChanged = false;
  let wasWoken = false;
  let wake: (() => void) | null = null;
  const change = (): void => {
    hasChanged = true;
    wake?.();
  };
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
    watcher.on('all', change);
    // No inotify watches left and the like: the caller's own looks are enough.
    watcher.on('error', () => void drop());
  };
  return {
    async wait(mostMs, signal) {
      await follow();
      if (wasWoken) await pause(LEAST_MS, signal);
      if (!hasChanged)
        await pause(wasWoken ? mostMs - LEAST_MS : mostMs, signal, (done) => {
          wake = done;
        });
      wake = null;
      wasWoken = hasChanged;
      hasChanged = false;
    },
    close: drop,
  };
}

/** Resolves early when aborted or when `arm`'s callback is called. */
export function pause(
  ms: number,
  signal: AbortSignal,
  arm: (done: () => void) => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', done);
    arm(done);
  });
}

/** The file's directory, or the closest one above that exists. */
function nearestDirectory(path: string): string {
  let directory = dirname(path);
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  return directory;
}
