/** One kill by a program in user space as a report: what its line says, and what was said before it. */
import type { RecognisedLine } from '../line/joiner.js';
import type { UserspaceKillLine } from '../line/oom-line.js';
import type { Aftermath, Completeness, Memcg, OomReport, Victim } from './event.js';
import { reportId } from './id.js';
import type { SaidBefore } from './said-before.js';
import { eventTime } from './time.js';

/** What comes behind the kill is added to it. */
export type UserspaceReport = Omit<OomReport, 'extra' | 'aftermath'> & {
  readonly extra: Record<string, string>;
  readonly aftermath: Aftermath[];
};

export function userspaceReport(before: SaidBefore, found: RecognisedLine, path: string): UserspaceReport {
  const { line, said, memoryBytes, swapBytes } = before;
  const { record } = found;
  const ofGroup = line.pid === null ? (line.rssBytes ?? memoryBytes) : null;
  const extra = {
    ...said,
    ...line.extra,
    ...(line.reason === null ? {} : { reason: line.reason }),
    ...(line.dryRun ? { dryRun: 'yes' } : {}),
    ...(line.rssBytes === null || line.pid === null ? {} : { rssBytes: String(line.rssBytes) }),
  };
  return {
    id: reportId(record.host, [line.killer, found.text.trim()]),
    killer: line.killer,
    outcome: line.dryRun ? 'unknown' : 'killed',
    scope: line.killer === 'systemd-oomd' || line.killer === 'oomd' ? 'memcg' : 'system',
    manual: false,
    completeness: completenessOf(line),
    source: { path, firstLine: record.line, lastLine: found.lastLine },
    host: record.host,
    time: eventTime(record.time),
    kernel: { release: null, hardware: null, tainted: null },
    trigger: null,
    memcg: line.cgroup === null ? null : cgroupOf(line.cgroup, ofGroup, swapBytes),
    memory: null,
    tasks: [],
    victims: line.dryRun ? [] : victimsOf(before, record.line),
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

function cgroupOf(taskPath: string, usageBytes: number | null, swapUsageBytes: number | null): Memcg {
  return {
    limitPath: null,
    taskPath,
    usageBytes,
    limitBytes: null,
    failcnt: null,
    swapUsageBytes,
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

/** One process, or all of a cgroup where they are told. */
export function victimsOf({ line, processes }: SaidBefore, number: number): Victim[] {
  if (line.pid !== null) return [victimOf(line, line.pid, number)];
  return processes.map(({ pid, comm }) => victimOf({ ...line, comm }, pid, number));
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
