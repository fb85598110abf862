/**
 * Lets only those lines of a log through to the parser that may belong to an event; the others are counted.
 *
 * The input is cut into blocks of 32 KiB from its first byte. A block with a needle (needles.ts) in it opens the gate: it
 * is parsed, and with it the eight blocks before it, or one where the needle is a report's own first line. The gate stays
 * open for one block more, and for as long as the parser is within a report (a table's rows hold no needle). The first
 * block is parsed always: a log may begin within a report. Parsing begins and ends between lines. All of this depends
 * on the bytes alone, never on the chunks that they come in.
 */
import { HeldBytes } from './held-bytes.js';
import { createNeedleScanner, PIECE_BYTES } from './needle-scanner.js';
import { NEEDLES } from './needles.js';
import type { ScanMemory } from './scan-memory.js';

/** What is behind the gate. */
export interface GateTarget {
  /** The next bytes to parse; a hole before them was told by `skip`. */
  parse(bytes: Uint8Array): void;
  /** So many lines more are left out between the line just parsed and the next one: told while the gate is closed. */
  skip(lines: number): void;
  /** Whether the parser is within a report, judging by what it has been given. */
  busy(): boolean;
}

export interface Gate {
  /** The chunk may be reused afterwards. */
  push(chunk: Uint8Array): void;
  end(): void;
}

const BLOCKS_BEFORE = 8;
const BLOCKS_BEFORE_OPENING = 1;
const BLOCKS_AFTER = 1;
/** A line may be longer than the blocks before it: held whole up to the length that the line splitter keeps. */
const LONGEST_LINE_BLOCKS = 32;
/** Lines left out that the parser is told of at once. */
const TOLD_LINES = 2000;
const NEWLINE = 0x0a;

type State =
  | 'open'
  /** Closed as soon as the line at hand is over. */
  | 'closing'
  | 'closed'
  /** Open as soon as a line begins. */
  | 'opening';

/** `blockBytes`: smaller only in tests, at least 16. */
export function createGate(target: GateTarget, memory: ScanMemory, blockBytes: number = PIECE_BYTES): Gate {
  const scanner = createNeedleScanner(memory);
  const held = new HeldBytes(blockBytes);
  let state: State = 'open';
  let offset = 0;
  let lastByte = NEWLINE;
  /** Blocks without a needle since the last one with. */
  let quietBlocks = BLOCKS_AFTER - 1;
  let needleInBlock = false;

  const parse = (bytes: Uint8Array): void => target.parse(bytes);
  const block = (): number => Math.trunc(offset / blockBytes);

  const open = (needle: number): void => {
    const before = NEEDLES[needle]?.opens === true ? BLOCKS_BEFORE_OPENING : BLOCKS_BEFORE;
    held.letGo(block() - before, block(), LONGEST_LINE_BLOCKS);
    const hasOpened = held.release(parse, (lines) => target.skip(lines));
    state = hasOpened ? 'open' : 'opening';
  };

  const take = (piece: Uint8Array): void => {
    const needle = scanner.scan(piece);
    if (needle >= 0) needleInBlock = true;
    if (state === 'closing' && needle >= 0) state = 'open';
    const edge = state === 'closing' || state === 'opening' ? piece.indexOf(NEWLINE) + 1 : 0;
    if (state === 'open' || (state === 'closing' && edge === 0)) parse(piece);
    else if (state === 'closing') {
      parse(piece.subarray(0, edge));
      state = 'closed';
      held.add(piece.subarray(edge), scanner.newlines() - 1, block());
    } else if (state === 'opening' && edge > 0) {
      target.skip(held.newlines + 1);
      held.clear();
      state = 'open';
      parse(piece.subarray(edge));
    } else if (state === 'closed') {
      held.add(piece, needle >= 0 ? 0 : scanner.newlines(), block());
      if (needle >= 0) open(needle);
    }
  };

  const endBlock = (): void => {
    quietBlocks = needleInBlock ? 0 : quietBlocks + 1;
    needleInBlock = false;
    if (state === 'closed') {
      held.letGo(block() - BLOCKS_BEFORE, block(), LONGEST_LINE_BLOCKS);
      // An event is over once enough lines came behind it, parsed or not: none waits for the next one, or for the end.
      if (held.skipped >= TOLD_LINES) target.skip(held.takeSkipped());
    }
    const isOver = state === 'open' && quietBlocks >= BLOCKS_AFTER && !target.busy();
    if (isOver) state = lastByte === NEWLINE ? 'closed' : 'closing';
  };

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const left = blockBytes - (offset % blockBytes);
        const piece = chunk.subarray(at, at + left);
        take(piece);
        at += piece.length;
        offset += piece.length;
        lastByte = piece[piece.length - 1] as number;
        if (piece.length === left) endBlock();
      }
      held.copy();
    },
    end() {
      const needle = scanner.finish();
      if (state === 'closed' && needle >= 0) open(needle);
      if (state !== 'closed' && state !== 'opening') return;
      const hasRest = lastByte !== NEWLINE && (!held.isEmpty || held.hasHole);
      if (held.newlines > 0 || hasRest) target.skip(held.newlines + (hasRest ? 1 : 0));
    },
  };
}
