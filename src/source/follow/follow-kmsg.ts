/**
 * Follows the kernel's own log through /dev/kmsg. Every opening starts at the oldest record of the ring, so what an
 * earlier run read is left out by boot id and sequence number; records that the ring lost in between are counted. Only what the
 * kernel itself wrote is handed on: programs that write to the device get another facility.
 */
import { closeSync, readFileSync } from 'node:fs';
import { explainIoError } from '../explain-io-error.js';
import type { Followed, Source } from './followed.js';
import { type Bell, createKmsgBell } from './kmsg-bell.js';
import { pause } from './pause.js';
import { openDevice, readDevice } from './poll-device.js';

const REOPEN_MS = 5000;
/** A record that does not fit is lost, by the kernel's rules; none is longer. */
const RECORD_BYTES = 8192;
/** Handed on together. */
const MOST_RECORDS = 512;

export interface KmsgDevice {
  readonly open: () => number;
  /** One record; throws EPIPE where records were lost. */
  readonly read: typeof readDevice;
  readonly close: (fd: number) => void;
  readonly bootId: () => string;
  readonly createBell: () => Bell;
}

const REAL: KmsgDevice = {
  open: () => openDevice('/dev/kmsg', false),
  read: readDevice,
  close: closeSync,
  bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', ''),
  createBell: createKmsgBell,
};

interface Position {
  readonly bootId: string;
  /** The record to start at. */
  readonly sequence: number;
}

export function followKmsg(device: KmsgDevice = REAL): Source {
  return {
    name: 'kmsg',
    path: '/dev/kmsg',
    trust: 'verified',
    isLocal: true,
    follow: (position, signal) => follow(device, position, signal),
  };
}

async function* follow(
  device: KmsgDevice,
  saved: string | null,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  const position = saved === null ? null : (JSON.parse(saved) as Position);
  let reader: KmsgReader | null = null;
  let trouble: string | null = null;
  while (!signal.aborted) {
    try {
      reader ??= readerFrom(device, position);
      const fd = device.open();
      const bell = device.createBell();
      try {
        if (trouble !== null) yield { kind: 'trouble', message: null };
        trouble = null;
        yield* reader.readForever(fd, bell, signal);
      } finally {
        bell.close();
        device.close(fd);
      }
    } catch (error) {
      const message = explainKmsg(error);
      if (message !== trouble) yield { kind: 'trouble', message };
      trouble = message;
      yield { kind: 'caught-up' };
      await pause(REOPEN_MS, signal);
    }
  }
}

/** Goes on at the position within the same boot, else at the beginning. */
function readerFrom(device: KmsgDevice, position: Position | null): KmsgReader {
  const bootId = device.bootId();
  return new KmsgReader(device, bootId, position?.bootId === bootId ? position.sequence : 0);
}

function explainKmsg(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPERM' || code === 'EACCES')
    return 'reading /dev/kmsg needs the capability CAP_SYSLOG (kernel.dmesg_restrict is set): give the service AmbientCapabilities=CAP_SYSLOG, or use the journal as the source';
  return explainIoError(error);
}

class KmsgReader {
  readonly #device: KmsgDevice;
  readonly #bootId: string;
  readonly #buffer = new Uint8Array(RECORD_BYTES);
  /** The next record's sequence number; what comes with a smaller one is known already. */
  #next: number;
  #isFirst = true;

  constructor(device: KmsgDevice, bootId: string, next: number) {
    this.#device = device;
    this.#bootId = bootId;
    this.#next = next;
  }

  async *readForever(fd: number, bell: Bell, signal: AbortSignal): AsyncGenerator<Followed, void, undefined> {
    while (!signal.aborted) {
      const batch = this.#readBatch(fd);
      for (const { first, lost, lines } of batch.runs) {
        if (lost > 0) yield overwritten(lost);
        yield this.#piece(first, lines);
      }
      if (batch.isEmpty) {
        yield { kind: 'caught-up' };
        await bell.wait(signal);
        // Whoever takes down the state of this moment comes first: reading the lines takes longer.
        await pause(1, signal);
      } else await pause(0, signal);
    }
  }

  /** Runs of records whose numbers follow each other. */
  #readBatch(fd: number): { readonly runs: readonly Run[]; readonly isEmpty: boolean } {
    const runs: Run[] = [];
    for (let count = 0; count < MOST_RECORDS; count++) {
      const record = this.#readRecord(fd);
      if (record === 'empty') return { runs, isEmpty: true };
      if (record === 'lost' || record.sequence < this.#next) continue;
      // The ring's first record after boot may have any number; only a gap in what is being read is a loss.
      const lost = this.#isFirst && this.#next === 0 ? 0 : record.sequence - this.#next;
      const last = runs.at(-1);
      if (last === undefined || record.sequence !== this.#next)
        runs.push({ first: record.sequence, lost, lines: [record.line] });
      else last.lines.push(record.line);
      this.#next = record.sequence + 1;
      this.#isFirst = false;
    }
    return { runs, isEmpty: false };
  }

  #readRecord(fd: number): { readonly sequence: number; readonly line: string } | 'empty' | 'lost' {
    try {
      const read = this.#device.read(fd, this.#buffer);
      return read.kind === 'data' ? (parseRecord(this.#buffer.subarray(0, read.bytes)) ?? 'lost') : 'empty';
    } catch (error) {
      // Overrun, or a record that does not fit: the next read goes on behind it, and its number tells how many are missing.
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EINVAL') return 'lost';
      throw error;
    }
  }

  #piece(first: number, lines: readonly string[]): Followed {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
    const bootId = this.#bootId;
    return {
      kind: 'text',
      bytes,
      line: first + 1,
      positionAt: (_, line) => JSON.stringify({ bootId, sequence: line - 1 }),
    };
  }
}

interface Run {
  readonly first: number;
  readonly lost: number;
  readonly lines: string[];
}

/** The record as one line, byte for byte; emptied where the kernel did not write it. Keys after the text are left out. */
function parseRecord(bytes: Uint8Array): { readonly sequence: number; readonly line: string } | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const line = text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1);
  const header = /^(\d+),(\d+),[^;]*;/.exec(line);
  if (header === null) return null;
  const isKernel = Number(header[1]) >> 3 === 0;
  return { sequence: Number(header[2]), line: isKernel ? line : header[0] };
}

function overwritten(records: number): Followed {
  return { kind: 'lost', records, cause: 'overwritten', reason: 'the kernel overwrote them in its ring' };
}
