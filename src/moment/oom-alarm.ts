/**
 * Notices an OOM kill in a cgroup of version 2 when it happens, before any log tells of it: the kernel signals every change of
 * `memory.events` (`memcg_memory_event`, mm/memcontrol.c), and where a kill was counted, the machine and the cgroup are taken
 * down at once. The counters also change, a hundred times a second, while a cgroup only reclaims at its limit: that has its price set.
 */
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { type CgroupState, type Hierarchy, readCgroup } from './cgroup-files.js';
import { parseCounters } from './parse-proc.js';
import { type HostPaths, readText } from './read-small.js';

/** How things stood at one time, of which one or another kill may be told later. */
export interface Snapshot {
  /** On the clock since boot. */
  readonly ms: number;
  readonly host: HostText | null;
  /** The cgroup in which a kill was counted, and those above it, by path. */
  readonly cgroups: ReadonlyMap<string, CgroupState>;
}

/** /proc/meminfo and /proc/pressure/memory as they were. */
export interface HostText {
  readonly meminfo: string;
  readonly pressure: string | null;
}

export interface OomAlarmOptions {
  readonly hierarchy: Hierarchy;
  readonly paths: HostPaths;
  readonly nowMs: () => number;
}

interface Listened {
  readonly path: string;
  /** Null while it is not listened to. */
  watcher: FSWatcher | null;
  kills: number | null;
  takenMs: number;
}

const MOST_SNAPSHOTS = 32;
/** In a storm of kills the state of a moment ago is good enough. */
const LEAST_BETWEEN_MS = 100;
/** So many rings in vain at once, and so many a second; who rings beyond that is not listened to for a while. */
const MOST_CREDIT = 200;
const CREDIT_A_SECOND = 20;
const DEAF_MS = 1000;

export class OomAlarm {
  readonly #options: OomAlarmOptions;
  readonly #listened = new Map<string, Listened>();
  readonly #deaf = new Set<NodeJS.Timeout>();
  #snapshots: readonly Snapshot[] = [];
  #credit = MOST_CREDIT;
  #creditMs: number;

  constructor(options: OomAlarmOptions) {
    this.#options = options;
    this.#creditMs = options.nowMs();
  }

  listen(path: string): void {
    this.forget(path);
    const one = { path, watcher: null, kills: null, takenMs: Number.NEGATIVE_INFINITY };
    this.#listened.set(path, one);
    this.#watch(one);
  }

  /** A removed cgroup; one of the same name that is made again is another. */
  forget(path: string): void {
    this.#listened.get(path)?.watcher?.close();
    this.#listened.delete(path);
  }

  /** The one nearest in time, of those that tell of this cgroup where one is named. Null where there is none. */
  nearest(ms: number, path: string | null = null): Snapshot | null {
    const fitting = this.#snapshots.filter(({ cgroups }) => path === null || cgroups.has(path));
    return fitting.reduce<Snapshot | null>(
      (best, one) => (best === null || Math.abs(one.ms - ms) < Math.abs(best.ms - ms) ? one : best),
      null,
    );
  }

  close(): void {
    for (const path of [...this.#listened.keys()]) this.forget(path);
    for (const timer of this.#deaf) clearTimeout(timer);
  }

  #fileOf({ path }: Listened): string {
    return join(this.#options.hierarchy.root, path, 'memory.events');
  }

  #watch(one: Listened): void {
    try {
      one.watcher = watch(this.#fileOf(one), { persistent: false }, () => this.#look(one));
      one.watcher.on('error', () => this.forget(one.path));
    } catch {
      // It is gone, or there are no watches left: then the state is taken down when the log tells of the kill.
      return;
    }
    this.#look(one);
  }

  /** Every change of the file comes here, most of them of other counters. */
  #look(one: Listened): void {
    const { oom_kill } = parseCounters(readText(this.#fileOf(one)) ?? '');
    if (oom_kill === undefined) return;
    const before = one.kills;
    one.kills = oom_kill;
    if (before === null) return;
    if (oom_kill > before) this.#take(one);
    else this.#pay(one);
  }

  #take(one: Listened): void {
    const ms = this.#options.nowMs();
    if (ms - one.takenMs < LEAST_BETWEEN_MS) return;
    one.takenMs = ms;
    const host = readHost(this.#options.paths);
    const cgroups = new Map<string, CgroupState>();
    for (let at = one.path; at.length > 1; at = at.slice(0, at.lastIndexOf('/')))
      cgroups.set(at, readCgroup(this.#options.hierarchy, at));
    this.#snapshots = [...this.#snapshots.slice(1 - MOST_SNAPSHOTS), { ms, host, cgroups }];
  }

  #pay(one: Listened): void {
    const ms = this.#options.nowMs();
    const earned = ((ms - this.#creditMs) / 1000) * CREDIT_A_SECOND;
    this.#credit = Math.min(MOST_CREDIT, this.#credit + earned) - 1;
    this.#creditMs = ms;
    if (this.#credit > 0) return;
    one.watcher?.close();
    one.watcher = null;
    const timer = setTimeout(() => {
      this.#deaf.delete(timer);
      if (this.#listened.get(one.path) === one) this.#watch(one);
    }, DEAF_MS).unref();
    this.#deaf.add(timer);
  }
}

export function readHost({ proc }: HostPaths): HostText | null {
  const meminfo = readText(join(proc, 'meminfo'));
  return meminfo === null ? null : { meminfo, pressure: readText(join(proc, 'pressure/memory')) };
}
