/** A small memory cgroup on this machine in which a process is killed for memory, where the machine allows it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_BYTES = 32 * 1024 * 1024;
/** Where the memory controller is, by version of cgroups, and what its limit is called. */
const HIERARCHIES = [
  { root: '/sys/fs/cgroup', limit: 'memory.max', controllers: '/sys/fs/cgroup/cgroup.subtree_control' },
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', controllers: null },
] as const;

/** Why nothing can be killed here, or its record not be read; null when both can be done. */
export function obstacleToKilling(): string | null {
  try {
    closeSync(openSync('/dev/kmsg', 'r'));
  } catch {
    return '/dev/kmsg cannot be read';
  }
  const path = makeCgroup('probe');
  if (path === null) return 'no memory cgroup can be made';
  rmdirSync(path);
  return null;
}

export interface OwnKill {
  readonly pid: number;
  readonly cgroup: string;
  readonly limitBytes: number;
}

export interface KillOptions {
  /** `tail` has to remember an endless line, and is killed for it. */
  readonly argv?: readonly string[];
  readonly limitBytes?: number;
  readonly onStarted?: (pid: number) => Promise<void>;
  /** While the cgroup is still there. */
  readonly afterKill?: (kill: OwnKill) => Promise<void>;
}

export async function killInCgroup(name: string, options: KillOptions = {}): Promise<OwnKill> {
  const { argv = ['tail', '/dev/zero'], limitBytes = LIMIT_BYTES, onStarted, afterKill } = options;
  const path = makeCgroup(name, limitBytes);
  if (path === null) throw new Error('no memory cgroup can be made');
  try {
    const script = 'echo $$ > "$0" && exec "$@"';
    const child = spawn('sh', ['-c', script, join(path, 'cgroup.procs'), ...argv], { stdio: 'ignore' });
    const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
    await onStarted?.(child.pid ?? 0);
    const [, signal] = await exit;
    if (signal !== 'SIGKILL') throw new Error(`${argv[0]} ended with ${signal}, it was not killed`);
    const kill = { pid: child.pid ?? 0, cgroup: `/${nameOf(name)}`, limitBytes };
    await afterKill?.(kill);
    return kill;
  } finally {
    rmdirSync(path);
  }
}

function nameOf(name: string): string {
  return `oomscope-test-${process.pid}-${name}`;
}

function makeCgroup(name: string, limitBytes: number = LIMIT_BYTES): string | null {
  for (const { root, limit, controllers } of HIERARCHIES) {
    const path = join(root, nameOf(name));
    try {
      if (controllers !== null && !readFileSync(controllers, 'utf8').includes('memory')) continue;
      mkdirSync(path);
      if (existsSync(join(path, limit))) {
        writeFileSync(join(path, limit), String(limitBytes));
        return path;
      }
      rmdirSync(path);
    } catch {
      // Not allowed, or not there: the other version may be.
    }
  }
  return null;
}
