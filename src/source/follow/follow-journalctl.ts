/**
 * Follows the journal through `journalctl --follow`, for machines whose journal files cannot be read directly. It asks
 * for all fields, since long ones are left out otherwise, and by fields that clients cannot forge.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { KILLER_UNITS } from '../../container/journal/wanted.js';
import type { Followed, Source, TextPiece } from './followed.js';
import { journalSource } from './journal-source.js';
import { createLineCutter } from './line-cutter.js';
import { pause } from './pause.js';
import { portionsOf } from './portions.js';

export interface JournalctlOptions {
  /** The program, for tests and unusual places. */
  readonly command?: string;
  /** Journal files of another machine or a mounted host. */
  readonly directory?: string | null;
}

/** The kernel, what reports on it, and the programs that kill in its place. */
const MATCHES = [
  '_TRANSPORT=kernel',
  '_PID=1',
  ...KILLER_UNITS.map((unit) => `_SYSTEMD_UNIT=${unit}`),
].flatMap((match, index) => (index === 0 ? [match] : ['+', match]));

interface Position {
  readonly cursor: string;
  /** Whether the entry of the cursor is wanted again. */
  readonly isInclusive: boolean;
  readonly realtime: string | null;
}

const FIRST_RESTART_MS = 1000;
const LAST_RESTART_MS = 30_000;
const STDERR_KEPT = 300;

export function followJournalctl(options: JournalctlOptions = {}): Source {
  return journalSource(options.directory ?? null, (position, signal) => follow(options, position, signal));
}

async function* follow(
  options: JournalctlOptions,
  saved: string | null,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  let position = saved === null ? null : (JSON.parse(saved) as Position);
  let restartMs = FIRST_RESTART_MS;
  let hasFailedAtCursor = false;
  while (!signal.aborted) {
    const child = start(options, argumentsFor(position, hasFailedAtCursor, options.directory ?? null));
    let isEmpty = true;
    try {
      for await (const item of read(child, signal)) {
        if (item.kind === 'text') {
          if (isEmpty) yield { kind: 'trouble', message: null };
          isEmpty = false;
          hasFailedAtCursor = false;
          restartMs = FIRST_RESTART_MS;
          position = JSON.parse(item.positionAt(item.bytes.length, 0)) as Position;
        }
        yield item;
      }
    } finally {
      child.process.kill('SIGKILL');
    }
    if (signal.aborted) return;
    hasFailedAtCursor = isEmpty && position !== null;
    await child.closed;
    yield { kind: 'trouble', message: `journalctl ended: ${child.complaint()}` };
    await pause(restartMs, signal);
    restartMs = Math.min(LAST_RESTART_MS, restartMs * 2);
  }
}

/** Where the cursor's entry is gone, its time has to do; without a position everything since boot. */
function argumentsFor(position: Position | null, isCursorGone: boolean, directory: string | null): string[] {
  const always = ['--follow', '--all', '--output=json', '--no-pager', '--lines=all', '--quiet'];
  const where = directory === null ? [] : [`--directory=${directory}`];
  return [...always, ...where, ...startOf(position, isCursorGone, directory), ...MATCHES];
}

function startOf(position: Position | null, isCursorGone: boolean, directory: string | null): string[] {
  if (position === null) return directory === null ? ['--boot'] : [];
  if (!isCursorGone) return [`--${position.isInclusive ? 'cursor' : 'after-cursor'}=${position.cursor}`];
  return position.realtime === null
    ? ['--boot']
    : [`--since=@${Math.floor(Number(position.realtime) / 1e6)}`];
}

interface Child {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly complaint: () => string;
  /** When the process is gone and all that it wrote has been read: its complaint may come after the end of its output. */
  readonly closed: Promise<void>;
}

function start(options: JournalctlOptions, args: readonly string[]): Child {
  const child = spawn(options.command ?? 'journalctl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString('utf8')).slice(-STDERR_KEPT);
  });
  child.on('error', (error: NodeJS.ErrnoException) => {
    complaint =
      error.code === 'ENOENT'
        ? 'it is not installed; use another source (kmsg, or a log file)'
        : error.message;
  });
  const closed = new Promise<void>((done) => child.once('close', () => done()));
  return { process: child, closed, complaint: () => complaint.trim() || 'without a word' };
}

async function* read(
  child: Child,
  signal: AbortSignal,
): AsyncGenerator<TextPiece | { kind: 'caught-up' }, void, undefined> {
  const cutter = createLineCutter();
  for await (const portion of portionsOf(child.process.stdout, signal)) {
    if (portion === 'silence') {
      yield { kind: 'caught-up' };
      continue;
    }
    const piece = cutter.push(portion, Date.now());
    if (piece !== null) yield { ...piece, positionAt: (offset) => positionIn(piece.bytes, offset) };
  }
}

/** From the entry's own cursor: each line is one entry. */
function positionIn(bytes: Uint8Array, offset: number): string {
  const isEnd = offset >= bytes.length;
  const start = isEnd ? bytes.lastIndexOf(0x0a, bytes.length - 2) + 1 : offset;
  const end = bytes.indexOf(0x0a, start);
  const line = Buffer.from(bytes.subarray(start, end)).toString('utf8');
  const cursor = /"__CURSOR"\s*:\s*"([^"]+)"/.exec(line)?.[1] ?? '';
  const realtime = /"__REALTIME_TIMESTAMP"\s*:\s*"(\d+)"/.exec(line)?.[1] ?? null;
  return JSON.stringify({ cursor, isInclusive: !isEnd, realtime } satisfies Position);
}
