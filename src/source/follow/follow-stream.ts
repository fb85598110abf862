/** Follows standard input to its end, or a named pipe or serial line for ever. What was read once cannot be read again. */
import { closeSync, fstatSync, statSync } from 'node:fs';
import { explainIoError } from '../explain-io-error.js';
import type { Followed, Source } from './followed.js';
import { createLineCutter, type LineCutter } from './line-cutter.js';
import { pause } from './pause.js';
import { openDevice, readDevice } from './poll-device.js';
import { portionsOf } from './portions.js';

const LOOK_MS = 100;
const REOPEN_MS = 1000;
/** Whether the name still leads to what is open is looked up this often. */
const CHECK_MS = 1000;

/** Lines of standard input; ends with it. */
export function followStdin(stream: AsyncIterable<Uint8Array> = process.stdin): Source {
  return {
    name: 'stdin',
    path: '-',
    trust: 'unverified',
    isLocal: false,
    follow: (_, signal) => followStream(stream, signal),
  };
}

async function* followStream(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  const cutter = createLineCutter();
  for await (const portion of portionsOf(stream, signal)) {
    const piece = portion === 'silence' ? cutter.endOld(Date.now()) : cutter.push(portion, Date.now());
    yield piece ?? { kind: 'caught-up' };
  }
  const rest = cutter.end();
  if (rest !== null) yield rest;
}

/** A named pipe or a character device, e.g. a serial console. */
export function followDevice(path: string): Source {
  return {
    name: `device:${path}`,
    path,
    trust: 'unverified',
    isLocal: false,
    follow: (_, signal) => followOpened(path, signal),
  };
}

async function* followOpened(path: string, signal: AbortSignal): AsyncGenerator<Followed, void, undefined> {
  const cutter = createLineCutter();
  let trouble: string | null = null;
  while (!signal.aborted) {
    try {
      const fd = openDevice(path, statSync(path).isFIFO());
      if (trouble !== null) yield { kind: 'trouble', message: null };
      trouble = null;
      try {
        yield* readUntilClosed(fd, path, cutter, signal);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      const message = explainIoError(error);
      if (message !== trouble) yield { kind: 'trouble', message };
      trouble = message;
    }
    const rest = cutter.end();
    if (rest !== null) yield rest;
    yield { kind: 'caught-up' };
    await pause(REOPEN_MS, signal);
  }
}

async function* readUntilClosed(
  fd: number,
  path: string,
  cutter: LineCutter,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  let checkedMs = Date.now();
  const buffer = new Uint8Array(64 * 1024);
  while (!signal.aborted) {
    const read = readDevice(fd, buffer);
    if (read.kind === 'end') return;
    if (read.kind === 'data') {
      const piece = cutter.push(buffer.subarray(0, read.bytes), Date.now());
      if (piece !== null) yield piece;
      // Let others run between two portions of a busy writer.
      await pause(0, signal);
      continue;
    }
    const rest = cutter.endOld(Date.now());
    if (rest !== null) yield rest;
    yield { kind: 'caught-up' };
    await pause(LOOK_MS, signal);
    if (Date.now() - checkedMs < CHECK_MS) continue;
    checkedMs = Date.now();
    if (isOther(fd, path)) return;
  }
}

/** A pipe that was removed stays open without a writer for ever; a device that was unplugged may come back as another. */
function isOther(fd: number, path: string): boolean {
  const [open, named] = [fstatSync(fd), statSync(path, { throwIfNoEntry: false })];
  return named === undefined || named.ino !== open.ino || named.dev !== open.dev || named.rdev !== open.rdev;
}
