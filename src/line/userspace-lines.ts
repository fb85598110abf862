/**
 * Kills by programs in user space, by the texts of their versions: systemd-oomd, earlyoom 1.0 to 1.9, facebook oomd and
 * nohang; and the lines that those and Android's killer (low-memory-killer-lines.ts) print around a kill.
 */
import type { OomLine, UserspaceDetailLine, UserspaceKillLine } from './oom-line.js';
import { integer, userspaceKill } from './userspace-kill.js';

function mebibytes(text: string | undefined): number | null {
  const value = integer(text);
  return value === null ? null : value * 1024 * 1024;
}

/** Versions, and their relatives, differ in which facts stand between the name and the resident size. */
const EARLYOOM =
  /(?:^|\W)sending (SIG\w+) to process (\d+)(?: uid (\d+))? "(.*?)": ((?:[a-z_]+ -?\d+(?: KiB)?, )*)VmRSS (\d+) MiB(?:, ordering \w+)?(?:, cmdline "(.*)")?(?:\s|$)/s;
/** Cut or wrapped behind the name, or later; the words alone are anybody's, so that the program's name is needed. */
const EARLYOOM_CUT =
  /(?:^|\W)(earlyoom(?:\[\d+\])?: )?sending (SIGTERM|SIGKILL) to process (\d+)(?: uid (\d+))? "([^"]*)":(.*)$/s;
const EARLYOOM_1_3 =
  /^[Kk]illing process (\d+) "(.*)" with signal (\d+): badness (-?\d+), VmRSS (\d+) MiB\s*$/s;
const EARLYOOM_1_2 =
  /^Killing process '(.*)' with signal (\d+), pid: (\d+), badness: (\d+), VmRSS: (\d+) MiB\s*$/s;
/** 0.1 gave the badness and the age, 1.0 named the victim first. */
const EARLYOOM_1_1 = /^Killing process:? (\d+) (.*?)(?: with badness (\d+) time_running=[\d.]+m)?$/s;
const EARLYOOM_1_0 = /^Killing process: (.*), pid: (\d+), badness: (\d+), VmRSS: (\d+) MiB\s*$/s;

export function readEarlyoom(text: string): OomLine | null {
  const found = EARLYOOM.exec(text);
  if (!found) return readEarlyoomBefore14(text);
  const [, signal = '', pid, uid, comm = '', scores = '', rss, cmdline] = found;
  if (signal === 'SIGCONT') return null;
  return userspaceKill('earlyoom', {
    pid: integer(pid),
    uid: integer(uid),
    comm,
    ...scoresIn(scores),
    rssBytes: mebibytes(rss),
    extra: cmdline === undefined ? { signal } : { signal, cmdline },
  });
}

/** Whole numbers only: of one that ends the text nobody knows whether it goes on. */
function scoresIn(text: string): { readonly oomScore: number | null; readonly oomScoreAdj: number | null } {
  const score = (name: string): number | null =>
    integer(new RegExp(`(?:^| )${name} (-?\\d+),`).exec(text)?.[1]);
  return { oomScore: score('oom_score') ?? score('badness'), oomScoreAdj: score('oom_score_adj') };
}

export function readCutEarlyoom(text: string, program: string | null = null): OomLine | null {
  const [found, name, signal = '', pid, uid, comm = '', scores = ''] = EARLYOOM_CUT.exec(text) ?? [];
  if (found === undefined || (name === undefined && program !== 'earlyoom')) return null;
  const facts = { pid: integer(pid), uid: integer(uid), comm, ...scoresIn(scores), extra: { signal } };
  return { ...userspaceKill('earlyoom', facts), rest: '…' };
}

function readEarlyoomBefore14(text: string): OomLine | null {
  const quoted = EARLYOOM_1_3.exec(text);
  const [, pid, comm = '', signal = '', score, rss] = quoted ?? [];
  if (quoted)
    return userspaceKill('earlyoom', {
      pid: integer(pid),
      comm,
      oomScore: integer(score),
      rssBytes: mebibytes(rss),
      extra: { signal },
    });
  const old = EARLYOOM_1_2.exec(text);
  if (!old) return readEarlyoom10(text);
  const facts = {
    comm: old[1] ?? '',
    pid: integer(old[3]),
    oomScore: integer(old[4]),
    rssBytes: mebibytes(old[5]),
  };
  return userspaceKill('earlyoom', { ...facts, extra: { signal: old[2] ?? '' } });
}

function readEarlyoom10(text: string): OomLine | null {
  const [found, comm = '', pid, score, rss] = EARLYOOM_1_0.exec(text) ?? [];
  if (found === undefined) return null;
  const facts = { pid: integer(pid), comm, oomScore: integer(score), rssBytes: mebibytes(rss) };
  return userspaceKill('earlyoom', facts);
}

/** Other texts of 1.1 and older say too little to be told apart without the program's name in the log. */
export function readOldEarlyoom(text: string, program: string | null): OomLine | null {
  if (program !== 'earlyoom') return null;
  const [found, pid, comm = '', score] = EARLYOOM_1_1.exec(text) ?? [];
  if (found === undefined) return null;
  return userspaceKill('earlyoom', { pid: integer(pid), comm: comm.trim(), oomScore: integer(score) });
}

const OOMD_PRESSURE =
  /^(Killed|Marked) (\S.*?)(?: for killing)? due to (memory pressure for .* being [\d.]+% > [\d.]+% for > .*|(?:memory used \(\d+\) \/ total \(\d+\) and )?swap used \(\d+\) \/ total \(\d+\) being more than .*)$/s;
/** `journalctl` on a narrow screen ends it with `>`, or with `…`. */
const OOMD_CUT = /^(Killed|Marked) (\/\S*)(?: for killing)? due to ((?:memory|swap) .*)[>…]$/s;
const OOMD_DRY = /^oomd dry-run: Would have (?:tried to kill|killed|marked) (\S+)(?: due to (.*))?/s;

export function readSystemdOomd(text: string): OomLine | null {
  const whole = OOMD_PRESSURE.exec(text);
  const found = whole ?? OOMD_CUT.exec(text);
  if (found) {
    const action = (found[1] ?? '').toLowerCase();
    const reason = `${found[3]}${whole === null ? '…' : ''}`;
    const line = userspaceKill('systemd-oomd', { cgroup: found[2] ?? '', reason, extra: { action } });
    return whole === null ? { ...line, rest: '…' } : line;
  }
  const dry = OOMD_DRY.exec(text);
  return dry
    ? userspaceKill('systemd-oomd', { cgroup: dry[1] ?? '', reason: dry[2] ?? null, dryRun: true })
    : null;
}

/** Cut before the reason; a path that was cut itself is the beginning of many. */
const OOMD_CUT_EARLY = /^(?:Killed|Marked) (\/\S*?)(?:[>…]|(?: for killing)? due to [^%]*)$/s;

/** Copied off a screen; the words alone are anybody's, so that the program's name is needed. */
export function readCutSystemdOomd(text: string, program: string | null): OomLine | null {
  if (program !== 'systemd-oomd') return null;
  const [found, path = ''] = OOMD_CUT_EARLY.exec(text) ?? [];
  if (found === undefined) return null;
  const isWhole = found.includes(' due to ');
  return { ...userspaceKill('systemd-oomd', { cgroup: isWhole ? path : null }), rest: '…' };
}

/**
 * Behind the size stand the ruleset and its detectors; up to 0.1 one detector with its reading, in between nothing. The
 * third pressure is that of 600 seconds in those older versions.
 */
const META_OOMD =
  /^oomd kill: ([\d.]+) ([\d.]+) ([\d.]+) (\S.*?) +(\d+) (?:ruleset:\[(.*?)\] detectorgroup:\[(.*?)\] |detector:(\S.*?) )?killer:(\(dry\))?(\S+)(?: v\d+)?\s*$/s;

export function readMetaOomd(text: string): OomLine | null {
  const found = META_OOMD.exec(text);
  if (!found) return null;
  const [, p10 = '', p60 = '', longest = '', cgroup = '', bytes, ruleset, group, detector, dry, killer = ''] =
    found;
  const cause =
    ruleset === undefined
      ? detector && `detector ${detector}`
      : `ruleset ${ruleset}, detector group ${group}`;
  return userspaceKill('oomd', {
    cgroup,
    rssBytes: integer(bytes),
    dryRun: dry !== undefined,
    reason: cause ?? null,
    extra: {
      pressure10: p10,
      pressure60: p60,
      ...(ruleset === undefined ? { pressure600: longest } : { pressure300: longest }),
      ...(ruleset === undefined ? {} : { ruleset, detectorGroup: group ?? '' }),
      ...(detector === undefined ? {} : { detector }),
      killer,
    },
  });
}

const NOHANG_ONE_LINE =
  /Preventing OOM: (?:trying to send|send(?:ing)?) (?:the )?(SIG\w+)(?: signal)? to (.*?),\s+Pid: (\d+), Badness: (\d+), VmRSS: (\d+) MiB/s;
/** The second of two lines of 0.1. */
const NOHANG_FACTS = /^\s*Pid: (\d+), Badness: (\d+), VmRSS: (\d+) MiB/;
/** Since 0.2: who the victim is stands in the lines before. */
const NOHANG_VICTIM = /(?:^|\n)\s*Send(?:ing)? (SIG\w+) to the victim/;

export function readNohang(text: string): OomLine | null {
  const found = NOHANG_ONE_LINE.exec(text);
  if (found) {
    const [, signal = '', comm = '', pid, score, rss] = found;
    const facts = { comm, pid: integer(pid), oomScore: integer(score), rssBytes: mebibytes(rss) };
    return userspaceKill('nohang', { ...facts, extra: { signal } });
  }
  const [facts, pid, score, rss] = NOHANG_FACTS.exec(text) ?? [];
  if (facts !== undefined)
    return userspaceKill('nohang', { pid: integer(pid), oomScore: integer(score), rssBytes: mebibytes(rss) });
  const signal = NOHANG_VICTIM.exec(text)?.[1];
  return signal === undefined ? null : userspaceKill('nohang', { extra: { signal } });
}

const DETAILS: readonly (readonly [UserspaceKillLine['killer'], 'before' | 'after', RegExp, string])[] = [
  ['earlyoom', 'before', /^low memory! at or below SIG(?:TERM|KILL) limits: (.*)$/, 'limits'],
  ['earlyoom', 'after', /^escalating to SIGKILL after (.*)$/, 'escalated'],
  ['earlyoom', 'after', /^process (?:\d+ )?(?:exited after .*|did not exit)$/, 'exit'],
  ['earlyoom', 'after', /^kill failed: (.*)$/, 'failed'],
  ['earlyoom', 'after', /^process \d+ cmdline "(.*)"$/s, 'cmdline'],
  ['earlyoom', 'after', /^(dryrun, not actually sending any signal)/, 'dryRun'],
  ['nohang', 'before', /Preventing OOM: trying to send the (SIG\w+ signal to .*),$/s, 'sending'],
  ['nohang', 'before', /^\s*(PID: \d+, [Nn]ame: .*, badness: -?\d+)$/s, 'victim'],
  ['nohang', 'before', /^New victim is cached victim (\d+ \(.*\))$/s, 'victim'],
  ['nohang', 'before', /^\s*VmRSS:\s+(\d+) MiB/, 'rssMiB'],
  ['nohang', 'before', /^\s*Vm, MiB:.* RSS: (\d+)/, 'rssMiB'],
  ['nohang', 'before', /^(?:\s*|\s*PID: .*, )E?UID:\s+(\d+)(?:,|$)/, 'uid'],
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
