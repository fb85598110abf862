/**
 * What receivers have taken from the network and the parser has not read yet: lines of a log as bytes, in a bounded memory.
 * Whoever sends too fast is told to wait where the protocol can, and what is dropped otherwise is counted.
 */
import type { TextPiece } from '../follow/followed.js';
import type { LossCause } from '../loss.js';

/** What a receiver hands its lines to. */
export interface Intake {
  /**
   * Lines without their ends, as a log file has them. False, and nothing is taken, where too much waits to be read.
   * `onHandled`: called once the lines were parsed: the events that they decide are stored, or cannot be stored for now.
   */
  take(lines: readonly Uint8Array[], onHandled?: (isStored: boolean) => void): boolean;
  /** Resolves when lines can be taken again. */
  room(): Promise<void>;
  /** Messages that came, or should have come, and cannot be read. */
  lose(records: number, cause: LossCause, reason: string): void;
}

/** What one `take` brought. */
interface Batch {
  readonly lines: readonly Uint8Array[];
  readonly onHandled: ((isStored: boolean) => void) | undefined;
}

/** What was lost for one reason. */
export interface Loss {
  readonly records: number;
  readonly cause: LossCause;
  readonly reason: string;
}

export interface ReceivedLines extends Intake {
  /** The next portion; null where nothing waits. */
  next(): TextPiece | null;
  /** What was lost since this was last asked, by reason. */
  losses(): readonly Loss[];
  /** Resolves when something was taken. */
  arrival(): Promise<void>;
}

/** Bytes that may wait: some seconds of a busy rack. */
const MOST_WAITING = 8 << 20;
const PORTION = 256 << 10;
const NEWLINE = 0x0a;

export function createReceivedLines(): ReceivedLines {
  let waiting: Batch[] = [];
  let bytes = 0;
  let line = 1;
  const lost = new Map<string, Loss>();
  const arrivals = createBell();
  const rooms = createBell();
  return {
    take(lines, onHandled) {
      if (bytes > MOST_WAITING) return false;
      waiting.push({ lines, onHandled });
      bytes += sizeOf(lines);
      arrivals.ring();
      return true;
    },
    room: () => (bytes > MOST_WAITING ? rooms.next() : Promise.resolve()),
    lose(records, cause, reason) {
      lost.set(reason, { records: (lost.get(reason)?.records ?? 0) + records, cause, reason });
    },
    next() {
      if (waiting.length === 0) return null;
      const taken = firstUpTo(
        waiting.map(({ lines }) => sizeOf(lines)),
        PORTION,
      );
      const portion = waiting.slice(0, taken);
      waiting = waiting.slice(taken);
      const lines = portion.flatMap((one) => one.lines);
      bytes -= sizeOf(lines);
      if (bytes <= MOST_WAITING) rooms.ring();
      const first = line;
      line += lines.length;
      return {
        ...pieceOf(lines, first),
        onHandled: (isStored) => {
          for (const { onHandled } of portion) onHandled?.(isStored);
        },
      };
    },
    losses() {
      const found = [...lost.values()];
      lost.clear();
      return found;
    },
    arrival: () => (waiting.length > 0 ? Promise.resolve() : arrivals.next()),
  };
}

/** How many of the first sizes stay within the limit together; at least one. */
function firstUpTo(sizes: readonly number[], limit: number): number {
  let sum = 0;
  for (const [index, size] of sizes.entries()) {
    sum += size;
    if (sum > limit) return Math.max(1, index);
  }
  return sizes.length;
}

function sizeOf(lines: readonly Uint8Array[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}

/** What came over the network cannot be read again: the position only says how far it was read. */
function pieceOf(lines: readonly Uint8Array[], first: number): TextPiece {
  const bytes = new Uint8Array(sizeOf(lines));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
    bytes[at++] = NEWLINE;
  }
  return { kind: 'text', bytes, line: first, positionAt: (_, at) => JSON.stringify({ line: at }) };
}

/** Many may wait for one ring; whoever stops waiting leaves nothing behind. */
interface Bell {
  ring(): void;
  next(): Promise<void>;
}

function createBell(): Bell {
  let wake: (() => void) | null = null;
  let ringing: Promise<void> | null = null;
  return {
    ring() {
      wake?.();
      wake = null;
      ringing = null;
    },
    next() {
      ringing ??= new Promise((resolve) => {
        wake = resolve;
      });
      return ringing;
    },
  };
}
