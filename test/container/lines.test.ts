import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLossless } from '../../src/base/lossless-text.js';
import { concatBytes } from '../../src/container/byte-source.js';
import { createLineSplitter } from '../../src/container/lines.js';
import type { RawLine } from '../../src/envelope/record.js';
import { sampleLog, utf8 } from './bytes.js';

function split(bytes: Uint8Array, sizes: readonly number[] = [bytes.length], max?: number) {
  const splitter = createLineSplitter({ maxLineBytes: max });
  const lines: RawLine[] = [];
  const emit = ({ text, number }: RawLine) => void lines.push({ text, number });
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    const chunk = bytes.slice(at, at + size);
    splitter.push(chunk, emit);
    // The splitter must not rely on the chunk afterwards.
    chunk.fill(0x58);
    at += size;
  }
  splitter.end(emit);
  return { lines, texts: lines.map((line) => line.text), cutLines: splitter.cutLines };
}

/** What the lines stand for, as bytes: the reverse of the decoding. */
function encode(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Uint8Array.of(code - 0xdc00) : utf8(character));
  }
  return concatBytes(parts);
}

describe('line splitter', () => {
  it('numbers lines from one and keeps empty ones', () => {
    expect(split(utf8('a\n\nb\n')).lines).toEqual([
      { text: 'a', number: 1 },
      { text: '', number: 2 },
      { text: 'b', number: 3 },
    ]);
  });

  it('hands out a last line without newline and none after a newline', () => {
    expect(split(utf8('a\nb')).texts).toEqual(['a', 'b']);
    expect(split(utf8('')).texts).toEqual([]);
    expect(split(utf8('\n')).texts).toEqual(['']);
  });

  it('takes carriage returns off the end only', () => {
    expect(split(utf8('a\r\nb\r\r\nc\rd\n\r\n')).texts).toEqual(['a', 'b', 'c\rd', '']);
  });

  it('keeps NUL bytes and takes a byte order mark off the first line', () => {
    expect(split(utf8('\ufeffa\0b\n\ufeffc\n')).texts).toEqual(['a\0b', '\ufeffc']);
  });

  it('turns each invalid byte into its own surrogate', () => {
    const bytes = Uint8Array.of(
      0x61,
      0xff,
      0xc3,
      0x28,
      0xe2,
      0x82,
      0x0a,
      0xc3,
      0xa4,
      0xed,
      0xa0,
      0x80,
      0xc0,
      0x80,
    );
    expect(split(bytes).texts).toEqual(['a\udcff\udcc3(\udce2\udc82', 'ä\udced\udca0\udc80\udcc0\udc80']);
  });

  it('loses no byte, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(encode(decodeLossless(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same lines however the bytes are cut into chunks', () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', '\r\n', '\r', 'ä', '😀', '\0', 'abc', 'Out of memory', '\ufeff').map(utf8),
      fc.uint8Array({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        (pieces, sizes, max) => {
          const bytes = concatBytes(pieces);
          expect(split(bytes, sizes, max)).toEqual(split(bytes, [bytes.length], max));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('cuts a line at the limit and counts it', () => {
    expect(split(utf8('abcdef\nabc\nabcd\r\n'), [3], 3)).toMatchObject({
      texts: ['abc', 'abc', 'abc'],
      cutLines: 2,
    });
    expect(split(utf8('ääää\n'), [9], 3).texts).toEqual(['ä\udcc3']);
  });

  it('gives the same lines for one large chunk and for small ones', () => {
    const log = concatBytes([
      sampleLog(3000),
      utf8(`ä\n${'x'.repeat(100_000)}\n`),
      sampleLog(1000),
      utf8('\xff\n\n'),
    ]);
    expect(split(log).texts).toEqual(split(log, [777]).texts);
    expect(split(log).texts).toEqual(new TextDecoder().decode(log).slice(0, -1).split('\n'));
  });

  it('holds no more than the limit of an endless line', () => {
    const splitter = createLineSplitter({ maxLineBytes: 1000 });
    const before = process.memoryUsage().arrayBuffers;
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    for (let turn = 0; turn < 200; turn++) splitter.push(chunk, () => expect.unreachable());
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 << 20);
    const lines: RawLine[] = [];
    splitter.end(({ text, number }) => lines.push({ text, number }));
    expect(lines).toEqual([{ text: 'a'.repeat(1000), number: 1 }]);
  });

  it('goes on counting behind lines that the caller skipped', () => {
    const splitter = createLineSplitter();
    const lines: RawLine[] = [];
    const emit = ({ text, number }: RawLine) => void lines.push({ text, number });
    splitter.push(utf8('a\n'), emit);
    splitter.skipLines(10);
    expect(splitter.nextNumber).toBe(12);
    splitter.push(utf8('b\n'), emit);
    expect(lines).toEqual([
      { text: 'a', number: 1 },
      { text: 'b', number: 12 },
    ]);
  });

  it('says which lines begin like the one before, as far as it is known', () => {
    const found: string[] = [];
    const log = '[  1.1] a\n[  1.2] b\nrest\n> c\n> d\n';
    createLineSplitter().push(utf8(log), ({ text, isAlike, isFollowedAlike }) => {
      found.push(`${text}:${isAlike ? ' alike' : ''}${isFollowedAlike ? ' followed' : ''}`);
    });
    expect(found).toEqual(['[  1.1] a: followed', '[  1.2] b: alike', 'rest:', '> c:', '> d:']);
  });
});
