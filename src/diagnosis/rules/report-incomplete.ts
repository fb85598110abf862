/** Parts of the report are missing: suppressed by the kernel's rate limit, lost by the log, or cut. */
import type { OomReport, Section } from '../../report/event.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { isKillAlone } from '../kill-alone.js';

const NAMES: Readonly<Record<Section, string>> = {
  trigger: 'who asked for memory',
  identity: 'the kernel version',
  'call-trace': 'the call trace',
  memcg: "the cgroup's usage and limit",
  memory: 'the state of the memory',
  tasks: 'the table of candidates',
  constraint: 'which limit it was',
  kill: 'who was killed',
};

export const reportIncomplete: Rule = (facts) => {
  const { completeness, source } = facts.report;
  const lost = completeness.lostRecords ?? 0;
  if ((completeness.status === 'complete' && lost === 0) || facts.report.killer !== 'kernel') return null;
  const missing = completeness.missing.map((section) => nameOf(section, facts.report));
  const isKillOnly = isKillAlone(facts.report);
  const isLineLost = completeness.missing.includes('kill');
  return finding('report-incomplete', {
    severity: 'info',
    title: !isKillOnly
      ? 'Parts of the report are missing'
      : isLineLost
        ? 'Only the line that names the victim is there'
        : 'Only the kill line is there, without its report',
    detail:
      whatIsMissing(missing, lost) +
      (isKillOnly && !isLineLost
        ? ' The kernel suppresses reports when kills come faster than ten in five seconds, and quiet log levels keep only this line.'
        : '') +
      (isDumpOff(facts.report) ? ' With vm.oom_dump_tasks=0 the kernel prints none.' : ''),
    confidence: 'high',
    evidence: [
      says(
        `missing: ${completeness.missing.join(', ') || 'none'}${lost > 0 ? `; ${lost} records lost` : ''}`,
        source.firstLine,
      ),
      ...completeness.notes.slice(0, 3).map((note) => says(note)),
    ],
    advice: [...(isDumpOff(facts.report) ? [TURN_DUMP_ON] : []), READ_KERNELS_COPY],
  });
};

function whatIsMissing(missing: readonly string[], lost: number): string {
  if (missing.length > 0) return `The log does not show ${list(missing)}.`;
  return lost > 0 ? 'Records around it were lost.' : 'Some of its lines are cut or were left out.';
}

const READ_KERNELS_COPY = advise(
  "Read the kernel's own copy of the log",
  'The journal often has what a file or console lost; for the next time enlarge the ring buffer (log_buf_len=4M) and keep ' +
    'kernel messages of all levels.',
  ['journalctl -k -b --no-pager | grep -n -B 200 "Killed process"', 'dmesg -T | tail -300'],
);

const TURN_DUMP_ON = advise(
  'Let the kernel print the table of candidates',
  'It tells who else held memory, and why this one was chosen. Only machines with many thousands of processes do better without.',
  [
    'sysctl vm.oom_dump_tasks',
    'sysctl -w vm.oom_dump_tasks=1',
    'grep -rs oom_dump_tasks /etc/sysctl.conf /etc/sysctl.d',
  ],
);

/** The lines around the table are there, those of its own level too. */
function isDumpOff({ completeness: { missing, lostRecords }, trigger }: OomReport): boolean {
  const isTableAlone = missing.length === 1 && missing[0] === 'tasks';
  return isTableAlone && lostRecords === null && trigger !== null;
}

function nameOf(section: Section, { victims }: OomReport): string {
  // Another line named the victim, without its sizes.
  return section === 'kill' && victims.length > 0 ? 'the kill line' : NAMES[section];
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
