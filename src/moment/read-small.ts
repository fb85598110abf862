/** Small files of /proc and cgroups -> bytes, with one buffer for all: they are read many times a second. */
import { closeSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.allocUnsafe(64 * 1024);

/** Where the kernel's files are: other folders in tests. */
export interface HostPaths {
  readonly proc: string;
  readonly cgroup: string;
}

export const HOST_PATHS: HostPaths = { proc: '/proc', cgroup: '/sys/fs/cgroup' };

/** The beginning of the file, valid until the next call; null where it is gone or not for us, both of which are normal there. */
export function readBytes(path: string): Buffer | null {
  const fd = openOrNull(path);
  if (fd === null) return null;
  try {
    return readOpen(fd);
  } finally {
    closeSync(fd);
  }
}

export function readText(path: string): string | null {
  return readBytes(path)?.toString('utf8') ?? null;
}

export function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    // Processes and cgroups vanish, and hidepid hides them.
    return null;
  }
}

/** The same of a file that is kept open: the kernel makes its text anew at every read from the start. */
export function readOpen(fd: number): Buffer | null {
  try {
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
  } catch {
    // The process has ended, or the cgroup was removed.
    return null;
  }
}
