/** Kills by systemd-oomd, earlyoom, oomd, nohang and lowmemorykiller as reports of their own. */
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { UserspaceDetailLine, UserspaceKillLine } from '../line/oom-line.js';
import type { Memcg, OomReport, Victim } from './event.js';
import { reportId } from './id.js';
import { eventTime } from './time.js';

/** Records before a kill within which a program's own announcement belongs to it. */
const NEAR_LINES = 40;
/** Records after a kill within which the rest of a message of several lines, or word of its effect, belongs to it. */
const NEXT_LINES = 10;

export interface UserspaceReports {
  report(line: UserspaceKillLine, found: RecognisedLine): OomReport;
  /** Keeps what the program said before its kill. */
  detail(line: UserspaceDetailLine, record: KernelRecord): void;
}

export function createUserspaceReports(path: string): UserspaceReports {
  let details: { readonly line: UserspaceDetailLine; readonly number: number }[] = [];
  let last: { readonly of: string; readonly number: number; readonly said: Record<string, string> } | null =
    null;
  return {
    detail(line, record) {
      if (line.follows) {
        if (last?.of === whose(line, record) && record.line - last.number <= NEXT_LINES)
          last.said[line.name] = line.value;
        return;
      }
      details.push({ line, number: record.line });
      details = details.slice(-8);
    },
    report(line, found) {
      const near = details.filter(
        ({ line: detail, number }) =>
          detail.killer === line.killer && found.record.line - number <= NEAR_LINES,
      );
      const said = Object.fromEntries(near.map(({ line: detail }) => [detail.name, detail.value]));
      details = [];
      const report = userspaceReport(line, found, path, { ...line.extra, ...said });
      last = { of: whose(line, found.record), number: found.record.line, said: report.extra };
      return report;
    },
  };
}

function whose({ killer }: UserspaceKillLine | UserspaceDetailLine, { host }: KernelRecord): string {
  return `${killer} ${host ?? ''}`;
}

function userspaceReport(
  line: UserspaceKillLine,
  found: RecognisedLine,
  path: string,
  said: Record<string, string>,
): OomReport & { readonly extra: Record<string, string> } {
  const { record } = found;
  const extra = {
    ...said,
    ...(line.reason === null ? {} : { reason: line.reason }),
    ...(line.dryRun ? { dryRun: 'yes' } : {}),
  };
  const notes = line.dryRun ? ['a dry run: nothing was killed'] : [];
  return {
    id: reportId(record.host, [line.killer, found.text.trim()]),
    killer: line.killer,
    outcome: line.dryRun ? 'unknown' : 'killed',
    scope: line.cgroup === null ? 'system' : 'memcg',
    manual: false,
    completeness: { status: 'complete', missing: [], foreignLines: 0, lostRecords: null, notes },
    source: { path, firstLine: record.line, lastLine: found.lastLine },
    host: record.host,
    time: eventTime(record.time),
    kernel: { release: null, hardware: null, tainted: null },
    trigger: null,
    memcg: line.cgroup === null ? null : cgroupOf(line.cgroup),
    memory: null,
    tasks: [],
    victims: line.pid === null || line.dryRun ? [] : [victimOf(line, line.pid, record.line)],
    selected: null,
    aftermath: [],
    extra,
  };
}

function cgroupOf(taskPath: string): Memcg {
  return {
    limitPath: null,
    taskPath,
    usageBytes: null,
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
