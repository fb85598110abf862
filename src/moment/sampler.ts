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
import { OomAlarm } from './oom-alarm.js';
import { meminfoField, parsePressure } from './parse-proc.js';
import { ProcessTable } from './process-table.js';
import { type HostPaths, openOrNull, readOpen } from './read-small.js';
import { createSeries, type Series } from './series.js';

export interface SamplerOptions {
  readonly paths: HostPaths;
  readonly arguments: ArgumentsMode;
  /** Milliseconds on the clock since boot. */
  readonly nowMs: () => number;
}

/** How soon memory may run out: nothing grows or is near its limit; something is; there is little left, or tasks wait for it. */
export type Urgency = 'calm' | 'usual' | 'hurried';

/** The least time between two turns, and the most that turns may take of a core. */
const PACES = {
  calm: { restMs: 2000, share: 0.002 },
  usual: { restMs: 1000, share: 0.003 },
  hurried: { restMs: 200, share: 0.02 },
} as const;
const SCAN_MS = 5000;
/** Who came within this time before a kill may not be known. */
const LONGEST_SCAN_MS = 10_000;
const LONGEST_REST_MS = 3000;
/** A turn that takes longer than this makes the next one do less. */
const TURN_COST_MS = 2;
const LEAST_SCALE = 0.1;
const SHORT_OF_MEMORY = 0.1;
const PRESSURE_PERCENT = 10;
/** So much of the machine's memory taken between two turns is growth. */
const GROWING_SHARE = 0.01;
const PROCESSES_A_TURN = 32;
const NEW_A_TURN = 64;
const CGROUPS_A_TURN = 16;
const MOST_POINTS = 600;

export class Sampler {
  readonly processes: ProcessTable;
  /** Null where no memory controller is mounted. */
  readonly cgroups: CgroupTable | null;
  readonly hierarchy: Hierarchy | null;
  /** Null where cgroups do not signal a kill, as in version 1. */
  readonly alarm: OomAlarm | null;
  /** MemTotal - MemAvailable. */
  readonly used: Series = createSeries(MOST_POINTS);
  readonly #options: SamplerOptions;
  readonly #meminfo: number | null;
  readonly #pressure: number | null;
  #scannedMs = Number.NEGATIVE_INFINITY;
  /** How much of the work of a turn is done, 0 to 1. */
  #scale = 1;

  constructor(options: SamplerOptions) {
    const { paths, nowMs } = options;
    const { proc, cgroup } = paths;
    this.#options = options;
    const hierarchy = findHierarchy(cgroup);
    this.hierarchy = hierarchy;
    this.processes = new ProcessTable({
      proc,
      arguments: options.arguments,
      version: hierarchy?.version ?? 2,
    });
    this.alarm = hierarchy?.version === 2 ? new OomAlarm({ hierarchy, paths, nowMs }) : null;
    this.cgroups = hierarchy === null ? null : new CgroupTable(hierarchy, this.alarm);
    this.#meminfo = openOrNull(join(proc, 'meminfo'));
    this.#pressure = openOrNull(join(proc, 'pressure/memory'));
  }

  /** `onError`: what went wrong in a turn; sampling goes on. */
  async run(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      const meter = startMeter();
      let urgency: Urgency = 'calm';
      try {
        urgency = this.turn();
      } catch (error) {
        onError(error);
      }
      const costMs = meter.costMs();
      this.#scale = Math.min(1, Math.max(LEAST_SCALE, this.#scale * (costMs > TURN_COST_MS ? 0.5 : 1.25)));
      await sleep(restAfter(costMs, urgency), undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** One look at everything that is due. */
  turn(): Urgency {
    const nowMs = this.#options.nowMs();
    const urgency = this.#readHost(nowMs);
    if (nowMs - this.#scannedMs >= Math.min(LONGEST_SCAN_MS, SCAN_MS / this.#scale)) {
      this.#scannedMs = nowMs;
      this.processes.scan(nowMs);
    }
    if (this.processes.learn(nowMs, Math.ceil(NEW_A_TURN * this.#scale)) > 0 || this.#scannedMs === nowMs)
      this.cgroups?.keep(this.processes.cgroups(), nowMs);
    this.processes.measure(nowMs, Math.ceil(PROCESSES_A_TURN * this.#scale));
    this.cgroups?.measure(nowMs, Math.ceil(CGROUPS_A_TURN * this.#scale));
    return urgency === 'calm' && this.cgroups?.isAnyHot() === true ? 'usual' : urgency;
  }

  #readHost(nowMs: number): Urgency {
    const text = textOf(this.#meminfo);
    const [total, available] = [meminfoField(text, 'MemTotal'), meminfoField(text, 'MemAvailable')];
    if (total === null || available === null) return 'usual';
    const before = this.used.last() ?? total - available;
    this.used.add(nowMs, total - available);
    const pressure = parsePressure(textOf(this.#pressure))?.some.avg10 ?? 0;
    if (available < SHORT_OF_MEMORY * total || pressure > PRESSURE_PERCENT) return 'hurried';
    return total - available - before > GROWING_SHARE * total || pressure > 0 ? 'usual' : 'calm';
  }

  close(): void {
    this.processes.close();
    this.cgroups?.close();
    this.alarm?.close();
    for (const fd of [this.#meminfo, this.#pressure]) if (fd !== null) closeSync(fd);
  }
}

function textOf(fd: number | null): string {
  return fd === null ? '' : (readOpen(fd)?.toString('latin1') ?? '');
}

/**
 * What a piece of synchronous work costs. Time alone would count what other programs take of a busy machine, and one short of memory
 * would be sampled least; the processor time alone counts what else this process does.
 */
function startMeter(): { costMs(): number } {
  const began = performance.now();
  const before = process.cpuUsage();
  return {
    costMs() {
      const { user, system } = process.cpuUsage(before);
      return Math.min(performance.now() - began, (user + system) / 1000);
    },
  };
}

/** How long to do nothing after a turn that took so long. */
export function restAfter(costMs: number, urgency: Urgency): number {
  const { restMs, share } = PACES[urgency];
  return Math.min(LONGEST_REST_MS, Math.max(restMs, costMs / share));
}
