import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../src/scan/gate.js';
import { sharedScanMemory } from '../../src/scan/needle-scanner.js';

const memory = sharedScanMemory();
const BLOCK = 64;

interface Passed {
  /** Line numbers from 1 with their text, as a line splitter behind the gate would count them. */
  readonly lines: readonly (readonly [number: number, text: string])[];
  readonly count: number;
}

/** Sends `text` through a gate with small blocks, in chunks of the sizes given, over and over. */
function pass(
  text: string,
  sizes: readonly number[],
  isBusy: (line: string) => boolean = () => false,
): Passed {
  const lines: (readonly [number, string])[] = [];
  let open = '';
  let count = 0;
  let last = '';
  const gate = createGate(
    {
      parse(bytes) {
        open += new TextDecoder('latin1').decode(bytes);
        for (let end = open.indexOf('\n'); end >= 0; end = open.indexOf('\n')) {
          last = open.slice(0, end);
          lines.push([++count, last]);
          open = open.slice(end + 1);
        }
      },
      skip(skipped) {
        expect(open).toBe('');
        expect(skipped).toBeGreaterThan(0);
        count += skipped;
      },
      busy: () => isBusy(last),
    },
    memory,
    BLOCK,
  );
  const bytes = new TextEncoder().encode(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const chunk = bytes.slice(at, at + size);
    gate.push(chunk);
    // The gate must not rely on the chunk afterwards.
    chunk.fill(0x58);
    at += size;
  }
  gate.end();
  if (open !== '') lines.push([++count, open]);
  return { lines, count };
}

const quiet = (lines: number, word = 'quiet') =>
  Array.from({ length: lines }, (_, n) => `${word} ${n}\n`).join('');
const texts = (passed: Passed) => passed.lines.map(([, text]) => text);

describe('the gate', () => {
  it('lets the first block through and counts the rest', () => {
    const passed = pass(quiet(1000), [4096]);
    expect(passed.count).toBe(1000);
    expect(texts(passed)).toEqual([
      'quiet 0',
      'quiet 1',
      'quiet 2',
      'quiet 3',
      'quiet 4',
      'quiet 5',
      'quiet 6',
      'quiet 7',
    ]);
  });

  it('opens eight blocks before a needle and closes one block behind it', () => {
    const passed = pass(`${quiet(500)}Killed process 1 (x)\n${quiet(500, 'after')}`, [4096]);
    const near = passed.lines.slice(8);
    expect(passed.count).toBe(1001);
    expect(near[0]?.[1]).toMatch(/^quiet 4[45]\d$/);
    expect(near.at(-1)?.[1]).toMatch(/^after 1\d$/);
    expect(near.find(([, text]) => text.startsWith('Killed'))?.[0]).toBe(501);
    expect(near.at(-1)?.[0]).toBe((near[0]?.[0] ?? 0) + near.length - 1);
  });

  it('opens one block before the first line of a report', () => {
    const passed = pass(`${quiet(500)}java invoked oom-killer: gfp_mask=0x0\n${quiet(10)}`, [4096]);
    expect(passed.lines[8]?.[1]).toMatch(/^quiet 49\d$/);
  });

  it('stays open while the parser is within a report', () => {
    const table = `[ pid ] total_vm name\n${quiet(300, 'row')}verdict\n`;
    const passed = pass(`${table}${quiet(300)}`, [4096], (line) => line.startsWith('row'));
    expect(texts(passed)).toContain('row 299');
    expect(texts(passed)).toContain('verdict');
    expect(texts(passed)).not.toContain('quiet 50');
  });

  it('keeps a long line whole that a needle stands in, and leaves out one that is too long', () => {
    const long = `${'x'.repeat(BLOCK * 12)} Killed process`;
    expect(texts(pass(`${quiet(100)}${long}\n${quiet(100)}`, [100]))).toContain(long);
    const tooLong = pass(`${quiet(100)}${'x'.repeat(BLOCK * 40)} Killed process\n${quiet(100)}`, [100]);
    expect(texts(tooLong).some((text) => text.includes('Killed'))).toBe(false);
    expect(tooLong.count).toBe(201);
  });

  it('tells of what it leaves out before it opens again', () => {
    let told = 0;
    const gate = createGate(
      { parse: () => {}, skip: (lines) => (told += lines), busy: () => false },
      memory,
      BLOCK,
    );
    gate.push(new TextEncoder().encode(quiet(10_000)));
    expect(told).toBeGreaterThan(7000);
    gate.end();
    expect(told).toBe(9992);
  });

  it('counts a last line without a newline', () => {
    expect(pass(`${quiet(100)}end`, [50]).count).toBe(101);
    expect(pass(quiet(100), [50]).count).toBe(100);
    expect(pass('', [50]).count).toBe(0);
    expect(texts(pass(`${quiet(100)}Killed process`, [50])).at(-1)).toBe('Killed process');
  });

  const line = fc.oneof(
    { weight: 20, arbitrary: fc.nat(30).map((length) => '.'.repeat(length)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'Out of memory',
        'x invoked oom-killer:',
        'busy',
        'idle',
        'Killed process 1',
      ),
    },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }).map((length) => '#'.repeat(length)) },
  );
  const log = fc.array(line, { maxLength: 400 });
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 });

  it('passes the same lines whatever the chunks, with their numbers', () => {
    fc.assert(
      fc.property(log, sizes, (lines, cut) => {
        let busy = false;
        const isBusy = (last: string) => {
          if (last === 'busy' || last === 'idle') busy = last === 'busy';
          return busy;
        };
        const text = lines.join('\n');
        const whole = pass(text, [text.length + 1], isBusy);
        busy = false;
        expect(pass(text, cut, isBusy)).toEqual(whole);
        expect(whole.count).toBe(text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0));
        for (const [number, passed] of whole.lines) expect(passed).toBe(lines[number - 1]);
      }),
      { numRuns: 1500 },
    );
  });

  it('passes every line with a needle, and what stands within 128 bytes before and 64 after', () => {
    const short = fc.array(
      fc.oneof(
        { weight: 30, arbitrary: fc.nat(30).map((length) => '.'.repeat(length)) },
        { weight: 1, arbitrary: fc.constant('Out of memory: Killed process 1 (x)') },
      ),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(short, sizes, (lines, cut) => {
        const passed = new Set(pass(lines.join('\n'), cut).lines.map(([number]) => number));
        const starts: number[] = [];
        let at = 0;
        for (const text of lines) {
          starts.push(at);
          at += text.length + 1;
        }
        for (const [index, text] of lines.entries()) {
          if (!text.startsWith('Out')) continue;
          for (const [other, start] of starts.entries()) {
            const distance = start - (starts[index] ?? 0);
            const isLast = other === lines.length - 1 && lines[other] === '';
            if (distance >= -128 && distance <= 64 && !isLast) expect(passed).toContain(other + 1);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
