/** Runs the built service as a process of its own, with a configuration and state in a directory of the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Built } from './built.js';
import { CHANNEL, type SlackServer, TOKEN } from './slack-server.js';

export interface RunningService {
  readonly process: ChildProcess;
  /** Its log, parsed. */
  log(): readonly Readonly<Record<string, unknown>>[];
  until(condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
  /** Ends it by a signal and gives the exit code, or the signal's name. */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>;
}

/** Long enough for a machine that does much else. */
const PATIENCE_MS = 60_000;

export async function startService(
  built: Built,
  directory: string,
  config: object,
  env: NodeJS.ProcessEnv = {},
  run: (program: string, args: readonly string[], env: NodeJS.ProcessEnv) => ChildProcess = spawnPiped,
): Promise<RunningService> {
  const path = join(directory, 'oomscope.yaml');
  writeFileSync(
    path,
    stringify({ http: 'off', storage: { directory: join(directory, 'state') }, ...config }),
  );
  const child = run(process.execPath, [built.cli, 'watch', '--config', path], { ...process.env, ...env });
  let text = '';
  child.stderr?.on('data', (data: Buffer) => {
    text += data.toString('utf8');
  });
  const until = async (condition: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`never happened: ${what}\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const log = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await until(
    () => log().some(({ msg }) => msg === 'watching') || child.exitCode !== null || child.signalCode !== null,
    'the start',
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    process: child,
    log,
    until,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
      child.kill(signal);
      await once(child, 'close');
      return child.exitCode ?? child.signalCode;
    },
  };
}

function spawnPiped(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A Slack sink of the stand-in, its token in a file as it has to be. */
export function slackConfig(slack: SlackServer, directory: string): object {
  const file = join(directory, 'slack-token');
  if (!existsSync(file)) writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
  return { type: 'slack', token: { file }, channel: CHANNEL, apiUrl: slack.apiUrl };
}

/** Without a last line that is still being written. */
export function readLines(path: string): readonly Readonly<Record<string, unknown>>[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
