import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/container/byte-source.js';
import { detect } from '../../src/container/detect.js';
import { collectDamage } from '../../src/container/input-damage.js';
import { readTar } from '../../src/container/tar/tar.js';
import { chunked, collect, sampleLog, text, utf8 } from './bytes.js';

const LONG = `sos/${'a-long-directory-name/'.repeat(7)}kern.log`;
const FILES: Readonly<Record<string, Uint8Array>> = {
  'var/log/messages': sampleLog(300),
  'var/log/empty.log': new Uint8Array(0),
  [LONG]: utf8('long\n'),
  'var/log/täg.log': utf8('umlaut\n'),
  'var/log/exact.log': new Uint8Array(1024).fill(0x61),
};

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tar-'));
  for (const [path, bytes] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
    utimesSync(join(root, path), 1_700_000_000, 1_700_000_000);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

function makeTar(...options: string[]): Uint8Array {
  const path = join(root, 'archive.tar');
  execFileSync('tar', ['-C', root, ...options, '-cf', path, 'var', 'sos'], { stdio: 'ignore' });
  return new Uint8Array(readFileSync(path));
}

async function readAll(archive: Uint8Array, size?: number) {
  const files: Record<string, string> = {};
  const times: (Date | null)[] = [];
  const damage = await collectDamage(readTar(chunked(archive, size)), async (entry) => {
    const { bytes } = await collect(entry.data);
    files[entry.path] = text(bytes);
    times.push(entry.modified);
  });
  return { files, times, damage };
}

const WHOLE = Object.fromEntries(Object.entries(FILES).map(([path, bytes]) => [path, text(bytes)]));

/** A header as old tars wrote it, with a checksum that holds. */
function header(
  name: string,
  size: string | Uint8Array,
  type = '0',
  extra: [number, string][] = [],
): Uint8Array {
  const block = new Uint8Array(512);
  block.set(utf8(name));
  block.set(typeof size === 'string' ? utf8(size) : size, 124);
  block.set(utf8('00000000000'), 136);
  block[156] = type.charCodeAt(0);
  for (const [at, value] of extra) block.set(utf8(value), at);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  return concatBytes([bytes, new Uint8Array((512 - (bytes.length % 512)) % 512)]);
}

describe('tar', () => {
  it.each(['ustar', 'pax', 'gnu', 'oldgnu'])('reads what tar --format=%s writes', async (format) => {
    const archive = makeTar(`--format=${format}`);
    expect(detect(archive)).toEqual({ kind: 'tar' });
    for (const size of [100, 512, 65536]) {
      const { files, times, damage } = await readAll(archive, size);
      expect(damage).toBeNull();
      expect(files).toEqual(WHOLE);
      expect(times.every((time) => time?.getTime() === 1_700_000_000_000)).toBe(true);
    }
  });

  it('reads archives of before ustar, and knows them without a magic', async () => {
    const archive = concatBytes([
      header('old.log', '00000000003'),
      padded(utf8('abc')),
      new Uint8Array(1024),
    ]);
    expect(detect(archive)).toEqual({ kind: 'tar' });
    expect(await readAll(archive)).toMatchObject({ files: { 'old.log': 'abc' }, damage: null });
  });

  it('reads sizes in base 256', async () => {
    const size = new Uint8Array(12);
    size[0] = 0x80;
    size[11] = 3;
    const archive = concatBytes([header('a.log', size), padded(utf8('abc')), new Uint8Array(1024)]);
    expect((await readAll(archive)).files).toEqual({ 'a.log': 'abc' });
  });

  it('goes on behind links, directories, devices and sparse files', async () => {
    const archive = concatBytes([
      header('link', '00000000000', '2', [[157, 'target']]),
      header('dir/', '00000000000', '5'),
      header('tty', '00000000000', '3'),
      header('sparse', '00000000003', 'S', [[482, '\x01']]),
      new Uint8Array(512),
      padded(utf8('abc')),
      header('a.log', '00000000001'),
      padded(utf8('x')),
      new Uint8Array(1024),
    ]);
    expect(await readAll(archive)).toMatchObject({ files: { 'a.log': 'x' }, damage: null });
  });

  it('skips what the reader does not take', async () => {
    const paths: string[] = [];
    const damage = await collectDamage(readTar(chunked(makeTar())), (entry) => void paths.push(entry.path));
    expect(damage).toBeNull();
    expect(paths).toHaveLength(Object.keys(FILES).length);
  });

  it('takes names that climb out of the archive for what they are: names', async () => {
    const archive = concatBytes([
      header('../../etc/kern.log', '00000000001'),
      padded(utf8('x')),
      new Uint8Array(1024),
    ]);
    expect((await readAll(archive)).files).toEqual({ '../../etc/kern.log': 'x' });
  });

  it('refuses a name of many megabytes', async () => {
    const archive = concatBytes([header('././@LongLink', '77777777777', 'L'), new Uint8Array(1024)]);
    expect((await readAll(archive)).damage).toMatchObject({ kind: 'limit' });
  });

  it('gives the files before a cut, and the part of the one that was cut', async () => {
    const archive = makeTar();
    for (let end = 600; end < archive.length - 10240; end += 1711) {
      const { files, damage } = await readAll(archive.subarray(0, end));
      if (damage !== null) expect(damage.kind).toBe('truncated');
      for (const [path, content] of Object.entries(files))
        expect(WHOLE[path]?.startsWith(content)).toBe(true);
    }
  });

  it('never throws anything but damage, and comes to an end, whatever is changed', async () => {
    const archive = makeTar('--format=pax').slice(0, 20_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(archive.length - 16), fc.uint8Array({ minLength: 1, maxLength: 16 })), {
          maxLength: 8,
        }),
        async (changes) => {
          const broken = archive.slice();
          for (const [at, bytes] of changes) broken.set(bytes, at);
          const { files } = await readAll(broken);
          expect(Object.keys(files).length).toBeLessThanOrEqual(40);
        },
      ),
      { numRuns: 200 },
    );
  });
});
