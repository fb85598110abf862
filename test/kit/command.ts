/** Runs the built command as a process of its own, as a user's shell would. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { type Built, buildProgram } from './built.js';

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Empty where absent. */
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface CommandUnderTest {
  /** A folder of its own for the test file, removed at the end. */
  readonly folder: () => string;
  readonly cli: () => string;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** In a shell; `$OOMSCOPE` is the command. */
  shell(script: string, options?: RunOptions): Promise<Ran>;
}

/** Call it once at the top of a test file: the program is built before its tests. */
export function useCommand(): CommandUnderTest {
  // Starting a process takes long on a busy machine.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  let built: Built | null = null;
  let folder = '';
  beforeAll(() => {
    built = buildProgram();
    folder = mkdtempSync(join(tmpdir(), 'oomscope-cli-'));
  });
  afterAll(() => {
    built?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const cli = (): string => built?.cli ?? '';
  return {
    folder: () => folder,
    cli,
    run: (args, options = {}) => runProcess(process.execPath, [cli(), ...args], folder, options),
    shell: (script, options = {}) =>
      runProcess('bash', ['-c', script], folder, {
        ...options,
        env: { OOMSCOPE: `${process.execPath} ${cli()}`, ...options.env },
      }),
  };
}

/** Only what a plain shell would give: nothing of the test runner's own environment about colours or terminals. */
function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: tmpdir(), TZ: 'UTC', LANG: 'C.UTF-8', TERM: 'xterm', ...more };
}

function runProcess(
  program: string,
  args: readonly string[],
  folder: string,
  { stdin, env, cwd }: RunOptions,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment(env), cwd: cwd ?? folder });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    // A command that needs no input may end before it has read any.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin ?? '');
  });
}
