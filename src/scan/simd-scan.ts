/** The scanner of grammar/scanner.wat: sixteen bytes at a time, some gigabytes a second. */
import { FAMILIES, NEEDLE_BYTES, NEEDLES } from './needles.js';
import type { ScanMemory } from './scan-memory.js';
import { SCANNER_WASM } from './scanner.gen.js';

/** Addresses and sizes of the tables, as the program expects them. */
const ENTRIES = 64;
const ENTRY_BYTES = 24;

interface ScannerExports {
  readonly memory: WebAssembly.Memory;
  readonly lines: WebAssembly.Global;
  readonly entriesEnd: WebAssembly.Global;
  scan(start: number, end: number): number;
}

let compiled: WebAssembly.Module | null = null;

/** Null where WebAssembly, or its SIMD part, is missing. */
export function createSimdScan(): ScanMemory | null {
  if (compiled === null) {
    const program = Uint8Array.from(atob(SCANNER_WASM), (character) => character.charCodeAt(0));
    if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(program)) return null;
    compiled = new WebAssembly.Module(program);
  }
  const { exports } = new WebAssembly.Instance(compiled);
  const scanner = exports as unknown as ScannerExports;
  const bytes = new Uint8Array(scanner.memory.buffer);
  writeMarks(bytes);
  scanner.entriesEnd.value = writeEntries(bytes);
  return {
    bytes,
    scan: (start, end) => scanner.scan(start, end),
    newlines: () => Number(scanner.lines.value),
  };
}

/** Tables of halves: a bit for each family. */
function writeMarks(bytes: Uint8Array): void {
  for (const [index, { first, second }] of FAMILIES.entries()) {
    for (const [table, characters] of [first, second].entries()) {
      for (const character of characters) {
        const code = character.charCodeAt(0);
        const low = 32 * table + (code & 15);
        const high = 32 * table + 16 + (code >> 4);
        bytes[low] = (bytes[low] ?? 0) | (1 << index);
        bytes[high] = (bytes[high] ?? 0) | (1 << index);
      }
    }
  }
}

function writeEntries(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  let at = ENTRIES;
  for (const { text, mark } of NEEDLES) {
    for (let index = 0; index < text.length; index++) {
      bytes[at + index] = text.charCodeAt(index);
      bytes[at + NEEDLE_BYTES + index] = 0xff;
    }
    view.setInt32(at + 2 * NEEDLE_BYTES, mark, true);
    at += ENTRY_BYTES;
  }
  return at;
}
