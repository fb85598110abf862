/** Kills by systemd-oomd, earlyoom, oomd, nohang and lowmemorykiller as reports of their own. */

import { secondsBetween } from '../base/seconds-between.js';
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { AftermathLine, UserspaceDetailLine, UserspaceKillLine } from '../line/oom-line.js';
import type { OomReport } from './event.js';
import { LONGEST_AFTERMATH_SECONDS, MOST_AFTERMATH } from './followups.js';
import { withSaidBefore } from './said-before.js';
import { type UserspaceReport, userspaceReport, victimsOf } from './userspace-event.js';

/** Lines of a log, not of the program: an entry printed over many takes some for each. */
const NEAR_LINES = 40;
/** Right behind what a program says before its kills stands the kill, or another of its lines. */
const NEXT_LINES = 3;
/** Things said before a kill that are kept. */
const MOST_DETAILS = 64;
/** Nobody dies twice, and no pid is given out again so soon. */
const SAME_PROCESS_SECONDS = 60;
/** Its own log is written by a thread that waits for more. */
const SAID_TWICE_SECONDS = 5;
/** Where no clock tells. */
const SAME_PROCESS_LINES = 10;

export interface UserspaceReports {
  /** Null where nothing says what was killed: any program may send a signal to a victim. */
  report(line: UserspaceKillLine, found: RecognisedLine): OomReport | null;
  /** Keeps what the program said before its kill, and adds what it says behind it. */
  detail(line: UserspaceDetailLine, record: KernelRecord): void;
  /** Adds what the host's last kill led to, where the line names what was killed. */
  attach(line: AftermathLine, record: KernelRecord): boolean;
}

interface Last {
  /** Of the last signal. */
  record: KernelRecord;
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
        const near = heard.details.filter(({ number }) => record.line - number <= NEAR_LINES);
        heard.details = [...near, { line, number: record.line }].slice(-MOST_DETAILS);
        return;
      }
      const last = heard.kills.find((kill) => kill.line.killer === line.killer);
      if (last === undefined || record.line - last.record.line > NEAR_LINES) return;
      if (line.name === 'dryRun') Object.assign(last.report, DRY_RUN);
      // The first is of this kill: others may be about what was only considered.
      last.report.extra[line.name] ??= line.value;
      if (line.name === 'toFree') last.report.extra.rssBytes ??= String(kibibytes(line.value));
      if (line.name === 'failed' && line.value !== TOO_LATE)
        survive(last, `the signal could not be sent: ${line.value}`);
      else if (line.name === 'failed' || line.value.endsWith('did not exit'))
        survive(last, `the process did not die in time: ${line.value}`);
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
      const near = heard.details.filter(({ line: detail }) => detail.killer === killer);
      heard.details = heard.details.filter(({ line: detail }) => detail.killer !== killer);
      const distance = found.record.line - (near.at(-1)?.number ?? Number.NEGATIVE_INFINITY);
      if (line.isVague && distance > NEXT_LINES) return null;
      const heardBefore = distance > NEAR_LINES ? [] : near.map(({ line: detail }) => detail);
      const whole = withSaidBefore(line, heardBefore);
      const last = heard.kills.find((kill) => kill.line.killer === killer);
      if (last !== undefined && isSameProcess(last, whole.line, found.record)) {
        signalAgain(last, whole.line, found.record);
        return null;
      }
      if (last !== undefined && isSaidTwice(last, whole.line, found.record)) {
        if (last.report.victims.length === 0)
          Object.assign(last.report, { victims: victimsOf(whole, found.record.line) });
        return null;
      }
      const { pid, cgroup, rest } = whole.line;
      if (pid === null && cgroup === null && rest === undefined) return null;
      const report = userspaceReport(whole, found, path);
      const others = heard.kills.filter((kill) => kill.line.killer !== killer);
      heard.kills = [{ record: found.record, line: whole.line, report }, ...others];
      return report;
    },
  };
}

/** How earlyoom says that it waited in vain. */
const TOO_LATE = 'Timer expired';

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

/** Some versions repeat the signal until the process is gone, or send a harder one. */
function isSameProcess(
  { record: before, line, report }: Last,
  next: UserspaceKillLine,
  record: KernelRecord,
) {
  if (next.pid === null || next.pid !== line.pid || next.comm !== line.comm) return false;
  if (report.outcome !== 'killed' || next.dryRun) return false;
  const seconds = secondsBetween(before.time, record.time);
  return seconds === null
    ? record.line - before.line <= SAME_PROCESS_LINES
    : seconds >= 0 && seconds <= SAME_PROCESS_SECONDS;
}

/** oomd writes one line both to the kernel's log and to its own. */
function isSaidTwice({ record: before, line }: Last, next: UserspaceKillLine, record: KernelRecord) {
  if (next.killer !== 'oomd' || next.cgroup !== line.cgroup || next.rssBytes !== line.rssBytes) return false;
  if (next.dryRun !== line.dryRun || next.reason !== line.reason) return false;
  if (next.extra.pressure10 !== line.extra.pressure10) return false;
  const seconds = secondsBetween(before.time, record.time);
  return seconds === null ? record.line - before.line <= NEAR_LINES : Math.abs(seconds) <= SAID_TWICE_SECONDS;
}

function signalAgain(last: Last, { extra }: UserspaceKillLine, record: KernelRecord): void {
  last.record = record;
  const said = last.report.extra;
  said.signals = String(Number(said.signals ?? 1) + 1);
  if (extra.signal !== undefined && extra.signal !== said.signal) said.lastSignal = extra.signal;
}

function kibibytes(text: string): number {
  return Number.parseInt(text, 10) * 1024;
}

/** The signal was sent, and the process was still there when the program gave up. */
function survive({ line, report }: Last, why: string): void {
  const { completeness } = report;
  report.extra.spared = `${line.comm ?? 'a process'} (pid ${line.pid ?? 'unknown'})`;
  Object.assign(report, {
    outcome: 'unknown',
    victims: [],
    completeness: {
      ...completeness,
      notes: [...completeness.notes, why],
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
  if (line.of === 'postgres' || line.of === 'process-killed') return line.subject === String(killed.pid);
  return killed.cgroup?.split('/').includes(line.subject) ?? false;
}
