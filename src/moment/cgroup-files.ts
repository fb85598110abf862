/**
 * The memory files of a cgroup -> what they say, for version 1, version 2 and the hybrid of both. A cgroup that is gone is answered
 * by its nearest ancestor that is there; one that was never below the mounted hierarchy is not found, and not guessed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MomentCgroup } from '../report/moment.js';
import { parseCounters, parsePressure } from './parse-proc.js';
import { readText } from './read-small.js';

/** The hierarchy that has the memory controller. */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly root: string;
}

/** Null where no memory controller is mounted below the folder. */
export function findHierarchy(cgroupRoot: string): Hierarchy | null {
  for (const root of [cgroupRoot, join(cgroupRoot, 'unified')])
    if (/\bmemory\b/.test(readText(join(root, 'cgroup.controllers')) ?? '')) return { version: 2, root };
  const root = join(cgroupRoot, 'memory');
  return existsSync(join(root, 'memory.usage_in_bytes')) ? { version: 1, root } : null;
}

/** The path itself, or its nearest ancestor that exists; null where only the root does, which says nothing of it. */
export function nearestExisting({ root }: Hierarchy, path: string): string | null {
  if (!isPlainPath(path)) return null;
  for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/')))
    if (existsSync(join(root, at))) return at;
  return null;
}

/** Names come from a log: nothing outside of the hierarchy may be reached by them. */
function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..');
}

export type CgroupState = Omit<MomentCgroup, 'role' | 'path' | 'offsetSeconds' | 'readPath'>;

export function readCgroup(hierarchy: Hierarchy, path: string): CgroupState {
  const of = (file: string): string | null => readText(join(hierarchy.root, path, file));
  return hierarchy.version === 2 ? readVersion2(of) : readVersion1(of);
}

/** The limit alone; null where there is none. */
export function readLimit({ root, version }: Hierarchy, path: string): number | null {
  const file = version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
  const limit = numberIn(readText(join(root, path, file)));
  return limit !== null && limit < NO_LIMIT ? limit : null;
}

type ReadFile = (file: string) => string | null;

function readVersion2(of: ReadFile): CgroupState {
  const [max, high] = [of('memory.max'), of('memory.high')];
  const events = of('memory.events');
  const pressure = of('memory.pressure');
  return {
    version: 2,
    currentBytes: numberIn(of('memory.current')),
    peakBytes: numberIn(of('memory.peak')),
    maxBytes: numberIn(max),
    highBytes: numberIn(high),
    unlimited: [...(isMax(max) ? (['max'] as const) : []), ...(isMax(high) ? (['high'] as const) : [])],
    events: events === null ? null : parseCounters(events),
    pressure: pressure === null ? null : parsePressure(pressure),
  };
}

/** "No limit" is printed as the largest number of pages, in bytes. */
const NO_LIMIT = 2 ** 62;

function readVersion1(of: ReadFile): CgroupState {
  const limit = numberIn(of('memory.limit_in_bytes'));
  const isLimited = limit !== null && limit < NO_LIMIT;
  const failcnt = numberIn(of('memory.failcnt'));
  const control = of('memory.oom_control');
  const counts = {
    ...(failcnt === null ? {} : { failcnt }),
    ...(control === null ? {} : parseCounters(control)),
  };
  return {
    version: 1,
    currentBytes: numberIn(of('memory.usage_in_bytes')),
    peakBytes: numberIn(of('memory.max_usage_in_bytes')),
    maxBytes: isLimited ? limit : null,
    highBytes: null,
    unlimited: limit !== null && !isLimited ? ['max'] : [],
    events: Object.keys(counts).length === 0 ? null : counts,
    pressure: null,
  };
}

function isMax(text: string | null): boolean {
  return text?.trim() === 'max';
}

function numberIn(text: string | null): number | null {
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null;
}
