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
    send: (letter) => (path === '-' ? toStdout(lineOf(letter)) : toFile(path, [letter])),
    // After a crash the file tells which of them it has.
    ...(path === '-'
      ? {}
      : {
          atOnce: 100,
          async sendMany(letters: readonly Letter[]) {
            const result = await toFile(path, letters);
            return letters.map(() => result);
          },
        }),
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

/** Appended and flushed to disk together, so that what counts as delivered survives a crash. */
async function toFile(path: string, letters: readonly Letter[]): Promise<DeliveryResult> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'a+', 0o640);
    const { size } = await file.stat();
    const lines = (await withoutKnown(file, size, letters)).map(lineOf).join('');
    if (lines === '') return delivered();
    // A line that a full disk or a crash cut off must not swallow the next one.
    const isCut = size > 0 && (await readTail(file, size, 1)) !== '\n';
    await file.appendFile(isCut ? `\n${lines}` : lines);
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

/** Those that an earlier attempt did not write. What is in doubt is tried first, so that it stands near the end. */
async function withoutKnown(
  file: FileHandle,
  size: number,
  letters: readonly Letter[],
): Promise<readonly Letter[]> {
  const inDoubt = letters.filter(({ isInDoubt }) => isInDoubt);
  if (inDoubt.length === 0) return letters;
  const bytes = inDoubt.reduce((sum, letter) => sum + Buffer.byteLength(lineOf(letter)), 0);
  const known = idsIn(await readTail(file, size, Math.max(TAIL_BYTES, 2 * bytes)));
  return letters.filter(({ isInDoubt, event }) => !isInDoubt || !known.has(event?.event.id ?? ''));
}

async function readTail(file: FileHandle, size: number, most: number): Promise<string> {
  const length = Math.min(size, most);
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, size - length);
  return buffer.toString('utf8');
}

/** Of whole lines only: one that was cut off has not arrived. */
function idsIn(tail: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const line of tail.split('\n')) {
    const id = idOfLine(line);
    if (id !== null) ids.add(id);
  }
  return ids;
}

function idOfLine(line: string): string | null {
  if (!line.startsWith('{"id":') || !line.endsWith('}')) return null;
  try {
    const { id } = JSON.parse(line) as { id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    // Cut off inside, at a brace.
    return null;
  }
}
