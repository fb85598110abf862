/** A log followed while logrotate itself rotates it, in the ways that it is set up in distributions. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followFile } from '../../../src/source/follow/follow-file.js';
import { hasTool } from '../../container/bytes.js';
import { type Running, run } from './collect.js';

let directory = '';
let running: Running | null = null;
const path = () => join(directory, 'kern.log');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-logrotate-'));
});
afterEach(async () => {
  await running?.stop();
  running = null;
  rmSync(directory, { recursive: true });
});

function start(position: string | null = null): Running {
  running = run(followFile(path()), position);
  return running;
}

function rotate(directives: readonly string[]): void {
  const config = join(directory, 'rotate.conf');
  writeFileSync(config, `${path()} {\n  rotate 5\n  ${directives.join('\n  ')}\n}\n`);
  chmodSync(config, 0o644);
  execFileSync('logrotate', ['--force', '--state', join(directory, 'state'), config]);
}

const line = (number: number) => `${number} ${'x'.repeat(90)}\n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('');
const numbers = (followed: Running) => followed.lines.map((text) => Number.parseInt(text, 10));
const range = (to: number) => Array.from({ length: to }, (_, index) => index);

const MODES: readonly (readonly [string, readonly string[]])[] = [
  ['create', ['create 0640']],
  ['copytruncate', ['copytruncate']],
  ['compress, delaycompress', ['create 0640', 'compress', 'delaycompress']],
  ['compress at once', ['create 0640', 'compress']],
  ['copytruncate, compress', ['copytruncate', 'compress']],
  ['dateext', ['create 0640', 'dateext', 'dateformat -%Y%m%d-%s']],
];

describe.skipIf(!hasTool('logrotate'))('logrotate', () => {
  it.each(MODES)('with %s: every line once, while it is followed', async (_, directives) => {
    writeFileSync(path(), lines(0, 5));
    const followed = start();
    let written = 5;
    for (let round = 0; round < 3; round++) {
      await followed.until(() => followed.lines.length === written, `line ${written}`);
      rotate(directives);
      appendFileSync(path(), lines(written, written + 4));
      written += 4;
      // logrotate names by the second where it names by date.
      if (directives.includes('dateext')) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    await followed.until(() => followed.lines.length >= written, 'all lines');
    await followed.settled();
    expect(numbers(followed)).toEqual(range(written));
    expect(followed.troubles).toEqual([]);
  });

  it.each(MODES)('with %s: goes on where it was, although it was down', async (_, directives) => {
    writeFileSync(path(), lines(0, 5));
    const first = start();
    await first.until(() => first.lines.length === 5, 'the first lines');
    await first.stop();
    appendFileSync(path(), lines(5, 8));
    rotate(directives);
    appendFileSync(path(), lines(8, 12));
    const again = start(first.position);
    await again.until(() => again.lines.length >= 7, 'the rest');
    await again.settled();
    expect(numbers(again)).toEqual(range(12).slice(5));
  });

  it('keeps reading the old file for a daemon that has not noticed yet', async () => {
    writeFileSync(path(), lines(0, 5));
    const daemon = openSync(path(), 'a');
    const followed = start();
    await followed.until(() => followed.lines.length === 5, 'the first lines');
    rotate(['create 0640']);
    writeSync(daemon, lines(5, 8));
    await followed.until(() => followed.lines.length === 8, 'lines in the old file');
    closeSync(daemon);
    appendFileSync(path(), lines(8, 10));
    await followed.until(() => followed.lines.length === 10, 'lines in the new file');
    expect(numbers(followed)).toEqual(range(10));
    expect(readdirSync(directory)).toContain('kern.log.1');
  });
});
