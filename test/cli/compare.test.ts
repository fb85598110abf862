/** `oomscope compare` as a process: which events it picks, and that its table fits. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';

const command = useCommand();
const lab = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));
const path = (name: string): string => join(command.folder(), name);

beforeAll(() => {
  const at = (hour: number): string => `2026-11-20T${String(hour).padStart(2, '0')}:00:00+00:00`;
  writeFileSync(
    path('three.log'),
    killLog([
      { wall: at(8), uptime: 8000, pid: 11, rssKiB: 102_400 },
      { wall: at(9), uptime: 11_600, pid: 12, rssKiB: 204_800 },
      { wall: at(11), uptime: 18_800, pid: 13, rssKiB: 307_200 },
    ]),
  );
  writeFileSync(
    path('one.log'),
    killLog([{ wall: at(12), uptime: 22_400, pid: 14, comm: 'python3', rssKiB: 1024 }]),
  );
  writeFileSync(path('none.log'), 'all is well\n');
  writeFileSync(path('odd#1'), killLog([{ uptime: 5, pid: 15 }]));
});

interface Compared {
  readonly a: { readonly time: { readonly uptimeSeconds: number } };
  readonly b: { readonly time: { readonly uptimeSeconds: number } };
  readonly secondsApart: number | null;
  readonly isSameVictim: boolean;
  readonly values: readonly {
    readonly label: string;
    readonly a: unknown;
    readonly b: unknown;
    readonly delta: number | null;
  }[];
}

async function compared(...args: readonly string[]): Promise<Compared> {
  const { code, stdout, stderr } = await command.run(['compare', '--format', 'json', ...args], {
    cwd: command.folder(),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Compared;
}

describe('the two events', () => {
  test.each([
    [['three.log'], 8000, 18_800],
    [['three.log#2', 'three.log#-1'], 11_600, 18_800],
    [['--events', '3,1', 'three.log'], 18_800, 8000],
    [['--events', '-1,1', 'three.log', 'one.log'], 18_800, 22_400],
    [['three.log#1', 'one.log'], 8000, 22_400],
    [['odd#1', 'one.log'], 5, 22_400],
  ])('%j', async (args, a, b) => {
    const found = await compared(...args);
    expect([found.a.time.uptimeSeconds, found.b.time.uptimeSeconds]).toEqual([a, b]);
  });

  test.each([
    [['one.log'], 'one.log holds one event only; comparing takes two: name a second file'],
    [['none.log'], 'none.log holds no event; comparing takes two'],
    [
      ['three.log', 'one.log'],
      'three.log holds 3 events; name one:\n  three.log#1  java (pid 11) killed, 2026-11-20 08:00:00',
    ],
    [['three.log#4', 'one.log'], 'three.log holds 3 events; there is no #4'],
    [['three.log#0', 'one.log'], 'there is no #0'],
    [['three.log#1'], 'one event was named, three.log#1; name another to compare it with'],
    [['--events', '1', 'three.log'], 'Expected two numbers such as 1,3'],
  ])('%j is told what is wrong', async (args, words) => {
    const { code, stdout, stderr } = await command.run(['compare', ...args], { cwd: command.folder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  test('a file that cannot be read is one message and exit code 3', async () => {
    const { code, stdout, stderr } = await command.run(['compare', 'missing.log'], { cwd: command.folder() });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe('oomscope: missing.log: no such file or directory; check the path\n');
  });
});

describe('the differences', () => {
  test('are the second less the first', async () => {
    const found = await compared('three.log');
    expect(found).toMatchObject({ secondsApart: 10_800, isSameVictim: true });
    const row = found.values.find(({ label }) => label === 'private memory');
    expect(row).toEqual(
      expect.objectContaining({ a: 102_400 * 1024, b: 307_200 * 1024, delta: 204_800 * 1024 }),
    );
  });

  test('are laid out with their share', async () => {
    const { stdout } = await command.run(['compare', path('three.log')]);
    expect(stdout).toContain('B came 3 h after A.');
    expect(stdout).toMatch(/private memory +100 MiB +300 MiB {2}\+200 MiB \(\+200 %\)/);
  });

  test('of two logs without wall clock tell no time between them', async () => {
    const { stdout } = await command.run([
      'compare',
      `${lab}6.1-memcg-v1-docker.log`,
      `${lab}7.2-memcg-v2-docker.log`,
    ]);
    expect(stdout).toContain(
      'The same program in the same place. How far apart they are, the logs do not say.',
    );
  });

  test.each([40, 80, 120])('fit %i columns', async (columns) => {
    const { code, stdout } = await command.run(
      ['compare', `${lab}6.12-system-pool-40.log`, `${lab}7.2-memcg-v2-docker.log`],
      { env: { COLUMNS: String(columns) } },
    );
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => [...line].length > columns)).toEqual([]);
    expect(stdout).toMatch(/The largest programs/);
  });
});
