/** Kills by systemd-oomd, earlyoom, oomd, nohang and lowmemorykiller as reports of their own. */

import { secondsBetween } from '../base/seconds-between.js';
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { AftermathLine, UserspaceDetailLine, UserspaceKillLine } from '../line/oom-line.js';
import type { Aftermath, Completeness, Memcg, OomReport, Victim } from './event.js';
import { LONGEST_AFTERMATH_SECONDS, MOST_AFTERMATH } from './followups.js';
import { reportId } from './id.js';
import { eventTime } from './time.js';

/** Lines of a log, not of the program: an entry printed over many takes some for each. */
const NEAR_LINES = 40;
/** Things said before a kill that are kept. */
const MOST_DETAILS = 8;

/** What comes behind the kill is added to it. */
type UserspaceReport = Omit<OomReport, 'extra' | 'aftermath'> & {
  readonly extra: Record<string, string>;
  readonly aftermath: Aftermath[];
};

export interface UserspaceReports {
  /** Null where nothing says what was killed: any program may send a signal to a victim. */
  report(line: UserspaceKillLine, found: RecognisedLine): OomReport | null;
  /** Keeps what the program said before its kill, and adds what it says behind it. */
  detail(line: UserspaceDetailLine, record: KernelRecord): void;
  /** Adds what the host's last kill led to, where the line names what was killed. */
  attach(line: AftermathLine, record: KernelRecord): boolean;
}

interface Last {
  readonly record: KernelRecord;
  readonly line: UserspaceKillLine;
  readonly report: UserspaceReport;
}

/** What one host's programs said. */
interface Heard {
  details: readonly { readonly line: UserspaceDetailLine; readonly number: number }[];
  /** The last kill of each program, the newest first. */
  kills: readonly Last[];
}

/** Hosts whose programs are remembered: of more than this at once, the one heard first is old. */
const MOST_HOSTS = 64;

export function createUserspaceReports(path: string): UserspaceReports {
  const hosts = new Map<string | null, Heard>();
  const heardOf = ({ host }: KernelRecord): Heard => {
    const known = hosts.get(host) ?? { details: [], kills: [] };
    hosts.delete(host);
    hosts.set(host, known);
    if (hosts.size > MOST_HOSTS) hosts.delete(hosts.keys().next().value ?? null);
    return known;
  };
  return {
    detail(line, record) {
      const heard = heardOf(record);
      if (!line.follows) {
        heard.details = [...heard.details, { line, number: record.line }].slice(-MOST_DETAILS);
        return;
      }
      const last = heard.kills.find((kill) => kill.line.killer === line.killer);
      if (last === undefined || record.line - last.record.line > NEAR_LINES) return;
      if (line.name === 'dryRun') Object.assign(last.report, DRY_RUN);
      last.report.extra[line.name] = line.value;
      if (line.name === 'failed' || line.value.endsWith('did not exit')) survive(last, line.value);
    },
    attach(line, record) {
      const last = hosts.get(record.host)?.kills.find((kill) => isLedTo(kill, line, record));
      if (last === undefined) return false;
      const { of, subject, text } = line;
      last.report.aftermath.push({ kind: of, subject, text, line: record.line });
      return true;
    },
    report(line, found) {
      const heard = heardOf(found.record);
      const { killer } = line;
      const near = heard.details.filter(
        ({ line: detail, number }) => detail.killer === killer && found.record.line - number <= NEAR_LINES,
      );
      const said = Object.fromEntries(near.map(({ line: detail }) => [detail.name, detail.value]));
      heard.details = heard.details.filter(({ line: detail }) => detail.killer !== killer);
      const whole = killer === 'nohang' ? withVictim(line, said) : line;
      if (whole.pid === null && whole.cgroup === null && whole.rest === undefined) return null;
      const report = userspaceReport(whole, found, path, { ...said, ...whole.extra });
      const others = heard.kills.filter((kill) => kill.line.killer !== killer);
      heard.kills = [{ record: found.record, line: whole, report }, ...others];
      return report;
    },
  };
}

const DRY_RUN = {
  outcome: 'unknown',
  victims: [],
  completeness: {
    status: 'complete',
    missing: [],
    foreignLines: 0,
    lostRecords: null,
    notes: ['a dry run: nothing was killed'],
  },
} as const;

/** The signal was sent, and the process was still there when the program gave up. */
function survive({ line, report }: Last, why: string): void {
  const { completeness } = report;
  report.extra.spared = `${line.comm ?? 'a process'} (pid ${line.pid ?? 'unknown'})`;
  Object.assign(report, {
    outcome: 'unknown',
    victims: [],
    completeness: {
      ...completeness,
      notes: [...completeness.notes, `the process did not die in time: ${why}`],
    },
  });
}

/** Whether the line names what was killed, soon after it. */
function isLedTo({ record: before, line: killed, report }: Last, line: AftermathLine, record: KernelRecord) {
  const seconds = secondsBetween(before.time, record.time);
  if (
    seconds === null
      ? record.line - before.line > NEAR_LINES
      : seconds < -5 || seconds > LONGEST_AFTERMATH_SECONDS
  )
    return false;
  if (report.aftermath.length >= MOST_AFTERMATH) return false;
  if (line.of === 'oomd-kill') return killed.killer === 'systemd-oomd';
  if (line.subject === null) return false;
  if (line.of === 'postgres') return line.subject === String(killed.pid);
  return killed.cgroup?.split('/').includes(line.subject) ?? false;
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
    uid: said.uid === undefined ? null : Number(said.uid),
    oomScore: named?.[3] === undefined ? null : Number(named[3]),
    rssBytes: said.rssMiB === undefined ? null : Number(said.rssMiB) * 1024 * 1024,
  };
}

function userspaceReport(
  line: UserspaceKillLine,
  found: RecognisedLine,
  path: string,
  said: Record<string, string>,
): UserspaceReport {
  const { record } = found;
  const extra = {
    ...said,
    ...(line.reason === null ? {} : { reason: line.reason }),
    ...(line.dryRun ? { dryRun: 'yes' } : {}),
    ...(line.rssBytes === null || line.cgroup !== null ? {} : { rssBytes: String(line.rssBytes) }),
  };
  return {
    id: reportId(record.host, [line.killer, found.text.trim()]),
    killer: line.killer,
    outcome: line.dryRun ? 'unknown' : 'killed',
    scope: line.cgroup === null && line.killer !== 'systemd-oomd' ? 'system' : 'memcg',
    manual: false,
    completeness: completenessOf(line),
    source: { path, firstLine: record.line, lastLine: found.lastLine },
    host: record.host,
    time: eventTime(record.time),
    kernel: { release: null, hardware: null, tainted: null },
    trigger: null,
    memcg: line.cgroup === null ? null : cgroupOf(line.cgroup, line.rssBytes),
    memory: null,
    tasks: [],
    victims: line.pid === null || line.dryRun ? [] : [victimOf(line, line.pid, record.line)],
    selected: null,
    aftermath: [],
    extra,
  };
}

function completenessOf(line: UserspaceKillLine): Completeness {
  const isCut = line.rest !== undefined;
  const notes = [
    ...(line.dryRun ? ['a dry run: nothing was killed'] : []),
    ...(isCut ? ['its line is cut; what stood behind is missing'] : []),
  ];
  const status = isCut ? 'partial' : 'complete';
  return { status, missing: [], foreignLines: 0, lostRecords: null, notes };
}

function cgroupOf(taskPath: string, usageBytes: number | null): Memcg {
  return {
    limitPath: null,
    taskPath,
    usageBytes,
    limitBytes: null,
    failcnt: null,
    swapUsageBytes: null,
    swapLimitBytes: null,
    memswUsageBytes: null,
    memswLimitBytes: null,
    kmemUsageBytes: null,
    kmemLimitBytes: null,
    unlimited: [],
    version: null,
    stats: {},
  };
}

function victimOf(line: UserspaceKillLine, pid: number, number: number): Victim {
  return {
    pid,
    comm: line.comm ?? '',
    uid: line.uid,
    tgid: null,
    totalVmBytes: null,
    anonRssBytes: null,
    fileRssBytes: null,
    shmemRssBytes: null,
    pageTableBytes: null,
    oomScoreAdj: line.oomScoreAdj,
    score: line.oomScore,
    role: 'selected',
    memcgPath: line.cgroup,
    reaped: null,
    line: number,
  };
}
