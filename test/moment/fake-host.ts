/** A /proc and a cgroup file system out of plain files, to be changed as a test goes on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostPaths } from '../../src/moment/read-small.js';

export interface FakeProcess {
  readonly pid: number;
  readonly comm: string;
  readonly args: readonly string[];
  readonly cgroup: string;
  readonly pages: number;
  /** Clock ticks after boot, a hundred a second. */
  readonly startTicks?: number;
}

export class FakeHost {
  readonly root = mkdtempSync(join(tmpdir(), 'oomscope-host-'));
  readonly paths: HostPaths = { proc: join(this.root, 'proc'), cgroup: join(this.root, 'cgroup') };
  /** Milliseconds after boot. */
  nowMs = 1_000_000;

  constructor(version: 1 | 2 | 'hybrid') {
    this.write('proc/uptime', '1000.00 2000.00\n');
    this.write('proc/vmstat', 'nr_free_pages 1\noom_kill 0\n');
    this.memory(8 * 1024 * 1024);
    if (version === 2) this.write('cgroup/cgroup.controllers', 'cpu io memory pids\n');
    else this.write('cgroup/memory/memory.usage_in_bytes', '1\n');
    if (version === 'hybrid') this.write('cgroup/unified/cgroup.controllers', 'cpu\n');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  memory(availableKiB: number): void {
    this.write(
      'proc/meminfo',
      `MemTotal:       16777216 kB\nMemFree:  1000 kB\nMemAvailable:   ${availableKiB} kB\nHugePages_Total:       0\n`,
    );
    this.write(
      'proc/pressure/memory',
      'some avg10=1.50 avg60=0.70 avg300=0.10 total=2500000\nfull avg10=0.50 avg60=0.20 avg300=0.00 total=1000000\n',
    );
  }

  process({ pid, comm, args, cgroup, pages, startTicks = 5000 }: FakeProcess): void {
    const zeros = '0 '.repeat(17);
    this.write(`proc/${pid}/stat`, `${pid} (${comm}) S 1 ${zeros}${startTicks} 1000 ${pages} 0\n`);
    this.write(`proc/${pid}/statm`, `9999 ${pages} 10 1 0 5 0\n`);
    this.write(`proc/${pid}/cmdline`, args.map((each) => `${each}\0`).join(''));
    this.write(`proc/${pid}/cgroup`, `5:cpu,memory:${cgroup}\n0::${cgroup}\n`);
  }

  /** Version 2. `kills`: here and below, as the kernel counts. */
  group(
    path: string,
    { current = 0, max = 'max', kills = 0 }: { current?: number; max?: number | string; kills?: number } = {},
  ): void {
    const at = `cgroup${path}`;
    this.write(`${at}/memory.current`, `${current}\n`);
    this.write(`${at}/memory.peak`, `${current}\n`);
    this.write(`${at}/memory.max`, `${max}\n`);
    this.write(`${at}/memory.high`, 'max\n');
    this.write(
      `${at}/memory.events`,
      `low 0\nhigh 0\nmax 9\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`,
    );
  }

  kills(count: number): void {
    this.write('proc/vmstat', `nr_free_pages 1\noom_kill ${count}\n`);
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }
}
