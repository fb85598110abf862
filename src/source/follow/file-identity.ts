/**
 * A file is not its name and not its inode: rotation renames it, a new file may get the old one's inode, devices are numbered
 * anew at boot. Its first bytes tell it from others, since logs begin with a time.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** How far a file was read, and which file it was. */
export interface FilePosition {
  readonly inode: number;
  /** Bytes of the beginning that were hashed: fewer than `HEAD_BYTES` for a file that was shorter then. */
  readonly headBytes: number;
  readonly headHash: string;
  /** Start of a line. */
  readonly offset: number;
  /** Its number. */
  readonly line: number;
}

export const HEAD_BYTES = 256;
/** A beginning this short may be equal by chance: then the inode has to be equal too. */
const TELLING_BYTES = 64;

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

export async function readHead(file: FileHandle): Promise<Uint8Array> {
  const buffer = new Uint8Array(HEAD_BYTES);
  const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

/** Whether the file whose beginning is given is the one of the position. */
export function isSameFile(
  position: FilePosition,
  inode: number | null,
  head: Uint8Array,
  size: number | null,
): boolean {
  if (head.length < position.headBytes || (size !== null && size < position.offset)) return false;
  if (position.headBytes < TELLING_BYTES && inode !== position.inode) return false;
  return hashOf(head.subarray(0, position.headBytes)) === position.headHash;
}

/** Null for text that is no position, e.g. of another version. */
export function parsePosition(text: string | null): FilePosition | null {
  if (text === null) return null;
  const value = JSON.parse(text) as Partial<FilePosition>;
  const { inode, headBytes, headHash, offset, line } = value;
  if (typeof inode !== 'number' || typeof headBytes !== 'number' || typeof headHash !== 'string') return null;
  if (typeof offset !== 'number' || typeof line !== 'number') return null;
  return { inode, headBytes, headHash, offset, line };
}
