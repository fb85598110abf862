import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/container/byte-source.js';
import { DEFAULT_LIMITS, decompress } from '../../src/container/decompress.js';
import { type Compression, detect } from '../../src/container/detect.js';
import { chunked, collect, hasTool, isSame, pipe, sampleLog, utf8 } from './bytes.js';

interface Codec {
  readonly kind: Compression;
  readonly command: string;
  /** Option sets that give different shapes of the format. */
  readonly forms: readonly (readonly string[])[];
  /** Share of the text that a file cut near its end must still give. */
  readonly kept: number;
  /** Bytes at the start that no checksum covers. */
  readonly unprotected: number;
}

const CODECS: readonly Codec[] = [
  { kind: 'gzip', command: 'gzip', forms: [['-1'], ['-9']], kept: 0.9, unprotected: 10 },
  {
    kind: 'zstd',
    command: 'zstd',
    forms: [['-1'], ['-3'], ['-19'], ['--fast=5'], ['--no-check'], ['--long=27', '-1']],
    kept: 0.6,
    unprotected: 0,
  },
  {
    kind: 'xz',
    command: 'xz',
    forms: [
      ['-0'],
      ['-6'],
      ['--check=sha256'],
      ['--check=crc32'],
      ['--check=none'],
      ['--block-size=50000', '-T2'],
    ],
    kept: 0.9,
    unprotected: 0,
  },
  { kind: 'bzip2', command: 'bzip2', forms: [['-1'], ['-9']], kept: 0.5, unprotected: 0 },
  {
    kind: 'lz4',
    command: 'lz4',
    forms: [['-1'], ['-9'], ['-B4', '-BD'], ['-B4', '-BX'], ['--no-frame-crc'], ['-l']],
    kept: 0.9,
    unprotected: 0,
  },
];

const LOG = sampleLog(1500);
const NOISE = Uint8Array.from({ length: 70_000 }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 13) & 0xff);
const TEXTS: Readonly<Record<string, Uint8Array>> = {
  'a log': LOG,
  'one byte': utf8('x'),
  'no byte': new Uint8Array(0),
  zeros: new Uint8Array(300_000),
  noise: NOISE,
  'noise, then a log, then noise': concatBytes([NOISE, LOG, NOISE]),
  'one line over and over': utf8('Nov 21 02:25:00 host kernel: Out of memory\n'.repeat(5_000)),
};

for (const codec of CODECS) {
  const has = hasTool(codec.command);
  const pack = (text: Uint8Array, ...options: string[]) =>
    pipe(codec.command, ['-c', '-q', ...options], text);
  const unpack = (file: Uint8Array, size?: number) => collect(decompress(chunked(file, size), codec.kind));

  describe.skipIf(!has)(`${codec.kind}${has ? '' : ` (skipped: ${codec.command} is not installed)`}`, () => {
    it.each(codec.forms.map((form) => form.join(' ')))('reads what %s writes', async (form) => {
      for (const [name, text] of Object.entries(TEXTS)) {
        const file = pack(text, ...form.split(' '));
        expect(detect(file), name).toEqual({ kind: 'compressed', compression: codec.kind });
        const { bytes, damage } = await unpack(file);
        expect(damage, name).toBeNull();
        expect(isSame(bytes, text), name).toBe(true);
      }
    });

    it('reads files one after another, in chunks of any size', async () => {
      const parts = [utf8('first\n'), LOG, new Uint8Array(0), utf8('last\n')];
      const file = concatBytes(parts.map((part) => pack(part)));
      for (const size of [13, 4096, file.length]) {
        const { bytes, damage } = await unpack(file, size);
        expect(damage).toBeNull();
        expect(isSame(bytes, concatBytes(parts))).toBe(true);
      }
    });

    it('keeps a true prefix of a file cut anywhere and says that it was cut', async () => {
      const text = concatBytes([LOG, NOISE, sampleLog(1500, 2), sampleLog(1500, 3)]);
      const file = pack(text, '-1');
      let longest = 0;
      for (let end = 1; end < file.length; end += Math.ceil(file.length / 25)) {
        const { bytes, damage } = await unpack(file.subarray(0, end));
        expect(damage?.kind, `cut at ${end}`).toBe('truncated');
        expect(isSame(bytes, text.subarray(0, bytes.length)), `cut at ${end}`).toBe(true);
        longest = Math.max(longest, bytes.length);
      }
      expect(longest).toBeGreaterThan(text.length * codec.kept);
    });

    it('keeps everything before a cut that only the end mark is lost to', async () => {
      const file = pack(LOG);
      const { bytes, damage } = await unpack(file.subarray(0, file.length - 1));
      expect(damage?.kind).toBe('truncated');
      expect(isSame(bytes, LOG)).toBe(true);
    });

    it('names bytes behind the end as damage and keeps all data', async () => {
      const file = pack(LOG);
      const { bytes, damage } = await unpack(concatBytes([file, utf8('trailing rubbish')]));
      expect(damage?.kind).toBe('corrupt');
      expect(isSame(bytes, LOG)).toBe(true);
    });

    it('never passes changed bytes off as data that was read well', async () => {
      const file = pack(LOG);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: codec.unprotected, max: file.length - 1 }),
          fc.integer({ min: 1, max: 255 }),
          async (at, flip) => {
            const broken = file.slice();
            broken[at] = (broken[at] as number) ^ flip;
            const { bytes, damage } = await unpack(broken);
            expect(damage !== null || isSame(bytes, LOG)).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('comes to an end on rubbish behind a true start', async () => {
      const file = pack(LOG);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 4, max: 400 }),
          fc.uint8Array({ minLength: 1, maxLength: 2000 }),
          async (at, rubbish) => {
            const { damage } = await unpack(concatBytes([file.subarray(0, at), rubbish]));
            expect(damage).not.toBeNull();
          },
        ),
        { numRuns: 60 },
      );
    });

    it('stops at a bomb and names the limit', async () => {
      const limits = { ...DEFAULT_LIMITS, freeOutputBytes: 2e5, maxRatio: 100 };
      const { bytes, damage } = await collect(
        decompress(chunked(pack(new Uint8Array(6e6)), 64), codec.kind, limits),
      );
      expect(damage?.kind).toBe('limit');
      expect(damage?.message).toContain('100 times its size');
      expect(bytes.length).toBeLessThan(2.4e6);
    });
  });
}

describe.skipIf(!hasTool('zstd'))('zstd frames', () => {
  it('skips skippable frames', async () => {
    const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const file = concatBytes([skippable, pipe('zstd', ['-c'], utf8('x\n')), skippable]);
    expect(detect(file)).toEqual({ kind: 'compressed', compression: 'zstd' });
    const { bytes, damage } = await collect(decompress(chunked(file), 'zstd'));
    expect(damage).toBeNull();
    expect(bytes).toEqual(utf8('x\n'));
  });

  it('refuses a window above the limit, and says the limit', async () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00);
    const { damage } = await collect(decompress(chunked(frame), 'zstd'));
    expect(damage).toMatchObject({ kind: 'limit', message: expect.stringContaining('the limit is 256 MiB') });
  });

  it('asks for little memory where little comes, whatever the header says', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x90, 0x09, 0x00, 0x00, 0x61);
    const { bytes } = await collect(decompress(chunked(frame), 'zstd'));
    expect(bytes).toEqual(utf8('a'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2e6);
  });
});

describe.skipIf(!hasTool('xz'))('xz streams', () => {
  it('reads padding between streams', async () => {
    const part = pipe('xz', ['-c'], utf8('x\n'));
    const file = concatBytes([part, new Uint8Array(8), part, new Uint8Array(4)]);
    const { bytes, damage } = await collect(decompress(chunked(file), 'xz'));
    expect(damage).toBeNull();
    expect(bytes).toEqual(utf8('x\nx\n'));
  });

  it('says what to do about filters for programs', async () => {
    const file = pipe('xz', ['-c', '--x86', '--lzma2'], LOG);
    const { damage } = await collect(decompress(chunked(file), 'xz'));
    expect(damage).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('xz -d') });
  });
});
