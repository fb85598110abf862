/**
 * The sequences of a zstd block (RFC 8878, section 3.1.1.3.2): how many literals to copy, then how much from how far
 * back.
 */
import { BackwardBits, BadBlock, bitsAt } from './bits.js';
import { baseOf, bitsOf, type FseTable, makeFseTable, readFseTable, singleSymbolTable } from './fse.js';

/** The tables that a later block may use again, in the order in which a block sends them. */
export interface SequenceTables {
  literalLengths: FseTable | null;
  offsets: FseTable | null;
  matchLengths: FseTable | null;
}

/** A code's smallest value and how many bits are added to it. */
interface Codes {
  readonly bases: Uint32Array;
  readonly extraBits: Uint8Array;
}

/** Where the sequences write to. `out` has room for a whole block behind `at`; `reach` is how far back they may look. */
export interface Target {
  readonly out: Uint8Array;
  readonly at: number;
  readonly reach: number;
  /** The most that the block may come to. */
  readonly limit: number;
}

interface Kind {
  readonly key: keyof SequenceTables;
  readonly maxLog: number;
  readonly maxSymbol: number;
  readonly predefined: FseTable;
}

const LITERAL_CODES = makeCodes(
  0,
  '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 2 2 3 3 4 6 7 8 9 10 11 12 13 14 15 16',
);
const MATCH_CODES = makeCodes(3, `0${' 0'.repeat(31)} 1 1 1 1 2 2 3 3 4 4 5 7 8 9 10 11 12 13 14 15 16`);

const KINDS: readonly Kind[] = [
  {
    key: 'literalLengths',
    maxLog: 9,
    maxSymbol: 35,
    predefined: predefined(6, '4 3 2 2 2 2 2 2 2 2 2 2 2 1 1 1 2 2 2 2 2 2 2 2 2 3 2 1 1 1 1 1 -1 -1 -1 -1'),
  },
  {
    key: 'offsets',
    maxLog: 8,
    maxSymbol: 31,
    predefined: predefined(5, '1 1 1 1 1 1 2 2 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 -1 -1 -1 -1 -1'),
  },
  {
    key: 'matchLengths',
    maxLog: 9,
    maxSymbol: 52,
    predefined: predefined(6, `1 4 3 2 2 2 2 2 2${' 1'.repeat(37)} -1 -1 -1 -1 -1 -1 -1`),
  },
];

/**
 * Runs the sequences at `from` over `literals`. `repeats` are the three last offsets, kept from block to block. Returns
 * the place behind the last byte written.
 */
export function runSequences(
  block: Uint8Array,
  from: number,
  literals: Uint8Array,
  tables: SequenceTables,
  repeats: [number, number, number],
  target: Target,
): number {
  const { count, next } = readCount(block, from);
  if (count === 0) return copyRest(literals, 0, target.at, target);
  const start = readTables(block, next, tables);
  const input = new BackwardBits(block, start, block.length);
  const { literalLengths, offsets, matchLengths } = tables;
  if (literalLengths === null || offsets === null || matchLengths === null)
    throw new BadBlock('a table is missing');
  const run: Run = { input, literals, used: 0, at: target.at, repeats, target };
  runAll(count, run, literalLengths, offsets, matchLengths);
  if (input.left !== 0) throw new BadBlock('the sequences are damaged');
  return copyRest(literals, run.used, run.at, target);
}

interface Run {
  readonly input: BackwardBits;
  readonly literals: Uint8Array;
  readonly repeats: [number, number, number];
  readonly target: Target;
  /** Literals used so far, and the place of the output. */
  used: number;
  at: number;
}

/**
 * The hot loop. Nothing follows it in its function: V8 11 would throw its optimised code away at every end. A damaged
 * stream may run past its first bit; the caller sees that, and here nothing but zeros comes of it.
 */
function runAll(
  count: number,
  run: Run,
  literalLengths: FseTable,
  offsets: FseTable,
  matchLengths: FseTable,
): void {
  const { input } = run;
  const { view } = input;
  let literalEntry = literalLengths.states[input.read(literalLengths.log)] as number;
  let offsetEntry = offsets.states[input.read(offsets.log)] as number;
  let matchEntry = matchLengths.states[input.read(matchLengths.log)] as number;
  let bit = input.bit;
  for (let left = count; left > 0; left--) {
    const offsetCode = offsetEntry >>> 24;
    const offsetBits = Math.min(offsetCode, 16);
    bit -= offsetCode - offsetBits;
    const offsetHigh = (1 << (offsetCode - offsetBits)) + bitsAt(view, bit, offsetCode - offsetBits);
    const matchBits = MATCH_CODES.extraBits[matchEntry >>> 24] as number;
    const literalBits = LITERAL_CODES.extraBits[literalEntry >>> 24] as number;
    const offset = offsetHigh * (1 << offsetBits) + bitsAt(view, bit - offsetBits, offsetBits);
    bit -= offsetBits + matchBits;
    const matchLength = (MATCH_CODES.bases[matchEntry >>> 24] as number) + bitsAt(view, bit, matchBits);
    bit -= literalBits;
    const literalLength =
      (LITERAL_CODES.bases[literalEntry >>> 24] as number) + bitsAt(view, bit, literalBits);
    copySequence(run, literalLength, nextOffset(offset, literalLength, run.repeats), matchLength);
    input.bit = bit;
    if (left === 1 || bit < 0) return;
    bit -= bitsOf(literalEntry);
    const literalState = baseOf(literalEntry) + bitsAt(view, bit, bitsOf(literalEntry));
    bit -= bitsOf(matchEntry);
    const matchState = baseOf(matchEntry) + bitsAt(view, bit, bitsOf(matchEntry));
    bit -= bitsOf(offsetEntry);
    const offsetState = baseOf(offsetEntry) + bitsAt(view, bit, bitsOf(offsetEntry));
    literalEntry = literalLengths.states[literalState] as number;
    matchEntry = matchLengths.states[matchState] as number;
    offsetEntry = offsets.states[offsetState] as number;
  }
}

function copySequence(run: Run, literalLength: number, offset: number, matchLength: number): void {
  const { literals, target, used } = run;
  const out = target.out;
  let at = run.at;
  if (used + literalLength > literals.length || at + literalLength + matchLength > target.at + target.limit) {
    throw new BadBlock('the sequences are longer than the block');
  }
  if (literalLength > 48) {
    out.set(literals.subarray(used, used + literalLength), at);
    at += literalLength;
  } else for (let i = used; i < used + literalLength; i++) out[at++] = literals[i] as number;
  run.used = used + literalLength;
  run.at = at + matchLength;
  if (offset < 1 || offset > target.reach + (at - target.at))
    throw new BadBlock('a match reaches too far back');
  if (offset >= matchLength && matchLength > 48) out.copyWithin(at, at - offset, at - offset + matchLength);
  else for (const end = at + matchLength; at < end; at++) out[at] = out[at - offset] as number;
}

function copyRest(literals: Uint8Array, used: number, at: number, target: Target): number {
  const rest = literals.subarray(used);
  if (at + rest.length > target.at + target.limit)
    throw new BadBlock('the literals are longer than the block');
  target.out.set(rest, at);
  return at + rest.length;
}

/** The values 1 to 3 stand for the last three offsets, shifted by one where no literals come first. */
function nextOffset(value: number, literalLength: number, repeats: [number, number, number]): number {
  const first = repeats[0];
  const second = repeats[1];
  if (value > 3) {
    repeats[2] = second;
    repeats[1] = first;
    repeats[0] = value - 3;
    return value - 3;
  }
  const which = literalLength === 0 ? value : value - 1;
  if (which === 0) return first;
  const offset = which === 1 ? second : which === 2 ? repeats[2] : first - 1;
  if (which !== 1) repeats[2] = second;
  repeats[1] = first;
  repeats[0] = offset;
  return offset;
}

function readCount(block: Uint8Array, from: number): { count: number; next: number } {
  const [a, b, c] = [block[from], block[from + 1] ?? 0, block[from + 2] ?? 0];
  if (a === undefined) throw new BadBlock('the block ends before its sequences');
  if (a < 128) return { count: a, next: from + 1 };
  if (a < 255) return { count: ((a - 128) << 8) + b, next: from + 2 };
  return { count: b + (c << 8) + 0x7f00, next: from + 3 };
}

/** Replaces in `tables` what the block sends; gives back where the coded sequences start. */
function readTables(block: Uint8Array, from: number, tables: SequenceTables): number {
  const modes = block[from] ?? 0;
  let next = from + 1;
  for (const [at, kind] of KINDS.entries()) {
    const mode = (modes >> (6 - 2 * at)) & 3;
    if (mode === 0) tables[kind.key] = kind.predefined;
    else if (mode === 1) {
      const symbol = block[next++] ?? 255;
      if (symbol > kind.maxSymbol) throw new BadBlock('a table is damaged');
      tables[kind.key] = singleSymbolTable(symbol);
    } else if (mode === 2) {
      const read = readFseTable(block, next, kind.maxLog, kind.maxSymbol);
      tables[kind.key] = read.table;
      next = read.next;
    }
  }
  return next;
}

function predefined(log: number, counts: string): FseTable {
  return makeFseTable(counts.split(' ').map(Number), log);
}

function makeCodes(first: number, extraBits: string): Codes {
  const extra = Uint8Array.from(extraBits.split(' '), Number);
  const bases = new Uint32Array(extra.length);
  let base = first;
  for (const [code, bits] of extra.entries()) {
    bases[code] = base;
    base += 1 << bits;
  }
  return { bases, extraBits: extra };
}
