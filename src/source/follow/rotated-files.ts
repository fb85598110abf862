/**
 * What was written while the service was down and has been rotated away since: finds the file that was being read among
 * its rotated siblings, compressed ones included, and gives its rest and the files after it.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteSource } from '../../container/byte-source.js';
import { openInput } from '../open-input.js';
import { type FilePosition, HEAD_BYTES, isSameFile } from './file-identity.js';

export interface RotatedLog {
  readonly path: string;
  readonly bytes: ByteSource;
  /** Where to begin, in the decompressed text. */
  readonly offset: number;
  readonly line: number;
}

const MOST_SIBLINGS = 60;

/**
 * Oldest first; empty where the file is not among them. The file of today is not one of them. `isRead`: the file itself was
 * read to its end.
 */
export async function* rotatedSince(
  path: string,
  position: FilePosition,
  isRead: boolean,
): AsyncGenerator<RotatedLog> {
  const siblings = await siblingsOf(path);
  for (const [index, sibling] of siblings.entries()) {
    if (!(await isFile(sibling, position))) continue;
    if (!isRead) yield* openRotated(sibling, position.offset, position.line);
    for (const later of siblings.slice(index + 1)) {
      // While a file is being compressed it is there twice.
      if (!(await isFile(later, position))) yield* openRotated(later, 0, 1);
    }
    return;
  }
}

async function* openRotated(path: string, offset: number, line: number): AsyncGenerator<RotatedLog> {
  const info = await stat(path).catch(() => null);
  if (info === null) return;
  for await (const opened of openInput({ kind: 'file', path, sizeBytes: info.size, modified: info.mtime })) {
    if (opened.kind === 'text') yield { path, bytes: opened.bytes, offset, line };
  }
}

/** Files named after it (`.1`, `.1.gz`, `-20261120`), oldest change first. */
async function siblingsOf(path: string): Promise<string[]> {
  const name = basename(path);
  const names = await readdir(dirname(path)).catch(() => [] as string[]);
  const found: { path: string; mtimeMs: number }[] = [];
  for (const each of names) {
    if (each === name || !(each.startsWith(`${name}.`) || each.startsWith(`${name}-`))) continue;
    const info = await stat(join(dirname(path), each)).catch(() => null);
    if (info?.isFile() === true) found.push({ path: join(dirname(path), each), mtimeMs: info.mtimeMs });
  }
  return found
    .sort((a, b) => a.mtimeMs - b.mtimeMs || b.path.localeCompare(a.path, 'en', { numeric: true }))
    .slice(-MOST_SIBLINGS)
    .map((each) => each.path);
}

async function isFile(path: string, position: FilePosition): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  if (info === null) return false;
  for await (const opened of openInput({ kind: 'file', path, sizeBytes: info.size, modified: info.mtime })) {
    if (opened.kind !== 'text') continue;
    const head = await headOf(opened.bytes);
    const isPlain = opened.compression === null;
    return isSameFile(position, isPlain ? info.ino : position.inode, head, isPlain ? info.size : null);
  }
  return false;
}

async function headOf(bytes: ByteSource): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_BYTES);
  let length = 0;
  for await (const chunk of bytes) {
    const part = chunk.subarray(0, HEAD_BYTES - length);
    head.set(part, length);
    length += part.length;
    if (length === HEAD_BYTES) break;
  }
  return head.subarray(0, length);
}
