/**
 * What receivers have taken from the network and the parser has not read yet: lines of a log as bytes, in a bounded memory.
 * Whoever sends too fast is told to wait where the protocol can, and what is dropped otherwise is counted.
 */
import type { ReceivedBatch, ReceivedPiece } from '../follow/followed.js';
import type { LossCause } from '../loss.js';

/** What a receiver hands its lines to. */
export interface Intake {
  /**
   * False, and nothing is taken, where too much waits to be read. `onHandled`: called once the lines were parsed: the
   * events that they decide are stored, or cannot be stored for now.
   */
  take(batch: ReceivedBatch, onHandled?: (isStored: boolean) => void): boolean;
  /** Resolves when lines can be taken again. */
  room(): Promise<void>;
  /** Messages that came, or should have come, and cannot be read. */
  lose(records: number, cause: LossCause, reason: string): void;
}

interface Waiting {
  readonly batch: ReceivedBatch;
  readonly onHandled: ((isStored: boolean) => void) | undefined;
  readonly bytes: number;
}

/** What was lost for one reason. */
export interface Loss {
  readonly records: number;
  readonly cause: LossCause;
  readonly reason: string;
}

export interface ReceivedLines extends Intake {
  /** The next portion; null where nothing waits. */
  next(): ReceivedPiece | null;
  /** What was lost since this was last asked, by reason. */
  losses(): readonly Loss[];
  /** Resolves when something was taken. */
  arrival(): Promise<void>;
}

/** Bytes that may wait: some seconds of a busy rack. */
const MOST_WAITING = 8 << 20;
const PORTION = 256 << 10;
const MOST_REASONS = 32;

export function createReceivedLines(): ReceivedLines {
  let waiting: Waiting[] = [];
  let bytes = 0;
  const lost = new Map<string, Loss>();
  const arrivals = createBell();
  const rooms = createBell();
  return {
    take(batch, onHandled) {
      if (bytes > MOST_WAITING) return false;
      const one = { batch, onHandled, bytes: sizeOf(batch) };
      waiting.push(one);
      bytes += one.bytes;
      arrivals.ring();
      return true;
    },
    room: () => (bytes > MOST_WAITING ? rooms.next() : Promise.resolve()),
    lose(records, cause, reason) {
      // Senders can be made up: their names must not fill memory or log.
      const told = lost.has(reason) || lost.size < MOST_REASONS ? reason : `of further senders: ${cause}`;
      lost.set(told, { records: (lost.get(told)?.records ?? 0) + records, cause, reason: told });
    },
    next() {
      if (waiting.length === 0) return null;
      const taken = firstUpTo(PORTION, waiting);
      const portion = waiting.slice(0, taken);
      waiting = waiting.slice(taken);
      bytes -= portion.reduce((sum, one) => sum + one.bytes, 0);
      if (bytes <= MOST_WAITING) rooms.ring();
      return pieceOf(portion);
    },
    losses() {
      const found = [...lost.values()];
      lost.clear();
      return found;
    },
    arrival: () => (waiting.length > 0 ? Promise.resolve() : arrivals.next()),
  };
}

/** How many of the first stay within the limit together; at least one. */
function firstUpTo(limit: number, waiting: readonly Waiting[]): number {
  let sum = 0;
  for (const [index, { bytes }] of waiting.entries()) {
    sum += bytes;
    if (sum > limit) return Math.max(1, index);
  }
  return waiting.length;
}

function sizeOf({ lines }: ReceivedBatch): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}

function pieceOf(portion: readonly Waiting[]): ReceivedPiece {
  return {
    kind: 'received',
    batches: portion.map(({ batch }) => batch),
    onHandled(isStored) {
      for (const { onHandled } of portion) onHandled?.(isStored);
    },
  };
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
