/** What to watch to know whether the change helped, and when to be warned next time. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule } from '../finding.js';
import { isAncient } from '../kernel-era.js';
import { limitDirectory } from '../limit-directory.js';

const WARN_AT = 0.8;
const AVAILABLE = 0.1;

export const watchNextTime: Rule = (facts) => {
  const { report, limit } = facts;
  if (report.killer !== 'kernel' || report.manual || report.outcome === 'unknown') return null;
  if (limit.kind !== 'cgroup' && limit.kind !== 'machine') return null;
  const isCgroup = limit.kind === 'cgroup';
  return finding('watch-next-time', {
    severity: 'info',
    title: 'What to watch from now on',
    detail: isCgroup
      ? "The cgroup's own counters show how close it comes, and how often it was held back."
      : isAncient(report)
        ? 'Free memory together with the cache, and swap in use, show the shortage before the killer does.'
        : 'Available memory and pressure show the shortage before the killer does.',
    confidence: 'high',
    evidence: [],
    advice: [isCgroup ? cgroupWatch(facts) : machineWatch(facts)],
  });
};

function cgroupWatch(facts: Facts) {
  if (facts.limitIdentity?.extra.engine === 'openvz') return beancounterWatch();
  const { totalBytes } = facts.limit;
  const at =
    totalBytes === null ? '80 % of the limit' : `${formatBytes(totalBytes * WARN_AT)} (80 % of the limit)`;
  const { isV1, directory } = limitDirectory(facts.report);
  const sign = isV1
    ? 'memory.failcnt rises.'
    : 'oom_kill in memory.events rises. Pressure (PSI) above a few percent means that it is already short.';
  return advise(
    'Watch the peak, and be warned before the limit',
    `Warn at ${at}, and when ${sign} After a change, compare the peak over a full day of load.`,
    isV1
      ? [`cat ${directory}/memory.max_usage_in_bytes`, `cat ${directory}/memory.failcnt`]
      : [
          `cat ${directory}/memory.current`,
          `cat ${directory}/memory.peak`,
          `cat ${directory}/memory.events`,
          `cat ${directory}/memory.pressure`,
        ],
  );
}

function beancounterWatch() {
  return advise(
    'Watch the beancounters',
    'Warn when the failcnt of physpages, swappages or oomguarpages rises. maxheld shows the peak of each since the container started.',
    ['cat /proc/user_beancounters'],
  );
}

function machineWatch(facts: Facts) {
  const { totalBytes } = facts.limit;
  const at = totalBytes === null ? '10 % of RAM' : `${formatBytes(totalBytes * AVAILABLE)} (10 % of RAM)`;
  if (isAncient(facts.report)) {
    return advise(
      'Watch free memory, cache and swap',
      `Warn when MemFree, Buffers and Cached together fall below ${at}, and when swap keeps being written (so of vmstat).`,
      ['grep -E "MemFree|Buffers|Cached|SwapFree" /proc/meminfo', 'vmstat 60'],
    );
  }
  return advise(
    'Watch available memory and pressure',
    `Warn when MemAvailable falls below ${at}, when memory pressure stays above 10 % for a minute, and when oom_kill in vmstat rises.`,
    [
      'grep -E "MemAvailable|SwapFree" /proc/meminfo',
      'cat /proc/pressure/memory',
      'grep oom_kill /proc/vmstat',
    ],
  );
}
