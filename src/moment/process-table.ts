/**
 * The processes of the machine, kept by light sampling: the list now and then, the largest often, the others in turns. Memory, open
 * files and the work of one call are bounded however many processes there are.
 */
import { readdirSync } from 'node:fs';
import {
  forgetProcess,
  type KnownProcess,
  learnProcess,
  measureProcess,
  type ReadOptions,
  refreshProcess,
} from './known-process.js';

const MOST_PROCESSES = 20_000;
const MOST_OPEN = 1024;
const MOST_HOT = 32;
/** Ended ones are kept for so long: their kill may be read only then. */
const DEPARTED_MS = 120_000;
const MOST_DEPARTED = 1000;
/** Who it is, is read again once this early, and then this often of the largest. */
const FIRST_REFRESH_MS = 5000;
const REFRESH_MS = 60_000;

export class ProcessTable {
  readonly #options: ReadOptions;
  readonly #known = new Map<number, KnownProcess>();
  #departed: { readonly process: KnownProcess; readonly ms: number }[] = [];
  #new: number[] = [];
  #turns: KnownProcess[] = [];
  #turn = 0;
  #hot: KnownProcess[] = [];
  #open = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** Looks which processes there are. */
  scan(nowMs: number): void {
    const present = new Set<number>();
    this.#new = [];
    for (const name of this.#names()) {
      const pid = Number(name);
      if (!(pid > 0)) continue;
      present.add(pid);
      if (!this.#known.has(pid) && this.#known.size + this.#new.length < MOST_PROCESSES) this.#new.push(pid);
    }
    for (const known of this.#known.values()) if (!present.has(known.pid)) this.#depart(known, nowMs);
    this.#departed = this.#departed.filter(({ ms }) => nowMs - ms < DEPARTED_MS).slice(-MOST_DEPARTED);
    // Kernel threads hold nothing and are never killed.
    this.#turns = [...this.#known.values()].filter((one) => one.residentPages > 0);
    this.#hot = this.#turns.toSorted((a, b) => b.residentPages - a.residentPages).slice(0, MOST_HOT);
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#options.proc);
    } catch {
      // No /proc: nothing is known, which the moment says.
      return [];
    }
  }

  /** Reads who the new ones are, at most so many; those of the largest that are due, again. Returns how many were new. */
  learn(nowMs: number, most: number): number {
    const fresh = this.#new.splice(0, most);
    for (const pid of fresh) {
      const known = learnProcess(pid, this.#options, nowMs, this.#open < MOST_OPEN);
      if (known === null) continue;
      if (known.fd !== null) this.#open++;
      this.#known.set(pid, known);
      if (known.residentPages > 0) this.#turns.push(known);
    }
    const due = this.#hot.find((one) => nowMs - one.readMs > REFRESH_MS);
    if (due !== undefined && !refreshProcess(due, this.#options, nowMs)) this.#depart(due, nowMs);
    return fresh.length;
  }

  /** Sizes: of the largest, and of the next so many of the others. */
  measure(nowMs: number, most: number): void {
    for (const known of this.#hot) this.#measureOne(known, nowMs);
    const count = Math.min(most, this.#turns.length);
    for (let done = 0; done < count; done++) {
      this.#turn = (this.#turn + 1) % this.#turns.length;
      const known = this.#turns[this.#turn];
      if (known === undefined) continue;
      this.#measureOne(known, nowMs);
      const isYoung = known.readMs === known.bornMs && nowMs - known.readMs > FIRST_REFRESH_MS;
      if (isYoung) refreshProcess(known, this.#options, nowMs);
    }
  }

  #measureOne(known: KnownProcess, nowMs: number): void {
    if (this.#known.get(known.pid) !== known) return;
    if (!measureProcess(known, this.#options.proc, nowMs)) this.#depart(known, nowMs);
  }

  #depart(known: KnownProcess, nowMs: number): void {
    if (this.#known.get(known.pid) !== known) return;
    this.#known.delete(known.pid);
    if (known.fd !== null) this.#open--;
    forgetProcess(known);
    if (known.residentPages > 0) this.#departed.push({ process: known, ms: nowMs });
  }

  /** The largest first, those that ended not long before `sinceMs` included. */
  largest(count: number, sinceMs: number): readonly KnownProcess[] {
    const ended = this.#departed.filter(({ ms }) => ms >= sinceMs).map(({ process }) => process);
    return [...this.#known.values(), ...ended]
      .toSorted((a, b) => b.residentPages - a.residentPages)
      .slice(0, count)
      .filter((one) => one.residentPages > 0);
  }

  /** Everything known under that pid, the present one first. */
  byPid(pid: number): readonly KnownProcess[] {
    const present = this.#known.get(pid);
    const ended = this.#departed.filter(({ process }) => process.pid === pid).map(({ process }) => process);
    return [...(present === undefined ? [] : [present]), ...ended.reverse()];
  }

  /** Paths of the cgroups that processes are in. */
  cgroups(): ReadonlySet<string> {
    const paths = new Set<string>();
    for (const { cgroup } of this.#known.values()) if (cgroup !== null) paths.add(cgroup);
    return paths;
  }

  size(): number {
    return this.#known.size;
  }

  openFiles(): number {
    return this.#open;
  }

  close(): void {
    for (const known of this.#known.values()) forgetProcess(known);
    this.#known.clear();
  }
}
