/** A program in a mount namespace of its own, in which one directory is a small file system in memory that can be filled up. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';

/** Why there cannot be one here; null when there can. */
export function obstacleToSmallDisk(): string | null {
  const script = 'mount -t tmpfs -o size=1m none /mnt';
  const { status, error } = spawnSync('unshare', ['-m', 'sh', '-c', script], { stdio: 'ignore' });
  if (error !== undefined) return 'unshare is not installed';
  return status === 0 ? null : 'mounting is not allowed';
}

export function spawnOnSmallDisk(
  directory: string,
  mebibytes: number,
  program: string,
  args: readonly string[],
): ChildProcess {
  const script = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"';
  const words = ['-m', 'sh', '-c', script, 'sh', `${mebibytes}m`, directory, program, ...args];
  return spawn('unshare', words, { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs a shell script where the program is. */
export function besideProgram({ pid }: ChildProcess, script: string): string {
  return execFileSync('nsenter', ['-t', String(pid), '-m', 'sh', '-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
