/**
 * What following a source gives, one thing after another, for as long as the service runs. Positions are opaque text:
 * saved with what was read, and given back at the next start.
 */
import type { KernelRecord } from '../../envelope/record.js';
import type { LossCause } from '../loss.js';

export type Followed =
  | TextPiece
  | RecordPiece
  | ReceivedPiece
  /** What comes next does not continue what came before: another file, another boot, a truncated file. */
  | { readonly kind: 'boundary'; readonly reason: string }
  /** Nothing more to read at the moment. Comes at least once a second while a source is silent. */
  | { readonly kind: 'caught-up' }
  /** The source says that records were lost before they could be read. */
  | {
      readonly kind: 'lost';
      readonly records: number | null;
      readonly cause: LossCause;
      /** For people. */
      readonly reason: string;
    }
  /** The source cannot be read now; it is tried again. Null: it can be read again. */
  | { readonly kind: 'trouble'; readonly message: string | null };

/** Whole lines. The bytes are valid until the next piece is asked for. */
export interface TextPiece {
  readonly kind: 'text';
  readonly bytes: Uint8Array;
  /** Number of the first line. */
  readonly line: number;
  /** The position at a line of the piece, from where a later start would read it again; of its end with `bytes.length`. */
  readonly positionAt: (offset: number, line: number) => string;
}

/** Records of a source that is no text. `line` of the records grows. Without any: only the position has moved. */
export interface RecordPiece {
  readonly kind: 'records';
  readonly records: readonly KernelRecord[];
  /** As a log would show each; without it, their texts. */
  readonly lines?: readonly string[];
  /** The position before the record with this line; after the last one without a line. */
  readonly positionAt: (line: number | null) => string;
}

/** What other machines sent. It cannot be read again, so it has no position. */
export interface ReceivedPiece {
  readonly kind: 'received';
  /** In the order of their arrival. */
  readonly batches: readonly ReceivedBatch[];
  /** Called once, for senders that wait: the events that the lines decide are stored, or cannot be stored for now. */
  readonly onHandled: (isStored: boolean) => void;
}

export interface ReceivedBatch {
  /** Address of who sent it: what several send does not continue each other. */
  readonly sender: string;
  /** Without their ends, as a log file has them. */
  readonly lines: readonly Uint8Array[];
}

export interface Source {
  /** Unique among the sources of a service, and stable: the position is saved under it. */
  readonly name: string;
  /** What to call it in reports: a path. */
  readonly path: string;
  /** See the store: whether programs other than the kernel can write lines that look like the kernel's. */
  readonly trust: 'verified' | 'unverified';
  /** It reads this machine's own kernel: records without a host are this host's. */
  readonly isLocal: boolean;
  /** Other machines send to it: it gives `received` pieces only. */
  readonly isReceiver?: boolean;
  /** `position`: null at the first start, which gives what the source still has of the past. Ends when aborted, or where the source ends. */
  follow(position: string | null, signal: AbortSignal): AsyncGenerator<Followed, void, undefined>;
}
