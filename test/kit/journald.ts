/** A real journald in a mount namespace of its own, where /run is empty: what it takes in stays there. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

const PROGRAM = '/lib/systemd/systemd-journald';
const SCRIPT = `
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journald.conf.d &&
printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nAudit=no\\nRateLimitBurst=0\\n' > /run/systemd/journald.conf.d/test.conf &&
exec ${PROGRAM}`;

/** Null where it can run here. */
export const whyNoJournald: string | null = reason();

function reason(): string | null {
  if (!existsSync(PROGRAM)) return 'systemd-journald is not installed';
  if (spawnSync('logger', ['--version']).error !== undefined) return 'logger is not installed';
  if (!existsSync('/etc/machine-id')) return 'this machine has no /etc/machine-id, which journald needs';
  const tried = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /run']);
  return tried.status === 0 ? null : 'mount namespaces are not allowed here';
}

export type JournalFields = Readonly<Record<string, string | readonly number[]>>;

export interface Journald {
  /** Arguments in front of a command that is to run beside it. */
  readonly inside: readonly string[];
  /** What `journalctl -t oomscope` shows, oldest first. */
  entries(): readonly JournalFields[];
  stop(): Promise<void>;
}

export async function startJournald(): Promise<Journald> {
  const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', SCRIPT], {
    stdio: 'ignore',
  });
  const inside = ['nsenter', '--mount', `--target=${child.pid}`];
  const run = (...argv: string[]) =>
    spawnSync(inside[0] ?? '', [...inside.slice(1), ...argv], { encoding: 'utf8' });
  const end = Date.now() + 20_000;
  while (run('test', '-S', '/run/systemd/journal/socket', '-a', '-d', '/run/log/journal').status !== 0) {
    if (Date.now() > end || child.exitCode !== null) throw new Error('journald does not start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    inside,
    entries() {
      const { stdout, status, stderr } = run(
        'journalctl',
        '--all',
        '--output=json',
        '--no-pager',
        '-t',
        'oomscope',
      );
      if (status !== 0) throw new Error(`journalctl: ${stderr}`);
      return stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as JournalFields);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}
