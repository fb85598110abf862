/** A booted kernel of the laboratory whose serial console ends in a named pipe, for whoever follows it. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = ['bookworm/linux-image-cloud-amd64', 'trixie/util-linux', 'trixie/libc-bin'];

/** Why no machine can be booted here; null when one can. Nothing is downloaded for a test. */
export function obstacleToBooting(): string | null {
  for (const tool of ['qemu-system-x86_64', 'busybox', 'gcc'])
    if (spawnSync(tool, ['--help']).error) return `${tool} is not installed`;
  const absent = PACKAGES.find((each) => !existsSync(join(root, '.lab/packages', each, '.complete')));
  return absent === undefined ? null : 'the kernel is not cached: run npm run lab once';
}

export interface LabMachine {
  readonly process: ChildProcess;
  /** What the console showed so far, read beside the pipe. */
  console(): string;
  /** Milliseconds since 1970 at which the console showed the text, to about 5 ms. */
  shown(text: string, patienceMs: number): Promise<number>;
}

/** The pipes `PATH.in` and `PATH.out` for the console; give `PATH.out` to the service. */
export function makeConsolePipe(path: string): string {
  execFileSync('mkfifo', [`${path}.in`, `${path}.out`]);
  return `${path}.out`;
}

export function bootMachine(kernel: string, scenario: string, consolePipe: string): LabMachine {
  return bootLab(kernel, scenario, ['--console-pipe', consolePipe]);
}

/** A machine that sends its console by extended netconsole to a UDP port of the loopback. */
export function bootNetconsole(kernel: string, scenario: string, port: number): LabMachine {
  return bootLab(kernel, scenario, ['--netconsole', String(port)]);
}

/** Boots a machine that runs the program of this folder, waits for the end and gives the folder with what came out. */
export async function runScenario(kernel: string, scenario: string, program: string): Promise<string> {
  const machine = bootLab(kernel, scenario, ['--program', program]);
  const [code] = await once(machine.process, 'exit');
  if (code !== 0) throw new Error(`the machine did not boot:\n${machine.console().slice(-2000)}`);
  return join(root, '.lab/out', kernel, scenario);
}

function bootLab(kernel: string, scenario: string, more: readonly string[]): LabMachine {
  const args = ['--kernel', kernel, '--scenario', scenario, ...more];
  const file = join(root, '.lab/out', kernel, scenario, 'console');
  // What an earlier boot left there is not what this one shows.
  rmSync(file, { force: true });
  const child = spawn(process.execPath, [join(root, 'fixtures/lab/run.mjs'), ...args], { stdio: 'ignore' });
  const console = (): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // Between two boots there is none.
      return '';
    }
  };
  return {
    process: child,
    console,
    async shown(text, patienceMs) {
      const end = Date.now() + patienceMs;
      while (Date.now() < end) {
        if (console().includes(text)) return Date.now();
        if (child.exitCode !== null && child.exitCode !== 0) throw new Error('the machine did not boot');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`the console never showed "${text}":\n${console().slice(-2000)}`);
    },
  };
}
