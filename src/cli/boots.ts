/**
 * Tells the boots of a log apart: by the boot's id where the log has one, else a new boot begins wherever the uptime of a
 * host starts again. Logs of one host in several files are put in order by their wall clock.
 */
import type { KernelRecord } from '../envelope/record.js';

/** Consecutive records of one host in one input that belong to one boot. */
export interface BootStretch {
  readonly host: string | null;
  readonly bootId: string | null;
  readonly firstLine: number;
  /** ISO times as printed, of the first and last record that had one. */
  readonly firstWall: string | null;
  readonly lastWall: string | null;
  readonly firstUptime: number | null;
  readonly lastUptime: number | null;
}

export interface BootTracker {
  see(record: KernelRecord): void;
  stretches(): readonly BootStretch[];
}

type Open = { -readonly [key in keyof BootStretch]: BootStretch[key] };

/** CPUs write their lines in about the order of their clocks. */
const CLOCK_SLACK_SECONDS = 0.1;
/** No machine boots this often: a log that says so is not believed any further. */
const MOST_STRETCHES = 100_000;

export function createBootTracker(): BootTracker {
  const stretches: Open[] = [];
  const current = new Map<string | null, Open>();
  return {
    see(record) {
      const open = current.get(record.host);
      if (open !== undefined && (!startsBoot(open, record) || stretches.length >= MOST_STRETCHES)) {
        extend(open, record);
        return;
      }
      if (record.origin === 'program' && record.bootId === null) return;
      const next = stretchFrom(record);
      stretches.push(next);
      current.set(record.host, next);
    },
    stretches: () => stretches,
  };
}

function stretchFrom({ host, bootId, line, time }: KernelRecord): Open {
  const { wall, uptimeSeconds } = time;
  return {
    host,
    bootId,
    firstLine: line,
    firstWall: wall,
    lastWall: wall,
    firstUptime: uptimeSeconds,
    lastUptime: uptimeSeconds,
  };
}

function startsBoot(open: Open, { bootId, time, text, origin }: KernelRecord): boolean {
  if (open.bootId !== null && bootId !== null) return open.bootId !== bootId;
  if (time.uptimeSeconds === null) return origin === 'kernel' && text.startsWith('Linux version ');
  return open.lastUptime !== null && time.uptimeSeconds < open.lastUptime - CLOCK_SLACK_SECONDS;
}

function extend(open: Open, { bootId, time }: KernelRecord): void {
  open.bootId ??= bootId;
  open.firstWall ??= time.wall;
  open.lastWall = time.wall ?? open.lastWall;
  open.firstUptime ??= time.uptimeSeconds;
  open.lastUptime = time.uptimeSeconds ?? open.lastUptime;
}

/** A stretch and the number of the input it is in. */
export interface PlacedStretch {
  readonly input: number;
  readonly stretch: BootStretch;
}

/** One boot of one host, its stretches in one or several inputs. */
export type Boot = readonly PlacedStretch[];

/** The boots of each host, oldest first. Inputs without wall clock cannot be told to be one host's: each counts alone. */
export function bootsOf(placed: readonly PlacedStretch[]): readonly (readonly Boot[])[] {
  const byHost = new Map<string, PlacedStretch[]>();
  for (const one of placed) {
    const { host, firstWall } = one.stretch;
    const key = JSON.stringify([
      host?.toLowerCase() ?? null,
      firstWall === null || host === null ? one.input : null,
    ]);
    const known = byHost.get(key);
    if (known === undefined) byHost.set(key, [one]);
    else known.push(one);
  }
  return [...byHost.values()].map(bootsOfHost);
}

function bootsOfHost(placed: readonly PlacedStretch[]): readonly Boot[] {
  const boots: PlacedStretch[][] = [];
  let before: BootStretch | null = null;
  for (const one of placed.toSorted(byTime)) {
    const last = boots.at(-1);
    if (last !== undefined && before !== null && isSameBoot(before, one.stretch)) last.push(one);
    else boots.push([one]);
    before = before !== null && boots.at(-1) === last ? laterOf(before, one.stretch) : one.stretch;
  }
  return boots;
}

function byTime(a: PlacedStretch, b: PlacedStretch): number {
  return (
    (millisOf(a.stretch.firstWall) ?? 0) - (millisOf(b.stretch.firstWall) ?? 0) ||
    a.input - b.input ||
    a.stretch.firstLine - b.stretch.firstLine
  );
}

/** A host is in one boot at a time: what overlaps is one boot, seen in two files. */
function isSameBoot(before: BootStretch, next: BootStretch): boolean {
  if (before.bootId !== null && next.bootId !== null) return before.bootId === next.bootId;
  const [end, start] = [millisOf(before.lastWall), millisOf(next.firstWall)];
  if (end !== null && start !== null && start < end) return true;
  if (next.firstUptime === null || before.lastUptime === null) return false;
  return next.firstUptime >= before.lastUptime - CLOCK_SLACK_SECONDS && end !== null;
}

function laterOf(a: BootStretch, b: BootStretch): BootStretch {
  const later = (millisOf(a.lastWall) ?? 0) > (millisOf(b.lastWall) ?? 0) ? a : b;
  return { ...later, bootId: a.bootId ?? b.bootId };
}

function millisOf(wall: string | null): number | null {
  const ms = wall === null ? Number.NaN : Date.parse(wall);
  return Number.isNaN(ms) ? null : ms;
}
