/** The lines that systemd-oomd, earlyoom, nohang and Android's killer print around a kill: why, of whom, and how it ended. */
import type { UserspaceDetailLine, UserspaceKillLine } from './oom-line.js';

const DETAILS: readonly (readonly [UserspaceKillLine['killer'], 'before' | 'after', RegExp, string])[] = [
  // Since 1.3, 1.2, 1.0 and 1.1, and before.
  ['earlyoom', 'before', /^low memory! at or below SIG(?:TERM|KILL) limits: (.*)$/, 'limits'],
  ['earlyoom', 'before', /^Low Memory! At or below sig(?:term|kill) limits \((.*)\)$/, 'limits'],
  ['earlyoom', 'before', /^Low memory! (mem avail: .* <= min .*)$/, 'limits'],
  ['earlyoom', 'before', /^Out of memory! (avail: \d+ MiB < min: \d+ MiB)$/, 'limits'],
  ['earlyoom', 'after', /^escalating to SIGKILL after (.*)$/, 'escalated'],
  ['earlyoom', 'after', /^process (?:\d+ )?(?:exited after .*|did not exit)$/, 'exit'],
  [
    'earlyoom',
    'after',
    /^(?:kill failed|kill\(\) failed|Could not kill process): (.*?)(?:\. Sleeping .*)?$/,
    'failed',
  ],
  ['earlyoom', 'after', /^killing whole process group (\d+) /, 'processGroup'],
  ['earlyoom', 'after', /^process \d+ cmdline "(.*)"$/s, 'cmdline'],
  ['earlyoom', 'after', /^(dryrun, not actually sending any signal)/, 'dryRun'],
  ['nohang', 'before', /Preventing OOM: trying to send the (SIG\w+ signal to .*),$/s, 'sending'],
  ['nohang', 'before', /^\s*(PID: \d+, [Nn]ame: .*, badness: -?\d+)$/s, 'victim'],
  ['nohang', 'before', /^New victim is cached victim (\d+ \(.*\))$/s, 'victim'],
  ['nohang', 'before', /^\s*VmRSS:\s+(\d+) MiB/, 'rssMiB'],
  ['nohang', 'before', /^\s*Vm, MiB:.* RSS: (\d+)/, 'rssMiB'],
  ['nohang', 'before', /^(?:\s*|\s*PID: .*, )E?UID:\s+(\d+)(?:,|$)/, 'uid'],
  ['nohang', 'before', /^\s*CGroup_v[12]:\s+(\/\S.*)$/, 'cgroup'],
  ['nohang', 'after', /^Cannot send a signal: (\w+)/, 'failed'],
  ['systemd-oomd', 'before', /^Considered (\d+) cgroups for killing, top candidates were:/, 'considered'],
  ['systemd-oomd', 'before', /^\s*Path: (\/.*)$/, 'candidate'],
  ['systemd-oomd', 'before', /^\s*Current Memory Usage: (\d\S*)$/, 'memory'],
  ['systemd-oomd', 'before', /^\s*Swap Usage: (\d\S*)$/, 'swap'],
  ['oomd', 'before', /^\[\S*BaseKillPlugin\.cpp:\d+\] Killed \d+:( .*)$/s, 'processes'],
  [
    'lowmemorykiller',
    'after',
    /^\s*to free (\d+kB(?=(?: \(\d+KB \d+KB\))? on behalf of )|\d+kB because .*)/,
    'toFree',
  ],
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
