/**
 * Follows a log file by its name for years: through rotation by renaming and by copying, deletion, directories that
 * appear later, inodes used again, and lines that are written in parts. Nothing that reaches the disk is left out, save
 * what a rotation that copies and truncates loses by itself.
 */
import { open, stat } from 'node:fs/promises';
import { concatBytes } from '../../container/byte-source.js';
import { explainIoError } from '../explain-io-error.js';
import { type FilePosition, isSameFile, parsePosition, readHead } from './file-identity.js';
import type { Followed, Source, TextPiece } from './followed.js';
import { type OpenLog, openLog } from './open-log.js';
import { rotatedSince } from './rotated-files.js';
import { createWakeUp } from './wake-up.js';

export interface FollowFileOptions {
  /** Looks every second instead of waiting for the system's word: network file systems give none. */
  readonly isPolled?: boolean;
  /** A file of this machine's own kernel. */
  readonly isLocal?: boolean;
}

const LOOK_MS = 1000;
/** After lines: soon enough to tell that they were the last for now. */
const SOON_MS = 300;
/** Of a file that was never followed before, so much of its end is read. */
const FIRST_START_BYTES = 64 * 1024 * 1024;
/** A new file that stays empty: the writer may still have the old one open. */
const EMPTY_LOOKS = 10;
/** A last line without its end is given as it is when nothing was added for so long. */
const REST_MS = 5000;

export function followFile(path: string, options: FollowFileOptions = {}): Source {
  return {
    name: `file:${path}`,
    path,
    trust: 'unverified',
    isLocal: options.isLocal ?? true,
    follow: (position, signal) => follow(path, options, position, signal),
  };
}

async function* follow(
  path: string,
  options: FollowFileOptions,
  saved: string | null,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  const wakeUp = createWakeUp(path, options.isPolled ?? false);
  const state = stateAt(saved);
  let readMs = Date.now();
  try {
    while (!signal.aborted) {
      let hasRead = false;
      try {
        for await (const item of readOnce(path, state, Date.now() - readMs > REST_MS)) {
          hasRead ||= item.kind === 'text';
          yield item;
        }
        if (hasRead || state.log?.hasGrown() === true) readMs = Date.now();
        if (state.trouble !== null) yield { kind: 'trouble', message: null };
        state.trouble = null;
      } catch (error) {
        const message = explainIoError(error);
        if (message !== state.trouble) yield { kind: 'trouble', message };
        state.trouble = message;
      }
      yield { kind: 'caught-up' };
      await wakeUp.wait(hasRead ? SOON_MS : LOOK_MS, signal);
    }
  } finally {
    await state.log?.close();
    await wakeUp.close();
  }
}

function stateAt(saved: string | null): FollowState {
  const position = parsePosition(saved);
  return { log: null, position, isFirst: true, emptyLooks: 0, trouble: null };
}

interface FollowState {
  log: OpenLog | null;
  /** Where an earlier run stood; used up by the first opening. */
  position: FilePosition | null;
  isFirst: boolean;
  /** Looks at which the name led to another file without anything in it. */
  emptyLooks: number;
  trouble: string | null;
}

/** Everything there is to read now, across a rotation if there was one. `isSilent`: nothing was added for long. */
async function* readOnce(
  path: string,
  state: FollowState,
  isSilent: boolean,
): AsyncGenerator<Followed, void, undefined> {
  for (;;) {
    if (state.log === null) yield* openNow(path, state);
    const { log } = state;
    if (log === null) return;
    const before = await stat(path).catch(() => null);
    if (before !== null && log.isUntouched(before)) return;
    if (await log.wasCut()) {
      // What was added between the last look and the copy is in the copy.
      yield* readRotated(path, log.position(), false);
      yield* leave(log, state, 'the file was truncated');
      continue;
    }
    yield* drain(log);
    if (isSilent) yield* rest(log);
    const stats = await stat(path).catch(() => null);
    if (stats === null || !log.isOther(stats)) {
      state.emptyLooks = 0;
      if (stats !== null) log.noteLook(stats);
      return;
    }
    // The writer moves on to the new file at some moment: then the old one has its last line.
    if (stats.size === 0 && state.emptyLooks++ < EMPTY_LOOKS) return;
    yield* drain(log);
    yield* rest(log);
    yield* leave(log, state, 'the file was rotated');
    // It may have been rotated more than once since the last look.
    yield* readRotated(path, log.position(), true);
  }
}

async function* leave(
  log: OpenLog,
  state: FollowState,
  reason: string,
): AsyncGenerator<Followed, void, undefined> {
  await log.close();
  state.log = null;
  state.emptyLooks = 0;
  yield { kind: 'boundary', reason };
}

async function* drain(log: OpenLog): AsyncGenerator<TextPiece, void, undefined> {
  for (let piece = await log.read(); piece !== null; piece = await log.read()) yield piece;
}

async function* rest(log: OpenLog): AsyncGenerator<TextPiece, void, undefined> {
  const piece = await log.readRest();
  if (piece !== null) yield piece;
}

/** Opens the file at the right place; leaves `state.log` null where there is none yet. */
async function* openNow(path: string, state: FollowState): AsyncGenerator<Followed, void, undefined> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  const { position, isFirst } = state;
  if (position !== null) {
    const isHere = stats !== null && (await leadsTo(path, position));
    state.position = null;
    if (isHere) {
      state.log = await openLog(path, position.offset, position.line);
      state.isFirst = false;
      return;
    }
    yield* readRotated(path, position, false);
  }
  state.isFirst = false;
  if (stats === null) return;
  const offset = isFirst && position === null ? Math.max(0, stats.size - FIRST_START_BYTES) : 0;
  state.log = await openLog(path, offset, 1);
}

async function leadsTo(path: string, position: FilePosition): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { ino, size } = await file.stat();
    return isSameFile(position, ino, await readHead(file), size);
  } finally {
    await file.close();
  }
}

/** Files that were rotated away while nobody looked. Their lines are positioned before the new file's beginning. */
async function* readRotated(
  path: string,
  position: FilePosition,
  isRead: boolean,
): AsyncGenerator<Followed, void, undefined> {
  for await (const { bytes, offset, line } of rotatedSince(path, position, isRead)) {
    let skip = offset;
    let number = line;
    let rest: Uint8Array = new Uint8Array(0);
    for await (const chunk of bytes) {
      const part = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - part.length;
      const joined = rest.length === 0 ? part : concatBytes([rest, part]);
      const end = joined.lastIndexOf(0x0a) + 1;
      rest = joined.slice(end);
      if (end === 0) continue;
      const lines = joined.subarray(0, end);
      yield { kind: 'text', bytes: lines, line: number, positionAt: () => JSON.stringify(position) };
      for (const byte of lines) if (byte === 0x0a) number++;
    }
    const last = concatBytes([rest, Uint8Array.of(0x0a)]);
    if (rest.length > 0)
      yield { kind: 'text', bytes: last, line: number, positionAt: () => JSON.stringify(position) };
    yield { kind: 'boundary', reason: 'the file was rotated' };
  }
}
