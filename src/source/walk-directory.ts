/**
 * The log files below a directory, oldest first. Links to files are followed, links to directories are not, so that no
 * loop and no file twice can come of it.
 */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLogName } from '../container/log-names.js';
import { explainIoError } from './explain-io-error.js';
import type { InputProblem } from './input.js';

export interface LogFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modified: Date;
}

export interface DirectoryLogs {
  readonly files: readonly LogFile[];
  /** Directories and files below that could not be looked at. */
  readonly problems: readonly InputProblem[];
}

export async function walkDirectory(root: string): Promise<DirectoryLogs> {
  const files = new Map<string, LogFile>();
  const problems: InputProblem[] = [];
  const open = [root];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    try {
      for (const entry of await readdir(path, { withFileTypes: true })) {
        const child = join(path, entry.name);
        if (entry.isDirectory()) open.push(child);
        else if (mayBeLog(entry)) await addFile(child, files);
      }
    } catch (error) {
      problems.push({ kind: 'problem', path, message: explainIoError(error) });
    }
  }
  return { files: [...files.values()].sort(byAge), problems };
}

function mayBeLog(entry: Dirent): boolean {
  return (entry.isFile() || entry.isSymbolicLink()) && isLogName(entry.name);
}

/** Files that vanished (rotation) and links that lead nowhere are left out; the key keeps a linked file single. */
async function addFile(path: string, files: Map<string, LogFile>): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile() || info.size === 0) return;
  const key = `${info.dev}:${info.ino}`;
  if (!files.has(key)) files.set(key, { path, sizeBytes: info.size, modified: info.mtime });
}

/** By time of the last change; rotated files of the same second by falling rotation number (`.2`, `.1`, none). */
function byAge(a: LogFile, b: LogFile): number {
  const seconds = Math.trunc(a.modified.getTime() / 1000) - Math.trunc(b.modified.getTime() / 1000);
  return seconds || b.path.localeCompare(a.path, 'en', { numeric: true });
}
