/**
 * Kills by programs in user space, by the texts of their versions: systemd-oomd, earlyoom 1.0 to 1.9, facebook oomd,
 * nohang, Android's lowmemorykiller; and the lines those programs print around a kill.
 */
import { safeNumber } from './numbers.js';
import type { OomLine, UserspaceDetailLine, UserspaceKillLine } from './oom-line.js';

type Killer = UserspaceKillLine['killer'];

function kill(
  killer: Killer,
  facts: Partial<Omit<UserspaceKillLine, 'kind' | 'killer' | 'open'>>,
): UserspaceKillLine {
  const none = {
    pid: null,
    comm: null,
    uid: null,
    rssBytes: null,
    oomScore: null,
    oomScoreAdj: null,
    cgroup: null,
  };
  return {
    kind: 'userspace-kill',
    open: false,
    killer,
    ...none,
    dryRun: false,
    reason: null,
    extra: {},
    ...facts,
  };
}

function integer(text: string | undefined): number | null {
  return text === undefined ? null : safeNumber(text);
}

function mebibytes(text: string | undefined): number | null {
  const value = integer(text);
  return value === null ? null : value * 1024 * 1024;
}

const EARLYOOM =
  /sending (SIG\w+) to process (\d+)(?: uid (\d+))? "(.*?)": (?:badness|oom_score) (-?\d+), (?:oom_score_adj (-?\d+), )?VmRSS (\d+) MiB(?:, cmdline "(.*)")?\s*$/s;
const EARLYOOM_1_2 =
  /^Killing process '(.*)' with signal (\d+), pid: (\d+), badness: (\d+), VmRSS: (\d+) MiB\s*$/s;
const EARLYOOM_1_1 = /^Killing process:? (\d+) (.*)$/s;

export function readEarlyoom(text: string): OomLine | null {
  const found = EARLYOOM.exec(text);
  if (found) {
    const [, signal = '', pid, uid, comm = '', score, adj, rss, cmdline] = found;
    if (signal === 'SIGCONT') return null;
    const extra = cmdline === undefined ? { signal } : { signal, cmdline };
    const facts = {
      pid: integer(pid),
      uid: integer(uid),
      comm,
      oomScore: integer(score),
      oomScoreAdj: integer(adj),
    };
    return kill('earlyoom', { ...facts, rssBytes: mebibytes(rss), extra });
  }
  const old = EARLYOOM_1_2.exec(text);
  if (!old) return null;
  const facts = {
    comm: old[1] ?? '',
    pid: integer(old[3]),
    oomScore: integer(old[4]),
    rssBytes: mebibytes(old[5]),
  };
  return kill('earlyoom', { ...facts, extra: { signal: old[2] ?? '' } });
}

/** 1.1 and older say too little to be told apart without the program's name in the log. */
export function readOldEarlyoom(text: string, program: string | null): OomLine | null {
  const found = program === 'earlyoom' ? EARLYOOM_1_1.exec(text) : null;
  return found ? kill('earlyoom', { pid: integer(found[1]), comm: (found[2] ?? '').trim() }) : null;
}

const OOMD_PRESSURE =
  /^(Killed|Marked) (\S.*?)(?: for killing)? due to (memory pressure for .* being [\d.]+% > [\d.]+% for > .*|memory used \(\d+\) \/ total \(\d+\) and swap used \(\d+\) \/ total \(\d+\) being more than .*)$/s;
const OOMD_DRY = /^oomd dry-run: Would have (?:tried to kill|killed|marked) (\S+)(?: due to (.*))?/s;

export function readSystemdOomd(text: string): OomLine | null {
  const found = OOMD_PRESSURE.exec(text);
  if (found) {
    return kill('systemd-oomd', {
      cgroup: found[2] ?? '',
      reason: found[3] ?? '',
      extra: { action: (found[1] ?? '').toLowerCase() },
    });
  }
  const dry = OOMD_DRY.exec(text);
  return dry ? kill('systemd-oomd', { cgroup: dry[1] ?? '', reason: dry[2] ?? null, dryRun: true }) : null;
}

const META_OOMD =
  /^oomd kill: ([\d.]+) ([\d.]+) ([\d.]+) (\S.*?) (\d+) ruleset:\[(.*?)\] detectorgroup:\[(.*?)\] killer:(\(dry\))?(\S+)(?: (v\d+))?/s;

export function readMetaOomd(text: string): OomLine | null {
  const found = META_OOMD.exec(text);
  if (!found) return null;
  const [, p10 = '', p60 = '', p300 = '', cgroup = '', bytes, ruleset = '', detector = '', dry, plugin = ''] =
    found;
  return kill('oomd', {
    cgroup,
    rssBytes: integer(bytes),
    dryRun: dry !== undefined,
    reason: `ruleset ${ruleset}, detector group ${detector}`,
    extra: {
      pressure10: p10,
      pressure60: p60,
      pressure300: p300,
      ruleset,
      detectorGroup: detector,
      killer: plugin,
    },
  });
}

export function readNohang(text: string): OomLine | null {
  const found =
    /Preventing OOM: (?:trying to send|send(?:ing)?) (?:the )?(SIG\w+)(?: signal)? to (.*?), Pid: (\d+), Badness: (\d+), VmRSS: (\d+) MiB/s.exec(
      text,
    );
  if (!found) return null;
  const facts = {
    comm: found[2] ?? '',
    pid: integer(found[3]),
    oomScore: integer(found[4]),
    rssBytes: mebibytes(found[5]),
  };
  return kill('nohang', { ...facts, extra: { signal: found[1] ?? '' } });
}

const LMK =
  /^(?:lowmemorykiller: )?Killing '(.*?)' \((\d+)\)(?: \(tgid \d+\))?, (?:adj|score_adj) (-?\d+),?/s;
const LMK_OLD = /^(?:lowmemorykiller: )?send sigkill to (\d+) \((.*)\), adj (-?\d+), size (\d+)/s;

export function readLowMemoryKiller(text: string): OomLine | null {
  const found = LMK.exec(text);
  if (found)
    return kill('lowmemorykiller', {
      comm: found[1] ?? '',
      pid: integer(found[2]),
      oomScoreAdj: integer(found[3]),
    });
  const old = LMK_OLD.exec(text);
  if (!old) return null;
  return kill('lowmemorykiller', {
    pid: integer(old[1]),
    comm: old[2] ?? '',
    oomScoreAdj: integer(old[3]),
    extra: { sizePages: old[4] ?? '' },
  });
}

const DETAILS: readonly (readonly [Killer, 'before' | 'after', RegExp, string])[] = [
  ['earlyoom', 'before', /^low memory! at or below SIG(?:TERM|KILL) limits: (.*)$/, 'limits'],
  ['earlyoom', 'before', /^escalating to SIGKILL after (.*)$/, 'escalated'],
  ['earlyoom', 'after', /^process \d+ (?:exited after .*|did not exit)$/, 'exit'],
  ['systemd-oomd', 'before', /^Considered (\d+) cgroups for killing, top candidates were:/, 'considered'],
  ['lowmemorykiller', 'after', /^\s*to free (\d+kB) on behalf of /, 'toFree'],
  ['lowmemorykiller', 'after', /^\s*cache (\d+kB is below limit \d+kB for \S+ -?\d+)/, 'cache'],
  ['lowmemorykiller', 'after', /^\s*Free memory is (-?\d+kB above reserved)/, 'free'],
];

export function readUserspaceDetail(text: string): UserspaceDetailLine | null {
  for (const [killer, place, shape, name] of DETAILS) {
    const found = shape.exec(text);
    if (found === null) continue;
    const value = (found[1] ?? text).trim();
    return { kind: 'userspace-detail', open: false, killer, follows: place === 'after', name, value };
  }
  return null;
}
