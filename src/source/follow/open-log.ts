/** One log file, open for following: gives whole lines from where it stands, and tells when it was cut or replaced. */
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type FilePosition, HEAD_BYTES, hashOf, readHead } from './file-identity.js';
import type { TextPiece } from './followed.js';

const FIRST_BUFFER = 256 * 1024;
/** Longer lines are handed out in pieces. */
const LONGEST_LINE = 1024 * 1024;
const NEWLINE = 0x0a;
/** Two changes of a file closer than this may have the same time; some file systems keep whole seconds. */
const COARSEST_MS = 2500;

export interface OpenLog {
  /** Next lines, or null at the end. The rest after the last newline stays until it has one. */
  read(): Promise<TextPiece | null>;
  /** The rest without a newline: for a file that nobody writes to any more. */
  readRest(): Promise<TextPiece | null>;
  /** How far it was read. */
  position(): FilePosition;
  /** Whether bytes were added since it was asked last, be it a part of a line. */
  hasGrown(): boolean;
  /** The file was cut, or cut and written anew: what stands in it is not what was read. */
  wasCut(): Promise<boolean>;
  /** The name leads to another file now. */
  isOther(stats: Stats): boolean;
  /** Everything was read and nothing happened to the file since, as far as its name tells. */
  isUntouched(stats: Stats): boolean;
  /** Everything was looked at, and the name told this of the file afterwards. */
  noteLook(stats: Stats): void;
  close(): Promise<void>;
}

export async function openLog(path: string, offset: number, line: number): Promise<OpenLog> {
  const file = await open(path, 'r');
  try {
    const stats = await file.stat();
    return new FollowedLog(file, stats, await readHead(file), offset, line);
  } catch (error) {
    await file.close();
    throw error;
  }
}

class FollowedLog implements OpenLog {
  readonly #file: FileHandle;
  readonly #stats: Stats;
  #head: Uint8Array;
  #headHash: string;
  #offset: number;
  #line: number;
  #buffer = new Uint8Array(FIRST_BUFFER);
  #largestSize = 0;
  #seenSize = 0;
  #checkedAt = '';
  #lookedAt: string | null = null;

  constructor(file: FileHandle, stats: Stats, head: Uint8Array, offset: number, line: number) {
    this.#file = file;
    this.#stats = stats;
    this.#head = head;
    this.#headHash = hashOf(head);
    this.#offset = offset;
    this.#line = line;
  }

  async read(): Promise<TextPiece | null> {
    for (;;) {
      const { bytesRead } = await this.#file.read(this.#buffer, 0, this.#buffer.length, this.#offset);
      this.#largestSize = Math.max(this.#largestSize, this.#offset + bytesRead);
      const end = this.#buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
      if (end > 0) return this.#piece(this.#buffer.subarray(0, end), end);
      if (bytesRead < this.#buffer.length) return null;
      if (bytesRead >= LONGEST_LINE) return this.#piece(this.#buffer, bytesRead);
      this.#buffer = new Uint8Array(this.#buffer.length * 2);
    }
  }

  async readRest(): Promise<TextPiece | null> {
    if (this.#largestSize <= this.#offset) return null;
    const { bytesRead } = await this.#file.read(this.#buffer, 0, this.#buffer.length - 1, this.#offset);
    if (bytesRead === 0) return null;
    this.#buffer[bytesRead] = NEWLINE;
    return this.#piece(this.#buffer.subarray(0, bytesRead + 1), bytesRead);
  }

  #piece(bytes: Uint8Array, consumed: number): TextPiece {
    const before = this.position();
    this.#offset += consumed;
    this.#line += countLines(bytes);
    const end = this.#offset;
    const positionAt = (offset: number, line: number): string =>
      JSON.stringify({
        ...before,
        offset: Math.min(before.offset + offset, end),
        line,
      } satisfies FilePosition);
    return { kind: 'text', bytes, line: before.line, positionAt };
  }

  position(): FilePosition {
    const { ino } = this.#stats;
    const file = { inode: ino, headBytes: this.#head.length, headHash: this.#headHash };
    return { ...file, offset: this.#offset, line: this.#line };
  }

  hasGrown(): boolean {
    const hasGrown = this.#largestSize > this.#seenSize;
    this.#seenSize = this.#largestSize;
    return hasGrown;
  }

  async wasCut(): Promise<boolean> {
    const { size, mtimeMs } = await this.#file.stat();
    if (size < this.#largestSize) return true;
    if (this.#checkedAt === `${size} ${mtimeMs}`) return false;
    this.#checkedAt = `${size} ${mtimeMs}`;
    const head = await readHead(this.#file);
    if (head.length < this.#head.length || hashOf(head.subarray(0, this.#head.length)) !== this.#headHash)
      return true;
    if (this.#head.length < HEAD_BYTES) {
      this.#head = head;
      this.#headHash = hashOf(head);
    }
    return false;
  }

  isOther(stats: Stats): boolean {
    return stats.ino !== this.#stats.ino || stats.dev !== this.#stats.dev;
  }

  isUntouched(stats: Stats): boolean {
    return this.#lookedAt !== null && this.#lookedAt === stateOf(stats);
  }

  noteLook(stats: Stats): void {
    // A file changed just now may be changed again without another time.
    const isOld = Date.now() - stats.mtimeMs > COARSEST_MS;
    this.#lookedAt = isOld && stats.size === this.#offset ? stateOf(stats) : null;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function stateOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
