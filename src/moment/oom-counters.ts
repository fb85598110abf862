/**
 * How many processes the kernel killed for memory, by its own counters: of the machine in /proc/vmstat, of each cgroup in
 * memory.events (version 2, descendants included) or memory.oom_control (version 1, without them).
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Hierarchy } from './cgroup-files.js';
import { counterField, parseCounters } from './parse-proc.js';
import { readText } from './read-small.js';

/** The counter of one cgroup. One of the same name that was made again has another inode, and began at zero. */
export interface KillCount {
  readonly kills: number;
  readonly inode: number;
}

export type KillCounts = ReadonlyMap<string, KillCount>;

/** Kills in one cgroup itself, not those in the cgroups below it that still exist. */
export interface Increase {
  readonly path: string;
  readonly count: number;
}

const MOST_CGROUPS = 5000;

/** Null before kernel 4.13, which does not count. */
export function readTotalKills(proc: string): number | null {
  return counterField(readText(join(proc, 'vmstat')) ?? '', 'oom_kill');
}

export function readKillCounts({ root, version }: Hierarchy): KillCounts {
  const found = new Map<string, KillCount>();
  const waiting = [''];
  const file = version === 2 ? 'memory.events' : 'memory.oom_control';
  for (let path = waiting.pop(); path !== undefined && found.size < MOST_CGROUPS; path = waiting.pop()) {
    const folder = join(root, path);
    const kills = parseCounters(readText(join(folder, file)) ?? '').oom_kill;
    const inode = statSync(folder, { throwIfNoEntry: false })?.ino;
    if (kills !== undefined && inode !== undefined && path !== '') found.set(path, { kills, inode });
    for (const name of foldersIn(folder)) waiting.push(`${path}/${name}`);
  }
  return found;
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    // Removed meanwhile.
    return [];
  }
}

/** A counter that went back is a new beginning, not a kill. */
export function increasesOf(before: KillCounts, after: KillCounts, version: 1 | 2): readonly Increase[] {
  const grown = new Map<string, number>();
  for (const [path, { kills, inode }] of after) {
    const known = before.get(path);
    grown.set(path, Math.max(0, kills - (known?.inode === inode ? known.kills : 0)));
  }
  const own = new Map(grown);
  if (version === 2)
    for (const [path, count] of grown) {
      const parent = path.slice(0, path.lastIndexOf('/'));
      own.set(parent, Math.max(0, (own.get(parent) ?? 0) - count));
    }
  return [...own]
    .filter(([path, count]) => count > 0 && path !== '')
    .map(([path, count]) => ({ path, count }));
}
