/** A file, or standard output, with one event a line: the contract's event, plus `trust` and `late`. */
import { access, constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Letter } from '../notice.js';
import { type DeliveryResult, delivered, retryLater, type Sink, UNLIMITED } from '../sink.js';

export interface NdjsonSinkOptions {
  readonly name: string;
  /** `-` is standard output. */
  readonly path: string;
}

export function createNdjsonSink({ name, path }: NdjsonSinkOptions): Sink {
  return {
    name,
    type: 'ndjson',
    audience: 'machine',
    pace: UNLIMITED,
    send: (letter) => (path === '-' ? toStdout(lineOf(letter)) : toFile(path, letter)),
    check: async () => (path === '-' ? delivered() : checkFile(path)),
    async close() {},
  };
}

function lineOf({ event }: Letter): string {
  return event === null
    ? ''
    : `${JSON.stringify({ ...event.event, trust: event.trust, late: event.isLate })}\n`;
}

function toStdout(line: string): Promise<DeliveryResult> {
  return new Promise((done) => {
    process.stdout.write(line, (error) => done(error ? retryLater(error.message) : delivered()));
  });
}

/** The file, or the folder that it will be made in, can be written. */
async function checkFile(path: string): Promise<DeliveryResult> {
  try {
    await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return access(dirname(path), constants.W_OK);
    });
    return delivered();
  } catch (error) {
    return retryLater(`${path}: ${(error as Error).message}`);
  }
}

/** Appended and flushed to disk, so that what counts as delivered survives a crash. */
async function toFile(path: string, letter: Letter): Promise<DeliveryResult> {
  const line = lineOf(letter);
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'a+', 0o640);
    const { size } = await file.stat();
    if (letter.isInDoubt && hasLine(await readTail(file, size, TAIL_BYTES), letter)) return delivered();
    // A line that a full disk or a crash cut off must not swallow this one.
    const isCut = size > 0 && (await readTail(file, size, 1)) !== '\n';
    await file.appendFile(isCut ? `\n${line}` : line);
    await file.datasync();
    return delivered();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return retryLater(`${path}: ${message}`, { isInDoubt: code === 'ENOSPC' || code === 'EIO' });
  } finally {
    await file?.close();
  }
}

const TAIL_BYTES = 1024 * 1024;

async function readTail(file: FileHandle, size: number, most: number): Promise<string> {
  const length = Math.min(size, most);
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, size - length);
  return buffer.toString('utf8');
}

function hasLine(tail: string, { event }: Letter): boolean {
  const start = `{"id":${JSON.stringify(event?.event.id ?? '')},`;
  return tail.split('\n').some((line, index, all) => line.startsWith(start) && index < all.length - 1);
}
