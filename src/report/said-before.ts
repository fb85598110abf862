/** What a program said before its kill, put together with it: whom nohang kills, how much the cgroup held that systemd-oomd chose. */
import type { UserspaceDetailLine, UserspaceKillLine } from '../line/oom-line.js';
import { integer, mebibytes } from '../line/userspace-kill.js';

export interface SaidBefore {
  readonly line: UserspaceKillLine;
  /** By name; the last of each. */
  readonly said: Readonly<Record<string, string>>;
  /** Of the cgroup, as printed: to one decimal. */
  readonly memoryBytes: number | null;
  readonly swapBytes: number | null;
  /** Every process of the cgroup that oomd killed. */
  readonly processes: readonly { readonly pid: number; readonly comm: string }[];
}

export function withSaidBefore(line: UserspaceKillLine, details: readonly UserspaceDetailLine[]): SaidBefore {
  const said = Object.fromEntries(
    details.filter(({ name }) => !TOLD_APART.has(name)).map(({ name, value }) => [name, value]),
  );
  const cgroup = details.findLast(({ name }) => name === 'cgroup')?.value ?? null;
  return {
    line: line.killer === 'nohang' ? { ...withVictim(line, said), cgroup } : line,
    said,
    ...usageOf(line, details),
    processes: details.flatMap(({ name, value }) => (name === 'processes' ? processesIn(value) : [])),
  };
}

/** systemd-oomd lists the cgroups that it considered, the path of each first. */
const TOLD_APART: ReadonlySet<string> = new Set(['candidate', 'memory', 'swap', 'cgroup', 'processes']);

/** ` 4711(bash) 4712(stress)[E3]`: behind the last one stands why it could not be killed. */
const PROCESS = /(?:^| )(\d+)\((.*?)\)(\[E\d+\])?(?= \d+\(|$)/gs;

function processesIn(text: string): SaidBefore['processes'] {
  return [...text.matchAll(PROCESS)].flatMap(([, pid, comm = '', failed]) =>
    failed === undefined ? [{ pid: Number(pid), comm }] : [],
  );
}

function usageOf({ cgroup }: UserspaceKillLine, details: readonly UserspaceDetailLine[]) {
  const at = details.findLastIndex(({ name, value }) => name === 'candidate' && value === cgroup);
  const behind = at < 0 ? [] : details.slice(at + 1);
  const next = behind.findIndex(({ name }) => name === 'candidate');
  const own = next < 0 ? behind : behind.slice(0, next);
  const bytes = (of: string) => binaryBytes(own.find(({ name }) => name === of)?.value);
  return { memoryBytes: bytes('memory'), swapBytes: bytes('swap') };
}

const UNITS = 'BKMGTPE';

/** `388.4M` as systemd prints bytes. */
function binaryBytes(text: string | undefined): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([BKMGTPE])$/.exec(text ?? '') ?? [];
  return number === undefined ? null : Math.round(Number(number) * 1024 ** UNITS.indexOf(unit));
}

/** nohang says in several lines whom it kills, and how. */
function withVictim(line: UserspaceKillLine, said: Readonly<Record<string, string>>): UserspaceKillLine {
  const sending = /^(SIG\w+) signal to (.*)$/s.exec(said.sending ?? '');
  if (line.pid !== null) {
    return sending === null
      ? line
      : { ...line, comm: sending[2] ?? null, extra: { ...line.extra, signal: sending[1] ?? '' } };
  }
  const named = /^PID: (\d+), [Nn]ame: (.*), badness: (-?\d+)$/s.exec(said.victim ?? '');
  const cached = /^(\d+) \((.*)\)$/s.exec(said.victim ?? '');
  const [, pid, comm = null] = named ?? cached ?? [];
  if (pid === undefined) return line;
  return {
    ...line,
    pid: Number(pid),
    comm,
    uid: integer(said.uid),
    oomScore: integer(named?.[3]),
    rssBytes: mebibytes(said.rssMiB),
  };
}
