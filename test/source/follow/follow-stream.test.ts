import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followDevice, followStdin } from '../../../src/source/follow/follow-stream.js';
import { run } from './collect.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-pipe-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('reads standard input to its end, in whatever portions it comes', async () => {
  async function* portions() {
    for (const part of ['on', 'e\ntwo\nthr', 'ee']) yield Buffer.from(part);
  }
  const followed = run(followStdin(portions()));
  await followed.until(() => followed.lines.length === 3, 'three lines');
  expect(followed.lines).toEqual(['one', 'two', 'three']);
  await followed.stop();
});

it('reads a named pipe through writers that come and go, and stops at once', async () => {
  const path = join(directory, 'console');
  execFileSync('mkfifo', [path]);
  const followed = run(followDevice(path));
  await followed.until(() => followed.caughtUp > 0, 'the first look');
  appendFileSync(path, 'one\ntw');
  appendFileSync(path, 'o\n');
  await followed.until(() => followed.lines.length === 2, 'two lines');
  appendFileSync(path, 'three\n');
  await followed.until(() => followed.lines.length === 3, 'the third');
  expect(followed.lines).toEqual(['one', 'two', 'three']);
  const began = Date.now();
  await followed.stop();
  expect(Date.now() - began).toBeLessThan(500);
});

it('tells of a device that is not there and takes it when it comes', async () => {
  const path = join(directory, 'later');
  const followed = run(followDevice(path));
  await followed.until(() => followed.troubles.length === 1, 'the trouble');
  execFileSync('mkfifo', [path]);
  await followed.until(() => followed.troubles.length === 2, 'its end');
  appendFileSync(path, 'here\n');
  await followed.until(() => followed.lines.length === 1, 'the line');
  await followed.stop();
});

it('takes a pipe that is removed and made again, as a device that is unplugged and comes back', async () => {
  const path = join(directory, 'console');
  execFileSync('mkfifo', [path]);
  const followed = run(followDevice(path));
  await followed.until(() => followed.caughtUp > 0, 'the first look');
  appendFileSync(path, 'before\n');
  await followed.until(() => followed.lines.length === 1, 'the line before');
  rmSync(path);
  await followed.until(() => followed.troubles.length === 1, 'the trouble');
  execFileSync('mkfifo', [path]);
  await followed.until(() => followed.troubles.length === 2, 'its end');
  appendFileSync(path, 'after\n');
  await followed.until(() => followed.lines.length === 2, 'the line after');
  expect(followed.lines).toEqual(['before', 'after']);
  expect(followed.troubles.at(-1)).toBeNull();
  await followed.stop();
});

it('gives the beginning of a line when nothing follows for long', { timeout: 15_000 }, async () => {
  const path = join(directory, 'console');
  execFileSync('mkfifo', [path]);
  const followed = run(followDevice(path));
  await followed.until(() => followed.caughtUp > 0, 'the first look');
  appendFileSync(path, 'whole\nKilled process 7 (ja');
  await followed.until(() => followed.lines.length === 1, 'the whole line');
  await followed.settled();
  expect(followed.lines).toEqual(['whole']);
  await followed.until(() => followed.lines.length === 2, 'the beginning');
  expect(followed.lines[1]).toBe('Killed process 7 (ja');
  await followed.stop();
});
