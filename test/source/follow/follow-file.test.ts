import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followFile } from '../../../src/source/follow/follow-file.js';
import { type Running, run } from './collect.js';

let directory = '';
let path = '';
let running: Running | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-follow-'));
  path = join(directory, 'kern.log');
});
afterEach(async () => {
  await running?.stop();
  running = null;
  rmSync(directory, { recursive: true });
});

function start(position: string | null = null, isPolled = false): Running {
  running = run(followFile(path, { isPolled }), position);
  return running;
}

/** Long enough that their beginning tells files apart. */
function lines(name: string, from: number, to: number): string {
  let text = '';
  for (let number = from; number < to; number++) text += `${name} ${number} ${'x'.repeat(70)}\n`;
  return text;
}

function names(followed: Running): string[] {
  return followed.lines.map((line) => line.replace(/ x+$/, ''));
}

const range = (name: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `${name} ${from + index}`);

describe.each([
  ['woken', false],
  ['polled', true],
])('following a file, %s', (_, isPolled) => {
  it('reads what is there and what is appended, lines only when whole', async () => {
    writeFileSync(path, lines('a', 0, 3));
    const followed = start(null, isPolled);
    await followed.until(() => followed.lines.length === 3, 'the old lines');
    appendFileSync(path, 'half a ');
    await followed.settled();
    expect(followed.lines).toHaveLength(3);
    appendFileSync(path, 'line\nand\n');
    await followed.until(() => followed.lines.length === 5, 'the new lines');
    expect(followed.lines.slice(3)).toEqual(['half a line', 'and']);
    expect(followed.boundaries).toEqual([]);
  });

  it('follows a rename, reading what the writer still adds to the old file', async () => {
    writeFileSync(path, lines('a', 0, 3));
    const followed = start(null, isPolled);
    await followed.until(() => followed.lines.length === 3, 'the old lines');
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    await followed.settled();
    appendFileSync(`${path}.1`, lines('late', 0, 2));
    appendFileSync(path, lines('b', 0, 2));
    await followed.until(() => followed.lines.length === 7, 'all lines');
    expect(names(followed)).toEqual([...range('a', 0, 3), ...range('late', 0, 2), ...range('b', 0, 2)]);
    expect(followed.boundaries).toEqual(['the file was rotated']);
  });

  it('follows copytruncate, also when the file has grown past its old size at once', async () => {
    writeFileSync(path, lines('a', 0, 5));
    const followed = start(null, isPolled);
    await followed.until(() => followed.lines.length === 5, 'the old lines');
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, lines('b', 0, 2));
    await followed.until(() => followed.lines.length === 7, 'a smaller file');
    truncateSync(path);
    appendFileSync(path, lines('c', 0, 9));
    await followed.until(() => followed.lines.length === 16, 'a larger file');
    expect(names(followed)).toEqual([...range('a', 0, 5), ...range('b', 0, 2), ...range('c', 0, 9)]);
  });

  it('follows deletion and recreation, and a directory that appears later', async () => {
    path = join(directory, 'later/deeper/kern.log');
    const followed = start(null, isPolled);
    await followed.settled();
    mkdirSync(join(directory, 'later/deeper'), { recursive: true });
    await followed.settled();
    writeFileSync(path, lines('a', 0, 2));
    await followed.until(() => followed.lines.length === 2, 'the file in the new directory');
    unlinkSync(path);
    await followed.settled();
    writeFileSync(path, lines('b', 0, 2));
    await followed.until(() => followed.lines.length === 4, 'the new file');
    expect(names(followed)).toEqual([...range('a', 0, 2), ...range('b', 0, 2)]);
  });
});

describe('what rotation may hide', () => {
  it('finds a file that was cut and written anew to the very same size', async () => {
    writeFileSync(path, lines('a', 0, 5));
    const followed = start();
    await followed.until(() => followed.lines.length === 5, 'the old lines');
    truncateSync(path);
    appendFileSync(path, lines('b', 0, 5));
    await followed.until(() => followed.lines.length === 10, 'the new lines');
    expect(names(followed)).toEqual([...range('a', 0, 5), ...range('b', 0, 5)]);
  });

  it('reads what was added between its last look and a copy from the copy', async () => {
    writeFileSync(path, lines('a', 0, 5));
    const followed = start();
    await followed.until(() => followed.lines.length === 5, 'the old lines');
    appendFileSync(path, lines('late', 0, 3));
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, lines('b', 0, 2));
    await followed.until(() => followed.lines.length === 10, 'all lines');
    expect(names(followed)).toEqual([...range('a', 0, 5), ...range('late', 0, 3), ...range('b', 0, 2)]);
  });

  it('reads a file that was made and rotated away between two looks', async () => {
    writeFileSync(path, lines('a', 0, 3));
    const followed = start();
    await followed.until(() => followed.lines.length === 3, 'the old lines');
    renameSync(path, `${path}.2`);
    writeFileSync(path, lines('b', 0, 3));
    utimesSync(path, new Date(), new Date(Date.now() + 1000));
    renameSync(path, `${path}.1`);
    writeFileSync(path, lines('c', 0, 3));
    await followed.until(() => followed.lines.length === 9, 'all lines');
    expect(names(followed)).toEqual([...range('a', 0, 3), ...range('b', 0, 3), ...range('c', 0, 3)]);
  });

  it('goes on when its directory is removed and made again', async () => {
    path = join(directory, 'log/kern.log');
    mkdirSync(join(directory, 'log'));
    writeFileSync(path, lines('a', 0, 2));
    const followed = start();
    await followed.until(() => followed.lines.length === 2, 'the old lines');
    rmSync(join(directory, 'log'), { recursive: true });
    await followed.settled();
    mkdirSync(join(directory, 'log'));
    writeFileSync(path, lines('b', 0, 2));
    await followed.until(() => followed.lines.length === 4, 'the new lines');
    expect(names(followed)).toEqual([...range('a', 0, 2), ...range('b', 0, 2)]);
  });

  it('gives a last line without an end when nothing is added for long', { timeout: 15_000 }, async () => {
    writeFileSync(path, 'whole\nKilled process 7 (ja');
    const followed = start();
    await followed.until(() => followed.lines.length === 1, 'the whole line');
    await followed.settled();
    expect(followed.lines).toEqual(['whole']);
    await followed.until(() => followed.lines.length === 2, 'the rest');
    appendFileSync(path, 'va)\nnext\n');
    await followed.until(() => followed.lines.length === 4, 'what came later');
    expect(followed.lines).toEqual(['whole', 'Killed process 7 (ja', 'va)', 'next']);
  });
});

describe('starting again', () => {
  it('goes on where it stopped, at the start of any line, with the same numbers', async () => {
    writeFileSync(path, lines('a', 0, 6));
    const first = start();
    await first.until(() => first.lines.length === 6, 'the lines');
    await first.stop();
    const end = JSON.parse(first.position ?? '{}');
    expect(end).toMatchObject({ line: 7, offset: statSync(path).size });
    const fourth = first.positions.get(first.lines[3] ?? '') ?? '';
    appendFileSync(path, lines('b', 0, 1));
    const second = start(fourth);
    await second.until(() => second.lines.length === 4, 'the rest');
    expect(names(second)).toEqual([...range('a', 3, 6), 'b 0']);
    expect(JSON.parse(second.position ?? '{}')).toMatchObject({ line: 8 });
  });

  it('finds the rest in rotated files, compressed ones too, before the new file', async () => {
    writeFileSync(path, lines('a', 0, 5));
    const first = start();
    await first.until(() => first.lines.length === 5, 'the lines');
    await first.stop();
    appendFileSync(path, lines('b', 0, 2));
    writeFileSync(`${path}.2.gz`, gzipSync(readFileSync(path)));
    unlinkSync(path);
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(`${path}.1`, lines('c', 0, 2));
    writeFileSync(path, lines('d', 0, 2));
    const second = start(first.position);
    await second.until(() => second.lines.length === 6, 'all rest');
    expect(names(second)).toEqual([...range('b', 0, 2), ...range('c', 0, 2), ...range('d', 0, 2)]);
    expect(second.boundaries).toHaveLength(2);
  });

  it('takes another file with the same inode for another file', async () => {
    writeFileSync(path, lines('a', 0, 5));
    const first = start();
    await first.until(() => first.lines.length === 5, 'the lines');
    await first.stop();
    const { inode } = JSON.parse(first.position ?? '{}');
    // A link keeps the inode in use, so that writing anew under the same inode is certain.
    linkSync(path, join(directory, 'same-inode'));
    truncateSync(path);
    appendFileSync(path, lines('b', 0, 9));
    expect(statSync(path).ino).toBe(inode);
    const second = start(first.position);
    await second.until(() => second.lines.length === 9, 'the other file');
    expect(names(second)).toEqual(range('b', 0, 9));
  });
});

describe('trouble', () => {
  it('is told once, and its end too', async () => {
    mkdirSync(path);
    const followed = start();
    await followed.until(() => followed.troubles.length === 1, 'the trouble');
    await followed.settled();
    expect(followed.troubles).toEqual(['it is a directory']);
    rmSync(path, { recursive: true });
    writeFileSync(path, 'fine\n');
    await followed.until(() => followed.lines.length === 1 && followed.troubles.length > 1, 'the line');
    expect(followed.troubles).toEqual(['it is a directory', null]);
  });
});
