/**
 * Samples the machine's memory while nothing happens, so that something is known of the time before a kill. It watches its own
 * cost: after a turn that took long it rests longer and does less, however many processes there are.
 */

import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findHierarchy, type Hierarchy } from './cgroup-files.js';
import { CgroupTable } from './cgroup-table.js';
import type { ArgumentsMode } from './known-process.js';
import { parseMeminfo, parsePressure } from './parse-proc.js';
import { ProcessTable } from './process-table.js';
import { type HostPaths, openOrNull, readOpen } from './read-small.js';
import { createSeries, type Series } from './series.js';

export interface SamplerOptions {
  readonly paths: HostPaths;
  readonly arguments: ArgumentsMode;
  /** Milliseconds on the clock since boot. */
  readonly nowMs: () => number;
}

const TURN_MS = 1000;
/** With little memory left, or tasks waiting for it, every fraction of a second counts. */
const HURRIED_TURN_MS = 200;
const SCAN_MS = 5000;
const LONGEST_REST_MS = 2000;
/** A turn that takes longer than this makes the next one do less. */
const TURN_COST_MS = 3;
const LEAST_SCALE = 0.1;
const SHARE = 0.003;
const HURRIED_SHARE = 0.02;
const SHORT_OF_MEMORY = 0.1;
const PRESSURE_PERCENT = 10;
const PROCESSES_A_TURN = 32;
const NEW_A_TURN = 64;
const CGROUPS_A_TURN = 16;
const MOST_POINTS = 600;

export class Sampler {
  readonly processes: ProcessTable;
  /** Null where no memory controller is mounted. */
  readonly cgroups: CgroupTable | null;
  readonly hierarchy: Hierarchy | null;
  /** MemTotal - MemAvailable. */
  readonly used: Series = createSeries(MOST_POINTS);
  readonly #options: SamplerOptions;
  readonly #meminfo: number | null;
  readonly #pressure: number | null;
  #scannedMs = Number.NEGATIVE_INFINITY;
  /** How much of the work of a turn is done, 0 to 1. */
  #scale = 1;

  constructor(options: SamplerOptions) {
    const { proc, cgroup } = options.paths;
    this.#options = options;
    this.hierarchy = findHierarchy(cgroup);
    const version = this.hierarchy?.version ?? 2;
    this.processes = new ProcessTable({ proc, arguments: options.arguments, version });
    this.cgroups = this.hierarchy === null ? null : new CgroupTable(this.hierarchy);
    this.#meminfo = openOrNull(join(proc, 'meminfo'));
    this.#pressure = openOrNull(join(proc, 'pressure/memory'));
  }

  /** `onError`: what went wrong in a turn; sampling goes on. */
  async run(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now();
      let isHurried = false;
      try {
        isHurried = this.turn();
      } catch (error) {
        onError(error);
      }
      const costMs = performance.now() - began;
      this.#scale = Math.min(1, Math.max(LEAST_SCALE, this.#scale * (costMs > TURN_COST_MS ? 0.5 : 1.25)));
      const rest = restAfter(costMs, isHurried);
      await sleep(rest, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** One look at everything that is due. Returns whether memory is short. */
  turn(): boolean {
    const nowMs = this.#options.nowMs();
    const isHurried = this.#readHost(nowMs);
    if (nowMs - this.#scannedMs >= SCAN_MS / this.#scale) {
      this.#scannedMs = nowMs;
      this.processes.scan(nowMs);
    }
    if (this.processes.learn(nowMs, Math.ceil(NEW_A_TURN * this.#scale)) > 0 || this.#scannedMs === nowMs)
      this.cgroups?.keep(this.processes.cgroups(), nowMs);
    this.processes.measure(nowMs, Math.ceil(PROCESSES_A_TURN * this.#scale));
    this.cgroups?.measure(nowMs, Math.ceil(CGROUPS_A_TURN * this.#scale));
    return isHurried;
  }

  #readHost(nowMs: number): boolean {
    const { MemTotal, MemAvailable } = parseMeminfo(textOf(this.#meminfo));
    if (MemTotal === undefined || MemAvailable === undefined) return false;
    this.used.add(nowMs, MemTotal - MemAvailable);
    const pressure = parsePressure(textOf(this.#pressure));
    return MemAvailable < SHORT_OF_MEMORY * MemTotal || (pressure?.some.avg10 ?? 0) > PRESSURE_PERCENT;
  }

  close(): void {
    this.processes.close();
    this.cgroups?.close();
    for (const fd of [this.#meminfo, this.#pressure]) if (fd !== null) closeSync(fd);
  }
}

function textOf(fd: number | null): string {
  return fd === null ? '' : (readOpen(fd)?.toString('latin1') ?? '');
}

/** How long to do nothing after a turn that took so long. */
export function restAfter(costMs: number, isHurried: boolean): number {
  const [least, share] = isHurried ? [HURRIED_TURN_MS, HURRIED_SHARE] : [TURN_MS, SHARE];
  return Math.min(LONGEST_REST_MS, Math.max(least, costMs / share));
}
