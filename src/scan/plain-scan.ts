/** The same search as `createSimdScan` without WebAssembly, for where it is missing. */
import { FAMILIES, MARK_SPAN, NEEDLES } from './needles.js';
import { LATE, ROOM, type ScanMemory } from './scan-memory.js';

const NEWLINE = 0x0a;
const MEMORY_BYTES = ROOM + 256 * 1024;

export function createPlainScan(): ScanMemory {
  const bytes = new Uint8Array(MEMORY_BYTES);
  const firsts = familiesByByte(({ first }) => first);
  const seconds = familiesByByte(({ second }) => second);
  const texts = NEEDLES.map(({ text, mark }) => ({
    mark,
    codes: [...text].map((character) => character.charCodeAt(0)),
  }));
  const needleAt = (at: number): number =>
    texts.findIndex(({ codes, mark }) => codes.every((code, index) => bytes[at - mark + index] === code));
  let lines = 0;
  return {
    bytes,
    scan(start, end) {
      lines = 0;
      for (let at = start; at < end; at++) {
        const place = at - LATE;
        const families =
          (firsts[bytes[place] as number] as number) &
          (seconds[bytes[place + MARK_SPAN] as number] as number);
        if (families !== 0) {
          const found = needleAt(place);
          if (found >= 0) return found;
        }
        if (bytes[at] === NEWLINE) lines++;
      }
      return -1;
    },
    newlines: () => lines,
  };
}

/** For each byte the families that have it, a bit each. */
function familiesByByte(charactersOf: (family: (typeof FAMILIES)[number]) => string): Uint8Array {
  const table = new Uint8Array(256);
  for (const [index, family] of FAMILIES.entries()) {
    for (const character of charactersOf(family)) {
      const code = character.charCodeAt(0);
      table[code] = (table[code] ?? 0) | (1 << index);
    }
  }
  return table;
}
