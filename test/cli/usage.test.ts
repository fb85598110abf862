/** How the command answers questions and mistakes: help, version, typos, exit codes, colours, a closed pipe, Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';

const command = useCommand();
const root = fileURLToPath(new URL('../..', import.meta.url));
const capture = join(root, 'fixtures/reports/lab/6.1-memcg-v1-docker.log');

/** Paths of all commands, as typed; the empty one is the program itself. */
async function commandPaths(): Promise<readonly (readonly string[])[]> {
  const streams = { stdout: process.stdout, stderr: process.stderr, env: {} };
  const below = (node: Command, path: readonly string[]): (readonly string[])[] => [
    path,
    ...node.commands.flatMap((child) => below(child, [...path, child.name()])),
  ];
  return below(await buildProgram({ streams, done: () => {} }), []);
}

const paths = await commandPaths();

describe('help', () => {
  test.each(paths.map((path) => [path.join(' '), path] as const))('of "%s"', async (name, path) => {
    const { code, stdout, stderr } = await command.run([...path, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${['oomscope', ...path].join(' ')}`);
    expect(stdout).toMatch(/^Examples:$/m);
    expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
    if (name === '') for (const [top] of paths) expect(stdout).toContain(`  ${top ?? ''}`);
    else
      await expect(stdout).toMatchFileSnapshot(join(root, `fixtures/help/${name.replaceAll(' ', '-')}.txt`));
  });

  test('without a command is shown as an error', async () => {
    const { code, stdout, stderr } = await command.run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: oomscope/);
  });

  test('is also a command', async () => {
    const [help, option] = [await command.run(['help', 'parse']), await command.run(['parse', '-h'])];
    expect(help).toEqual(option);
  });

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await command.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a mistake', () => {
  test.each([
    [['pars', 'x'], "unknown command 'pars'", 'Did you mean parse?'],
    [['parse', '--fromat', 'json'], "unknown option '--fromat'", 'Did you mean --format?'],
    [['parse', '--format', 'jsn', 'x'], "'jsn' is invalid", 'text, json, ndjson, markdown, html, csv'],
    [['parse', '--format'], 'argument missing', '--help'],
    [['compare'], 'missing required argument', 'oomscope compare --help'],
    [['compare', 'a', 'b', 'c'], 'too many arguments', 'oomscope compare --help'],
    [['explain'], 'nothing to explain', 'oomscope explain --help'],
  ])('%j', async (args, problem, hint) => {
    const { code, stdout, stderr } = await command.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^oomscope: /);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(hint);
  });

  test('a log in the place of the command is answered with the command', async () => {
    const { code, stderr } = await command.run([capture]);
    expect(code).toBe(2);
    expect(stderr).toContain(`oomscope parse ${capture}`);
  });
});

describe('exit codes', () => {
  test.each([
    [0, [capture]],
    [10, ['--fail-on-oom', capture]],
    [0, ['--fail-on-oom', join(root, 'package.json')]],
    [3, ['--fail-on-oom', capture, 'missing.log']],
    [3, ['missing.log']],
    [2, ['--nonsense', capture]],
  ])('%i for parse %j', async (expected, args) => {
    expect((await command.run(['parse', ...args])).code).toBe(expected);
  });

  test('130 on Ctrl-C', async () => {
    const child = spawn(process.execPath, [command.cli(), 'parse', '--format', 'ndjson', '-']);
    const first = once(child.stdout, 'data');
    child.stdin.on('error', () => {});
    child.stdin.write(killLog([{ uptime: 1, pid: 5 }]));
    // The event is handed out once nothing more can belong to it.
    child.stdin.write('[    2.000000] usb 1-1: new device\n'.repeat(100_000));
    await first;
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(130);
  });

  test('a reader that goes away ends it quietly', async () => {
    const path = join(command.folder(), 'many.log');
    writeFileSync(
      path,
      killLog(Array.from({ length: 3000 }, (_, index) => ({ uptime: index, pid: 10 + index }))),
    );
    const { code, stdout, stderr } = await command.shell(
      `$OOMSCOPE parse --format ndjson ${path} | head -n 1 | wc -l; echo "\${PIPESTATUS[0]}"`,
    );
    expect({ code, stdout: stdout.split('\n').map((line) => line.trim()), stderr }).toEqual({
      code: 0,
      stdout: ['1', '0', ''],
      stderr: '',
    });
  });
});

describe('colour', () => {
  const ESCAPE = '\u001b[';
  const isColoured = async (
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<boolean> => (await command.run(['parse', ...args, capture], { env })).stdout.includes(ESCAPE);

  test.each([
    [false, [], {}],
    [true, ['--color'], {}],
    [true, [], { FORCE_COLOR: '1' }],
    [false, [], { FORCE_COLOR: '0' }],
    [false, ['--no-color'], { FORCE_COLOR: '1' }],
    [false, [], { FORCE_COLOR: '1', NO_COLOR: '1' }],
    [false, ['--format', 'json'], { FORCE_COLOR: '1' }],
    [false, ['--format', 'markdown'], { FORCE_COLOR: '1' }],
  ])('%s with %j and %j', async (expected, args, env) => expect(await isColoured(args, env)).toBe(expected));

  test.each([
    [true, ''],
    [false, 'NO_COLOR=1'],
    [true, 'NO_COLOR='],
    [false, 'TERM=dumb'],
  ])('%s on a terminal with %j', async (expected, assignment) => {
    const { stdout } = await command.shell(
      `script -qec "env ${assignment} $OOMSCOPE parse ${capture}" /dev/null`,
    );
    expect(stdout).toContain('redis-server');
    expect(stdout.includes(ESCAPE)).toBe(expected);
  });
});
