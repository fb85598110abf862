/**
 * Logs of a machine as lines with their times, from captures of the laboratory and from kills that are written here, to be
 * written as text or as a journal.
 */
import { captures, recordsOf } from '../laws/replay.js';
import type { WrittenEntry } from './journal-writer.js';
import { type Kill, killLines } from './kill-lines.js';

export interface Line {
  readonly atMs: number;
  readonly uptimeSeconds: number;
  /** `kernel`, `systemd`, or any other. */
  readonly program: string;
  readonly text: string;
}

export interface MachineLog {
  readonly name: string;
  readonly lines: () => readonly Line[];
}

/** When the machine was started. */
const BOOT_MS = Date.parse('2026-11-20T08:00:00Z');
const MINUTE = 60;
/** A crash loop repeats itself. */
const MOST_LINES = 700;

export const LOGS: readonly MachineLog[] = [
  { name: 'a pod at its limit', lines: () => captured('7.2-memcg-v2-kubepods') },
  { name: 'a crash loop', lines: () => captured('6.1-memcg-v2-crash-loop') },
  { name: 'a group killed together', lines: () => captured('6.12-memcg-v2-oom-group') },
  { name: 'four at once', lines: () => captured('5.10-memcg-v2-four-at-once') },
  { name: 'a report without its start', lines: () => captured('6.1-system-lost-start') },
  { name: 'a panic', lines: () => captured('6.1-panic-on-oom') },
  { name: 'nothing to kill', lines: () => captured('6.12-system-no-killable') },
  { name: 'a bad day', lines: badDay },
];

/** The capture from shortly before its first report on. */
function captured(name: string): readonly Line[] {
  const capture = captures.find((one) => one.name === `${name}.log`);
  if (capture === undefined) throw new Error(`there is no capture ${name}`);
  const records = recordsOf(capture.fixture.log);
  const first = records.findIndex(({ text }) => /invoked oom-killer|oom-kill:|Mem-Info/.test(text));
  let uptimeSeconds = 0;
  return records.slice(Math.max(0, first - 5), first + MOST_LINES).map(({ text, time }) => {
    uptimeSeconds = time.uptimeSeconds ?? uptimeSeconds;
    return lineAt(uptimeSeconds, 'kernel', text);
  });
}

/** An incident that goes on and spreads, follow-ups of systemd, other programs' lines, the machine out of memory, a storm. */
function badDay(): readonly Line[] {
  const kills = (from: number, step: number, count: number, kill: Partial<Kill>): Line[] =>
    Array.from({ length: count }, (_, index) =>
      killed(from + index * step, { pid: 100 + from + index, ...kill }),
    ).flat();
  const storm = Array.from({ length: 25 }, (_, index) =>
    killed(7 * 3600 + index / 100, { pid: 40_000 + index, cgroup: `/system.slice/app${index}.service` }),
  );
  return [
    ...killed(100, {}),
    lineAt(
      100.05,
      'kernel',
      'oom_reaper: reaped process 1 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
    ),
    lineAt(101.2, 'systemd', "app.service: Failed with result 'oom-kill'."),
    lineAt(102, 'sshd', 'Accepted publickey for root from 192.0.2.7 port 50022'),
    ...kills(130, 8 * MINUTE, 5, {}),
    ...kills(3000, 1, 1, { comm: 'node' }),
    ...kills(9000, 1, 1, { isSystem: true, comm: 'postgres' }),
    ...kills(9030, MINUTE, 3, { cgroup: '/system.slice/other.service' }),
    ...requests(6 * 3600, 12_000),
    ...storm.flat(),
    // Its verdict never comes.
    ...killed(9 * 3600, { pid: 50_000 }).slice(0, 2),
    lineAt(9 * 3600 + 300, 'systemd', 'Started a timer: memory is not the matter.'),
    // Its end is cut off.
    ...killed(10 * 3600, { pid: 60_000 }).map((line) => ({
      ...line,
      text: line.text.split(', file-rss')[0] ?? '',
    })),
    lineAt(10 * 3600 + 60, 'kernel', 'device eth0 entered promiscuous mode'),
  ];
}

/** Lines of another program, more than a reader of archives looks at. */
function requests(uptimeSeconds: number, count: number): Line[] {
  return Array.from({ length: count }, (_, index) =>
    lineAt(
      uptimeSeconds + index / 1e5,
      'app',
      `request ${index} of client 192.0.2.${index % 255} took ${index % 77} ms`,
    ),
  );
}

function killed(uptimeSeconds: number, kill: Partial<Kill>): Line[] {
  return killLines({ pid: 1, ...kill })
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) =>
      lineAt(uptimeSeconds + index / 1000, 'kernel', line.replace(/^.*?kernel: \[[^\]]*\] /, '')),
    );
}

function lineAt(uptimeSeconds: number, program: string, text: string): Line {
  return { atMs: BOOT_MS + Math.round(uptimeSeconds * 1000), uptimeSeconds, program, text };
}

/** What is written at one moment: no pause in it is so long that a reader would take it for one. */
export function portionsOf(
  lines: readonly Line[],
): readonly { readonly atMs: number; readonly lines: Line[] }[] {
  const portions: { firstMs: number; atMs: number; lines: Line[] }[] = [];
  for (const line of lines) {
    const last = portions.at(-1);
    if (last === undefined || line.atMs - last.firstMs >= 300)
      portions.push({ firstMs: line.atMs, atMs: line.atMs, lines: [line] });
    else {
      last.lines.push(line);
      last.atMs = line.atMs;
    }
  }
  return portions;
}

export function syslogLine({ atMs, uptimeSeconds, program, text }: Line): string {
  const stamp = new Date(atMs).toISOString().replace('Z', '+00:00');
  const tag =
    program === 'kernel' ? `kernel: [${uptimeSeconds.toFixed(6).padStart(12)}] ` : `${program}[1]: `;
  return `${stamp} web1 ${tag}${text}\n`;
}

export function journalEntry({ atMs, uptimeSeconds, program, text }: Line): WrittenEntry {
  const monotonic = `${Math.round(uptimeSeconds * 1e6)}`;
  const origin =
    program === 'kernel'
      ? { _TRANSPORT: 'kernel', SYSLOG_FACILITY: '0', _SOURCE_MONOTONIC_TIMESTAMP: monotonic }
      : { _TRANSPORT: 'syslog', SYSLOG_FACILITY: '3', _PID: program === 'systemd' ? '1' : '77' };
  return {
    ...{ message: text, number: 0 },
    fields: {
      ...origin,
      ...{ SYSLOG_IDENTIFIER: program, _HOSTNAME: 'web1', __REALTIME_TIMESTAMP: `${atMs * 1000}` },
      __MONOTONIC_TIMESTAMP: monotonic,
    },
  };
}
