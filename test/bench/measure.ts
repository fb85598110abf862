/** Runs commands as whole processes and takes medians: wall clock, processor time and peak memory, by GNU time. */
import { spawnSync } from 'node:child_process';

export interface Measured {
  readonly seconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/**
 * Median of `runs` runs after one that warms the page cache. Its output goes through a pipe, because grep stops at the
 * first match where nobody reads on.
 */
export function measure(command: string, runs: number): Measured {
  const all = Array.from({ length: runs + 1 }, () => runOnce(command)).slice(1);
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: median(all.map(({ peakMiB }) => peakMiB)),
  };
}

function runOnce(command: string): Measured {
  const started = performance.now();
  const { stderr, status } = spawnSync(
    '/usr/bin/time',
    ['-f', '\n%U %S %M', 'sh', '-c', `${command} | cat`],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const [user, system, kib] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || user === undefined || system === undefined || kib === undefined)
    throw new Error(`${command} failed (${status}): ${stderr}`);
  return { seconds, cpuSeconds: user + system, peakMiB: kib / 1024 };
}

/** Runs a command whose time is of no interest. */
export function run(command: string): void {
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command} failed (${status}): ${stderr}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
