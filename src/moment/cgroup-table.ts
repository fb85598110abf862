/**
 * Sizes of the cgroups over the last minutes: those near their limit or growing are read at every turn, the others one after
 * another. A removed cgroup keeps its past for a while, since its kill may be read only then.
 */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { type Hierarchy, readLimit } from './cgroup-files.js';
import { openOrNull, readOpen } from './read-small.js';
import { createSeries, type Series } from './series.js';

interface KnownCgroup {
  readonly path: string;
  readonly series: Series;
  readonly fd: number;
  limitBytes: number | null;
  limitMs: number;
  goneMs: number | null;
}

export interface CgroupPast {
  readonly points: readonly (readonly [ms: number, bytes: number])[];
  readonly limitBytes: number | null;
}

/** Who is told which cgroups are there. */
export interface CgroupListener {
  listen(path: string): void;
  forget(path: string): void;
}

const MOST_CGROUPS = 512;
const MOST_HOT = 24;
const MOST_POINTS = 480;
const GONE_MS = 300_000;
const LIMIT_MS = 30_000;
const NEAR_LIMIT = 0.7;
const GROWING = 1.02;

export class CgroupTable {
  readonly #hierarchy: Hierarchy;
  readonly #listener: CgroupListener | null;
  readonly #known = new Map<string, KnownCgroup>();
  #hot = new Set<KnownCgroup>();
  #turns: readonly KnownCgroup[] = [];
  #turn = 0;

  constructor(hierarchy: Hierarchy, listener: CgroupListener | null = null) {
    this.#hierarchy = hierarchy;
    this.#listener = listener;
  }

  /** The cgroups that processes are in, and those above them: a limit may be anywhere. */
  keep(paths: ReadonlySet<string>, nowMs: number): void {
    const wanted = new Set<string>();
    for (const path of paths)
      for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) wanted.add(at);
    for (const path of wanted) this.#add(path);
    for (const known of this.#known.values())
      if (known.goneMs !== null && nowMs - known.goneMs > GONE_MS) this.#known.delete(known.path);
    this.#turns = [...this.#known.values()].filter(({ goneMs }) => goneMs === null);
  }

  #add(path: string): void {
    const known = this.#known.get(path);
    if ((known !== undefined && known.goneMs === null) || this.#known.size >= MOST_CGROUPS) return;
    const { root, version } = this.#hierarchy;
    const fd = openOrNull(join(root, path, version === 2 ? 'memory.current' : 'memory.usage_in_bytes'));
    if (fd === null) return;
    // One of the same name that was made again goes on where the first ended: that is what its owner sees too.
    const series = known?.series ?? createSeries(MOST_POINTS);
    this.#known.set(path, {
      path,
      series,
      fd,
      limitBytes: null,
      limitMs: Number.NEGATIVE_INFINITY,
      goneMs: null,
    });
    this.#listener?.listen(path);
  }

  measure(nowMs: number, most: number): void {
    for (const known of this.#hot) this.#measureOne(known, nowMs);
    const count = Math.min(most, this.#turns.length);
    for (let done = 0; done < count; done++) {
      this.#turn = (this.#turn + 1) % this.#turns.length;
      const known = this.#turns[this.#turn];
      if (known !== undefined && !this.#hot.has(known)) this.#measureOne(known, nowMs);
    }
  }

  #measureOne(known: KnownCgroup, nowMs: number): void {
    if (known.goneMs !== null) return;
    const bytes = readOpen(known.fd);
    if (bytes === null || bytes.length === 0) {
      closeSync(known.fd);
      this.#listener?.forget(known.path);
      known.goneMs = nowMs;
      this.#hot.delete(known);
      return;
    }
    const size = Number(bytes.toString('latin1'));
    if (nowMs - known.limitMs > LIMIT_MS) {
      known.limitBytes = readLimit(this.#hierarchy, known.path);
      known.limitMs = nowMs;
    }
    this.#note(known, size, nowMs);
  }

  #note(known: KnownCgroup, size: number, nowMs: number): void {
    const before = known.series.last() ?? size;
    known.series.add(nowMs, size);
    const isHot =
      size > before * GROWING || (known.limitBytes !== null && size > NEAR_LIMIT * known.limitBytes);
    if (!isHot) this.#hot.delete(known);
    else if (this.#hot.size < MOST_HOT) this.#hot.add(known);
  }

  /** Whether one is near its limit, or growing. */
  isAnyHot(): boolean {
    return this.#hot.size > 0;
  }

  past(path: string, sinceMs: number): CgroupPast | null {
    const known = this.#known.get(path);
    return known === undefined ? null : { points: known.series.since(sinceMs), limitBytes: known.limitBytes };
  }

  size(): number {
    return this.#known.size;
  }

  close(): void {
    for (const { fd, goneMs } of this.#known.values()) if (goneMs === null) closeSync(fd);
    this.#known.clear();
  }
}
