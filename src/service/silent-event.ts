/**
 * Kills that left no line -> an event that says exactly this. It is partial and names no victim, since the counters name none; its
 * scope is unknown, since they count kills for a cgroup's limit and for the machine alike.
 */
import { counted } from '../base/text.js';
import { diagnose } from '../diagnosis/diagnose.js';
import type { SilentKills } from '../moment/kill-ledger.js';
import type { Memcg, OomEvent, OomReport } from '../report/event.js';
import { reportId } from '../report/id.js';
import { SILENT_KILLS } from '../report/same-event.js';

export function silentEvent(kills: SilentKills, host: string, version: 1 | 2 | null): OomEvent {
  const { count, cgroup, fromMs, untilMs } = kills;
  const since = new Date(fromMs).toISOString();
  const until = new Date(untilMs).toISOString();
  const where =
    cgroup === null ? 'on the machine, in no cgroup that still exists' : `in the cgroup ${cgroup}`;
  const statement = `The kernel counted ${counted(count, 'OOM kill')} ${where} between ${since} and ${until}; no log line of it was seen.`;
  const report: OomReport = {
    id: reportId(host, ['silent', cgroup ?? '', String(untilMs), String(count)]),
    ...{ killer: 'kernel', outcome: 'killed', scope: 'unknown', manual: false, host },
    completeness: {
      status: 'partial',
      missing: ['trigger', 'identity', 'call-trace', 'memory', 'tasks', 'constraint', 'kill'],
      foreignLines: 0,
      lostRecords: null,
      notes: [statement, 'it may be one run of the OOM killer or several: counters do not tell'],
    },
    source: { path: cgroup === null ? '/proc/vmstat' : fileOf(cgroup, version), firstLine: 1, lastLine: 1 },
    time: { wall: until, wallSource: 'log', uptimeSeconds: null },
    kernel: { release: null, hardware: null, tainted: null },
    ...{ trigger: null, memory: null, tasks: [], victims: [], selected: null, aftermath: [] },
    memcg: cgroup === null ? null : memcgOf(cgroup, version),
    extra: { [SILENT_KILLS]: String(count), 'silent.since': since, 'silent.until': until },
  };
  const diagnosed = diagnose(report);
  return { ...report, ...diagnosed, diagnosis: { ...diagnosed.diagnosis, summary: statement } };
}

function fileOf(cgroup: string, version: 1 | 2 | null): string {
  return `${cgroup}/${version === 1 ? 'memory.oom_control' : 'memory.events'}`;
}

function memcgOf(taskPath: string, version: 1 | 2 | null): Memcg {
  return {
    ...{ limitPath: null, taskPath, usageBytes: null, limitBytes: null, failcnt: null },
    ...{ swapUsageBytes: null, swapLimitBytes: null, memswUsageBytes: null, memswLimitBytes: null },
    ...{ kmemUsageBytes: null, kmemLimitBytes: null, unlimited: [], version, stats: {} },
  };
}
