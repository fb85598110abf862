/** One process of /proc: who it is, read once and now and then again, and how large it is, read often. */
import { closeSync } from 'node:fs';
import { parseArguments, parseCgroup, parseResident, parseStat } from './parse-proc.js';
import { openOrNull, readBytes, readOpen, readText } from './read-small.js';
import { redactCommand } from './redact-command.js';

/** `redacted`: what looks like a secret is replaced; `full`: as it is; `none`: not even read. */
export type ArgumentsMode = 'redacted' | 'full' | 'none';

export interface KnownProcess {
  readonly pid: number;
  /** With the pid it names the process for ever: pids are used again. */
  readonly startTicks: number;
  /** When it was first seen. */
  readonly bornMs: number;
  comm: string;
  commandLine: string | null;
  isRedacted: boolean;
  cgroup: string | null;
  residentPages: number;
  sampledMs: number;
  /** When who it is was read. */
  readMs: number;
  /** Of its statm, which stays this process's whoever gets its pid; null where too many are open. */
  fd: number | null;
}

export interface ReadOptions {
  readonly proc: string;
  readonly arguments: ArgumentsMode;
  readonly version: 1 | 2;
}

const MOST_COMMAND = 1000;
/** More than this of a command line is not looked at. */
const MOST_BYTES = 8192;

/** Null where it is gone, hidden, or not understood. */
export function learnProcess(
  pid: number,
  options: ReadOptions,
  nowMs: number,
  mayOpen: boolean,
): KnownProcess | null {
  const stat = parseStat(readText(`${options.proc}/${pid}/stat`) ?? '');
  if (stat === null) return null;
  const fd = mayOpen ? openOrNull(`${options.proc}/${pid}/statm`) : null;
  const known: KnownProcess = {
    ...{ pid, ...stat, commandLine: null, isRedacted: false, cgroup: null },
    ...{ residentPages: 0, bornMs: nowMs, sampledMs: nowMs, readMs: nowMs, fd },
  };
  describe(known, options);
  measureProcess(known, options.proc, nowMs);
  return known;
}

/** Reads again who it is: a program that was just started replaces the shell that started it. False where it is gone. */
export function refreshProcess(known: KnownProcess, options: ReadOptions, nowMs: number): boolean {
  const stat = parseStat(readText(`${options.proc}/${known.pid}/stat`) ?? '');
  if (stat === null || stat.startTicks !== known.startTicks) return false;
  known.comm = stat.comm;
  known.readMs = nowMs;
  describe(known, options);
  return true;
}

/** A dying process has no command line any more: what is known stays. */
function describe(known: KnownProcess, { proc, arguments: mode, version }: ReadOptions): void {
  const cgroup = parseCgroup(readText(`${proc}/${known.pid}/cgroup`) ?? '', version);
  if (cgroup !== null) known.cgroup = cgroup;
  if (mode === 'none') return;
  const bytes = readBytes(`${proc}/${known.pid}/cmdline`);
  if (bytes === null || bytes.length === 0) return;
  const args = parseArguments(bytes.toString('utf8', 0, MOST_BYTES));
  const { text, isRedacted } =
    mode === 'full' ? { text: args.join(' '), isRedacted: false } : redactCommand(args);
  known.commandLine = text.length > MOST_COMMAND ? `${text.slice(0, MOST_COMMAND)}…` : text;
  known.isRedacted = isRedacted;
}

/** False where it is gone. Its size when it was last alive stays. */
export function measureProcess(known: KnownProcess, proc: string, nowMs: number): boolean {
  const pages = known.fd === null ? residentByPid(known, proc) : residentByFile(known.fd);
  if (pages === null) return false;
  if (pages > 0) {
    known.residentPages = pages;
    known.sampledMs = nowMs;
  }
  return true;
}

function residentByFile(fd: number): number | null {
  const bytes = readOpen(fd);
  return bytes === null || bytes.length === 0 ? null : parseResident(bytes);
}

const RESIDENT_FIELD = 24;

/** /proc/PID/stat has size and start time, so that another process with the pid is told. */
function residentByPid({ pid, startTicks }: KnownProcess, proc: string): number | null {
  const text = readText(`${proc}/${pid}/stat`);
  if (text === null || parseStat(text)?.startTicks !== startTicks) return null;
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ', RESIDENT_FIELD)[RESIDENT_FIELD - 3] ?? 0);
}

export function forgetProcess(known: KnownProcess): void {
  if (known.fd !== null) closeSync(known.fd);
  known.fd = null;
}
