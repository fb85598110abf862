import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNeedleScanner } from '../../src/scan/needle-scanner.js';
import { NEEDLES } from '../../src/scan/needles.js';
import { createPlainScan } from '../../src/scan/plain-scan.js';
import type { ScanMemory } from '../../src/scan/scan-memory.js';
import { createSimdScan } from '../../src/scan/simd-scan.js';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Where needles are, the slow way: by the place of their mark, the first of the list where several share it. */
function needlesIn(text: string): Map<number, number> {
  const found = new Map<number, number>();
  for (const [number, { text: needle, mark }] of NEEDLES.entries()) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1))
      if (!found.has(at + mark)) found.set(at + mark, number);
  }
  return found;
}

/** What a scan of each piece must give: needles count to the piece that ends 16 bytes or more behind their mark. */
function expected(text: string, pieces: readonly string[]) {
  const needles = [...needlesIn(text)].sort(([a], [b]) => a - b);
  let from = 0;
  return pieces.map((piece) => {
    const to = from + piece.length;
    const found = needles.find(([at]) => at + 16 >= from && at + 16 < to)?.[1] ?? -1;
    from = to;
    return found < 0 ? { found, newlines: piece.split('\n').length - 1 } : { found };
  });
}

function scanned(memory: ScanMemory, pieces: readonly string[]) {
  const scanner = createNeedleScanner(memory);
  return pieces.map((piece) => {
    const found = scanner.scan(utf8(piece));
    return found < 0 ? { found, newlines: scanner.newlines() } : { found };
  });
}

const simd = createSimdScan();
const scans: readonly (readonly [string, ScanMemory | null])[] = [
  ['SIMD', simd],
  ['plain', createPlainScan()],
];

it('has SIMD here, so that the tests below mean something', () => {
  expect(simd).not.toBeNull();
});

describe.each(scans)('%s scan', (_name, memory) => {
  if (memory === null) return;

  it.each(NEEDLES.map(({ text }) => text))('finds %j wherever it stands', (needle) => {
    const number = NEEDLES.findIndex(({ text }) => text === needle);
    for (let before = 0; before < 70; before++) {
      const text = `${'.'.repeat(before)}${needle}${'.'.repeat(200)}`;
      expect(scanned(memory, [text])).toEqual([{ found: number }]);
    }
  });

  it('finds a needle at the very end, and one that is cut between pieces', () => {
    const scanner = createNeedleScanner(memory);
    expect(scanner.scan(utf8('x'.repeat(500)))).toBe(-1);
    expect(scanner.scan(utf8('... total_'))).toBe(-1);
    expect(scanner.scan(utf8('vm'))).toBe(-1);
    expect(NEEDLES[scanner.finish()]?.text).toBe('total_vm');
  });

  it('finds nothing in a needle that is not whole', () => {
    for (const { text } of NEEDLES) {
      const broken = text.slice(0, -1);
      expect(scanned(memory, [`${broken}\0${'.'.repeat(100)}`])).toEqual([{ found: -1, newlines: 0 }]);
    }
  });

  it('gives what a plain search gives, for any text in any pieces', () => {
    const word = fc.oneof(
      fc.constantFrom(...NEEDLES.map(({ text }) => text)),
      fc.constantFrom('\n', ' ', 'kill', 'memory', 'out of ', 'oom', 'k..l', 'room', '_', '"', 'A'),
      fc.string({ unit: fc.constantFrom(...'kKlLmMoO to_VSyug"A\n'), maxLength: 40 }),
      fc.nat(300).map((length) => '-'.repeat(length)),
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
        (words, sizes) => {
          const text = words.join('');
          const pieces: string[] = [];
          for (let at = 0; at < text.length; ) {
            const size = sizes[pieces.length % sizes.length] ?? 1;
            pieces.push(text.slice(at, at + size));
            at += size;
          }
          expect(scanned(memory, pieces)).toEqual(expected(text, pieces));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('counts newlines of a large piece', () => {
    const text = 'ab\n'.repeat(20_000);
    expect(scanned(memory, [text, '\n'.repeat(65_536)])).toEqual([
      { found: -1, newlines: 20_000 },
      { found: -1, newlines: 65_536 },
    ]);
  });
});
