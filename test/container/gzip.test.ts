import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/container/byte-source.js';
import { decompress } from '../../src/container/decompress.js';
import { chunked, collect, isSame, sampleLog, text, utf8 } from './bytes.js';

const log = sampleLog(1000);

function gunzipped(bytes: Uint8Array, chunkSize?: number) {
  return collect(decompress(chunked(bytes, chunkSize), 'gzip'));
}

describe('gzip', () => {
  it.each([0, 1, 6, 9])('level %i gives the bytes back', async (level) => {
    const { bytes, damage } = await gunzipped(gzipSync(log, { level }));
    expect(damage).toBeNull();
    expect(text(bytes)).toBe(text(log));
  });

  it('gives the bytes back whatever they are and however they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 5000 }),
        async (members, strategy, size) => {
          const file = concatBytes(members.map((member) => gzipSync(member, { strategy })));
          const { bytes, damage } = await gunzipped(file, size);
          expect(damage).toBeNull();
          expect(isSame(bytes, concatBytes(members))).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reads many members and zero padding', async () => {
    const members = Array.from({ length: 50 }, (_, at) => gzipSync(utf8(`member ${at}\n`)));
    const { bytes, damage } = await gunzipped(concatBytes([...members, new Uint8Array(1000)]), 7);
    expect(damage).toBeNull();
    expect(text(bytes).split('\n')).toHaveLength(51);
  });

  it('reads a header with every optional field', async () => {
    const plain = gzipSync(utf8('x\n'));
    const fields = [
      0x1f,
      0x8b,
      8,
      4 | 8 | 16 | 2,
      0,
      0,
      0,
      0,
      0,
      3,
      2,
      0,
      9,
      9,
      0x61,
      0,
      0x62,
      0x63,
      0,
      1,
      2,
    ];
    const { bytes, damage } = await gunzipped(concatBytes([Uint8Array.from(fields), plain.subarray(10)]), 1);
    expect(damage).toBeNull();
    expect(text(bytes)).toBe('x\n');
  });

  it('keeps all data before trailing garbage and names its place', async () => {
    const file = gzipSync(log);
    const { bytes, damage } = await gunzipped(concatBytes([file, utf8('garbage')]));
    expect(isSame(bytes, log)).toBe(true);
    expect(damage).toMatchObject({ kind: 'corrupt', offsetBytes: file.length });
  });

  it('keeps a true prefix of a file cut anywhere, and says that it was cut', async () => {
    const file = gzipSync(log);
    let longest = 0;
    for (let end = 0; end < file.length; end += 397) {
      const { bytes, damage } = await gunzipped(file.subarray(0, end), 1000);
      expect(damage?.kind, `cut at ${end}`).toBe('truncated');
      expect(isSame(bytes, log.subarray(0, bytes.length))).toBe(true);
      longest = Math.max(longest, bytes.length);
    }
    expect(longest).toBeGreaterThan(log.length * 0.95);
  });

  it('never passes flipped bytes off as data that was read well', async () => {
    const file = gzipSync(log);
    for (let at = 10; at < file.length; at += 61) {
      const broken = file.slice();
      broken[at] = (broken[at] as number) ^ 0x55;
      const { damage } = await gunzipped(broken);
      expect(damage, `byte ${at}`).not.toBeNull();
    }
  });

  it('stops at a bomb and says which limit it met', async () => {
    const bomb = gzipSync(new Uint8Array(20_000_000));
    const limits = { freeOutputBytes: 1e6, maxRatio: 500, maxOutputBytes: 1e12, maxWindowBytes: 2 ** 28 };
    const { bytes, damage } = await collect(decompress(chunked(bomb, 512), 'gzip', limits));
    expect(damage?.kind).toBe('limit');
    expect(damage?.message).toContain('500 times');
    expect(bytes.length).toBeLessThan(2e6);
  });
});
