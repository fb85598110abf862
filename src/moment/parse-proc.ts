/** The texts of /proc and cgroup files -> numbers and names. Pure; a text of another shape gives null. */
import type { Pressure, PressureShares } from '../report/moment.js';

/** `MemTotal:  16384 kB` lines, sizes in bytes. */
export function parseMeminfo(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, name, number, unit] of text.matchAll(/^([\w()]+):\s+(\d+)( kB)?$/gm))
    if (name !== undefined) found[name] = Number(number) * (unit === undefined ? 1 : 1024);
  return found;
}

/** One of those lines, without looking at the others: it is asked for all the time. */
export function meminfoField(text: string, name: string): number | null {
  return numberAfter(`\n${name}:`, text, 1024);
}

/** One of the lines of /proc/vmstat, in the same way. */
export function counterField(text: string, name: string): number | null {
  return numberAfter(`\n${name} `, text, 1);
}

function numberAfter(start: string, text: string, unit: number): number | null {
  const at = `\n${text}`.indexOf(start);
  if (at < 0) return null;
  const number = Number.parseInt(text.slice(at + start.length - 1, at + start.length + 31), 10);
  return Number.isNaN(number) ? null : number * unit;
}

/** `name number` lines, as in memory.events and /proc/vmstat. */
export function parseCounters(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, name, number] of text.matchAll(/^(\w+) (\d+)$/gm))
    if (name !== undefined) found[name] = Number(number);
  return found;
}

export function parsePressure(text: string): Pressure | null {
  const some = sharesOf(SOME, text);
  return some === null ? null : { some, full: sharesOf(FULL, text) };
}

const SOME = /^some avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+) total=(\d+)$/m;
const FULL = /^full avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+) total=(\d+)$/m;

function sharesOf(kind: RegExp, text: string): PressureShares | null {
  const found = kind.exec(text);
  if (found === null) return null;
  const [avg10 = 0, avg60 = 0, avg300 = 0, total = 0] = found.slice(1).map(Number);
  return { avg10, avg60, avg300, totalSeconds: total / 1e6 };
}

export interface Stat {
  /** As the kernel has it: it may hold blanks and brackets. */
  readonly comm: string;
  /** Clock ticks after boot. */
  readonly startTicks: number;
}

const START_FIELD = 22;

/** /proc/PID/stat: the name stands in brackets that it may contain itself, so the last one ends it. */
export function parseStat(text: string): Stat | null {
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 0 || close < open) return null;
  const startTicks = Number(text.slice(close + 2).split(' ', START_FIELD)[START_FIELD - 3]);
  return Number.isFinite(startTicks) ? { comm: text.slice(open + 1, close), startTicks } : null;
}

const BLANK = 0x20;
const ZERO = 0x30;

/** Second number of /proc/PID/statm, resident pages, without making strings: it is read most often of all. */
export function parseResident(bytes: Uint8Array): number {
  let at = bytes.indexOf(BLANK) + 1;
  let pages = 0;
  for (let byte = bytes[at] ?? BLANK; byte !== BLANK; byte = bytes[++at] ?? BLANK)
    pages = pages * 10 + byte - ZERO;
  return pages;
}

/** Arguments of /proc/PID/cmdline; empty for kernel threads. A program may write blanks over it, which gives one argument. */
export function parseArguments(text: string): readonly string[] {
  const all = text.split('\0');
  while (all.at(-1) === '') all.pop();
  return all;
}

/** The path in /proc/PID/cgroup under the hierarchy that has the memory controller. */
export function parseCgroup(text: string, version: 1 | 2): string | null {
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (version === 2 ? controllers === '' : controllers.split(',').includes('memory'))
      return path.replace(/ \(deleted\)$/, '');
  }
  return null;
}
