/** Kills by programs in user space, by the texts of their versions: systemd-oomd, facebook oomd and nohang. */
import type { OomLine } from './oom-line.js';
import { integer, mebibytes, userspaceKill } from './userspace-kill.js';

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
const OOMD_CUT_EARLY = /^(?:Killed|Marked) (\/\S*?)(?:[>…]|(?: for killing)? due to [^%]*| for killing)$/s;

/** Copied off a screen; the words alone are anybody's, so that the program's name is needed. */
export function readCutSystemdOomd(text: string, program: string | null): OomLine | null {
  if (program !== 'systemd-oomd') return null;
  const [found, path = ''] = OOMD_CUT_EARLY.exec(text) ?? [];
  if (found === undefined) return null;
  const isWhole = !/[>…]$/.test(found) || found.includes(' due to ');
  return { ...userspaceKill('systemd-oomd', { cgroup: isWhole ? path : null }), rest: '…' };
}

/**
 * Behind the size stand the ruleset and its detectors; up to 0.1 one detector with its reading, in between nothing. The
 * third pressure is that of 600 seconds in those older versions. Its own log has the same words behind a place in its source.
 */
const META_OOMD =
  /^(?:oomd kill: |\[\S*Log\.cpp:\d+\] )([\d.]+) ([\d.]+) ([\d.]+) (\S.*?) +(\d+) (?:ruleset:\[(.*?)\] detectorgroup:\[(.*?)\] |detector:(\S.*?) )?killer:(\(dry\))?(\S+)(?: v\d+)?\s*$/s;

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
