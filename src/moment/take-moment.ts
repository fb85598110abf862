/**
 * What is known around one kill -> the moment beside its event: the machine and the cgroups as they are read right now, processes
 * and sizes as sampling knew them. What is not found is named in the notes.
 */
import { join } from 'node:path';
import { identityOfPath } from '../diagnosis/identity/identity-of-path.js';
import type { OomEvent } from '../report/event.js';
import type {
  KillTimeSource,
  Moment,
  MomentCgroup,
  MomentHost,
  MomentSeries,
  MomentTask,
} from '../report/moment.js';
import { nearestExisting, readCgroup } from './cgroup-files.js';
import { growthOf } from './growth.js';
import type { KnownProcess } from './known-process.js';
import { machineUnits } from './machine-units.js';
import { type HostText, readHost } from './oom-alarm.js';
import { parseMeminfo, parsePressure } from './parse-proc.js';
import { type HostPaths, readText } from './read-small.js';
import type { Sampler } from './sampler.js';

/** The time of the kill on the clock since boot, in milliseconds. */
export interface KillTime {
  readonly ms: number;
  readonly source: KillTimeSource;
}

export interface Surroundings {
  readonly sampler: Sampler;
  readonly paths: HostPaths;
  readonly nowMs: () => number;
  readonly wallMs: () => number;
}

const PAST_MS = 300_000;
const MOST_POINTS = 90;
const LARGEST = 8;
/** Memory that came free in this time before the kill line was read still was there at the kill. */
const JUST_ENDED_MS = 5000;

export function takeMoment(event: OomEvent, kill: KillTime, of: Surroundings): Moment {
  const host = hostAt(kill, of);
  const cgroups = cgroupsOf(event, kill, of);
  const boot = bootOf(of);
  const task = taskView(kill, boot);
  const victims = victimsOf(event, kill, of, boot);
  const largest = of.sampler.processes.largest(LARGEST, kill.ms - JUST_ENDED_MS);
  const series = seriesOf(cgroups, host, kill, of);
  return {
    takenAt: new Date(of.wallMs()).toISOString(),
    killTimeSource: kill.source,
    host,
    cgroups,
    victims: victims.found.map(task),
    largest: largest.map(task),
    series,
    notes: [...victims.notes, ...cgroupNotes(cgroups, of), ...timeNotes(kill)],
  };
}

/** As it was when the kernel signalled the kill, or as it is now: what is nearer to the kill. */
function hostAt(kill: KillTime, { sampler, paths, nowMs }: Surroundings): MomentHost | null {
  const taken = sampler.alarm?.nearest(kill.ms) ?? null;
  if (taken?.host != null && isNearer(taken.ms, nowMs(), kill)) return hostView(taken.host, taken.ms, kill);
  const host = readHost(paths);
  return host === null ? null : hostView(host, nowMs(), kill);
}

function hostView({ meminfo, pressure }: HostText, ms: number, kill: KillTime): MomentHost {
  return {
    offsetSeconds: offset(ms, kill),
    meminfo: parseMeminfo(meminfo),
    pressure: pressure === null ? null : parsePressure(pressure),
  };
}

function isNearer(ms: number, otherMs: number, kill: KillTime): boolean {
  return Math.abs(ms - kill.ms) < Math.abs(otherMs - kill.ms);
}

function cgroupsOf({ memcg, victims }: OomEvent, kill: KillTime, of: Surroundings): readonly MomentCgroup[] {
  const own = memcg?.taskPath ?? victims[0]?.memcgPath ?? null;
  const wanted: [MomentCgroup['role'], string | null][] = [['limit', memcg?.limitPath ?? null]];
  if (own !== memcg?.limitPath) wanted.push(['victim', own]);
  return wanted.flatMap(([role, path]) =>
    path === null || path === '/' ? [] : [cgroupAt(role, path, kill, of)],
  );
}

const NOTHING_READ = {
  ...{ readPath: null, version: null, currentBytes: null, peakBytes: null, maxBytes: null, highBytes: null },
  ...{ unlimited: [], events: null, pressure: null },
} as const;

function cgroupAt(role: MomentCgroup['role'], path: string, kill: KillTime, of: Surroundings): MomentCgroup {
  const { hierarchy, alarm } = of.sampler;
  const taken = alarm?.nearest(kill.ms, path) ?? null;
  const state = taken?.cgroups.get(path);
  if (taken != null && state !== undefined && isNearer(taken.ms, of.nowMs(), kill))
    return { ...state, role, path, offsetSeconds: offset(taken.ms, kill), readPath: path };
  const readPath = hierarchy === null ? null : nearestExisting(hierarchy, path);
  const about = { role, path, offsetSeconds: offset(of.nowMs(), kill) };
  if (hierarchy === null || readPath === null) return { ...NOTHING_READ, ...about };
  return { ...readCgroup(hierarchy, readPath), ...about, readPath };
}

function cgroupNotes(cgroups: readonly MomentCgroup[], { sampler, paths }: Surroundings): string[] {
  if (cgroups.length > 0 && sampler.hierarchy === null)
    return [`no memory controller of cgroups is mounted below ${paths.cgroup}`];
  return cgroups.flatMap(({ path, readPath }) => {
    if (readPath === path) return [];
    const where = `cgroup ${path} is not below ${sampler.hierarchy?.root}`;
    return readPath === null
      ? [`${where}, nor is any above it: it was removed, or this is another cgroup namespace`]
      : [`${where}: read was ${readPath}, the nearest one above it that exists`];
  });
}

function timeNotes({ source }: KillTime): string[] {
  if (source === 'boot-clock') return [];
  return source === 'wall-clock'
    ? ['the log tells the time of the kill by its wall clock only: offsets are as exact as that']
    : ['the log does not tell the time of the kill: offsets count from when its line was read'];
}

interface Boot {
  readonly pageBytes: number;
  /** Start of a process by the wall clock. */
  readonly startedMs: (startTicks: number) => number;
}

/** Processes count from boot with the time of suspends in it, the kernel's log without. */
function bootOf({ paths, nowMs, wallMs }: Surroundings): Boot {
  const { pageBytes, ticksPerSecond } = machineUnits(paths.proc);
  const sinceBoot = Number(readText(join(paths.proc, 'uptime'))?.split(' ')[0] ?? Number.NaN) * 1000;
  const bootMs = wallMs() - (Number.isNaN(sinceBoot) ? nowMs() : sinceBoot);
  return { pageBytes, startedMs: (ticks) => Math.round(bootMs + (ticks / ticksPerSecond) * 1000) };
}

const CLOCK_SLACK_MS = 1000;

/** A pid may be of another pid namespace, or used again: only what has the kernel's name for it, and began before, is the victim. */
function victimsOf(event: OomEvent, kill: KillTime, of: Surroundings, { startedMs }: Boot) {
  const found: KnownProcess[] = [];
  const notes: string[] = [];
  const killedMs = of.wallMs() - (of.nowMs() - kill.ms);
  for (const { pid, comm } of event.victims) {
    const alike = of.sampler.processes
      .byPid(pid)
      .filter(({ startTicks }) => startedMs(startTicks) <= killedMs + CLOCK_SLACK_MS);
    const known = alike.find((one) => one.comm === comm);
    if (known !== undefined) found.push(known);
    else if (alike[0] === undefined)
      notes.push(`pid ${pid} was not sampled: too short-lived, hidden, or of another pid namespace`);
    else notes.push(`pid ${pid} was sampled under another name than the kernel's: it is left out`);
  }
  return { found, notes };
}

function taskView(kill: KillTime, { pageBytes, startedMs }: Boot): (known: KnownProcess) => MomentTask {
  return (known) => ({
    pid: known.pid,
    comm: known.comm,
    commandLine: known.commandLine,
    isRedacted: known.isRedacted,
    cgroup: known.cgroup,
    unit: known.cgroup === null ? null : (identityOfPath(known.cgroup)?.unit ?? null),
    startedAt: new Date(startedMs(known.startTicks)).toISOString(),
    rssBytes: known.residentPages * pageBytes,
    offsetSeconds: offset(known.sampledMs, kill),
  });
}

function seriesOf(
  cgroups: readonly MomentCgroup[],
  host: MomentHost | null,
  kill: KillTime,
  { sampler }: Surroundings,
): readonly MomentSeries[] {
  const since = kill.ms - PAST_MS;
  const used = { points: sampler.used.since(since), limitBytes: host?.meminfo.MemTotal ?? null };
  const own = cgroups.flatMap(({ path }) => {
    const past = sampler.cgroups?.past(path, since) ?? null;
    return past === null ? [] : [{ measure: 'current' as const, path, ...past }];
  });
  return [...own, { measure: 'used' as const, path: null, ...used }].flatMap(({ points, ...about }) => {
    const shown = points.map(([ms, bytes]) => [offset(ms, kill), bytes] as const);
    return shown.length === 0
      ? []
      : [{ ...about, points: thinned(shown), derived: { growth: growthOf(shown) } }];
  });
}

/** Evenly fewer, the newest always kept: that is where it happened. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}

/** Rounded to a millisecond. */
function offset(ms: number, kill: KillTime): number {
  return Math.round(ms - kill.ms) / 1000;
}
