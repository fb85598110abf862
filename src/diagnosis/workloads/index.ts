/** All workloads, in the order in which names are tried; the last one fits every program. */
import { advise } from '../finding.js';
import { databases } from './databases.js';
import { postgresql } from './postgresql.js';
import { runtimes } from './runtimes.js';
import { servers } from './servers.js';
import type { Workload } from './workload.js';

const TITLE = 'Profile where its memory goes';
const PROFILE = advise(
  TITLE,
  'While it runs again: smaps_rollup tells private from shared, heaptrack or massif which code allocates, memory.stat what the kernel ' +
    'counts for the cgroup, pressure whether it is short right now.',
  [
    'grep -E "Rss|Pss|Private_Dirty|Swap" /proc/PID/smaps_rollup',
    'pmap -x PID | sort -k3 -n -r | head',
    'heaptrack -p PID',
    'valgrind --tool=massif PROGRAM',
    'cat /proc/pressure/memory',
  ],
);
/** With what a 2.6 kernel and its time had. */
const ANCIENT = advise(
  TITLE,
  'While it runs again: pmap tells what it mapped and how much of that is in memory, massif which code allocates.',
  ['grep -E "^Vm" /proc/PID/status', 'pmap -x PID | sort -k3 -n -r | head', 'valgrind --tool=massif PROGRAM'],
);

export const UNKNOWN_WORKLOAD: Workload = {
  id: 'unknown',
  name: 'this program',
  programs: /^/,
  cost: null,
  advice: ({ isAncient }) => [isAncient ? ANCIENT : PROFILE],
};

export const WORKLOADS: readonly Workload[] = [postgresql, ...databases, ...runtimes, ...servers];

/** Null for a program that no table knows. */
export function workloadOf(comm: string): Workload | null {
  return WORKLOADS.find((workload) => workload.programs.test(comm)) ?? null;
}
