/** `oomscope page` as a process: what it writes, what it refuses, and what it says then. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from '../../src/page/build.mjs';
import { type Built, buildProgram } from '../kit/built.js';

describe('oomscope page', () => {
  let built: Built;
  let folder: string;
  let page: string;
  beforeAll(async () => {
    built = buildProgram();
    page = await buildPage();
    folder = mkdtempSync(join(tmpdir(), 'oomscope-page-command-'));
    mkdirSync(join(built.dist, 'page'), { recursive: true });
    writeFileSync(join(built.dist, 'page/oomscope.html'), page);
  }, 60_000);
  afterAll(() => {
    built.remove();
    rmSync(folder, { recursive: true });
  });
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [built.cli, 'page', ...args], { cwd: folder, encoding: 'utf8' });

  it('writes the page to a file, once', () => {
    expect(run('-o', 'a.html')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toBe(page);
    writeFileSync(join(folder, 'a.html'), 'mine');
    expect(run('-o', 'a.html')).toMatchObject({
      status: 2,
      stderr: 'oomscope: a.html exists already; choose another name, or --force to overwrite it\n',
    });
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toBe('mine');
    expect(run('-o', 'a.html', '--force').status).toBe(0);
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toBe(page);
  });

  it('writes the page to standard output', () => {
    expect(run('-o', '-')).toMatchObject({ status: 0, stdout: page, stderr: '' });
  });

  it('says what is missing or wrong', () => {
    expect(run()).toMatchObject({ status: 2 });
    expect(run().stderr).toContain("required option '-o, --output <file>' not specified");
    expect(run('-o', 'nowhere/a.html')).toMatchObject({
      status: 1,
      stderr: 'oomscope: nowhere/a.html could not be written: no such file or directory; check the path\n',
    });
  });

  it('says so where the page was not built', () => {
    rmSync(join(built.dist, 'page/oomscope.html'));
    const { status, stderr } = run('-o', 'b.html');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^oomscope: the page was not built \(.*oomscope\.html\); run npm run build\n$/);
  });
});
