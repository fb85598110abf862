/** What the moment of death and the notice of silent deaths can know on this machine. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findHierarchy } from '../../moment/cgroup-files.js';
import { readTotalKills } from '../../moment/oom-counters.js';
import { type HostPaths, readText } from '../../moment/read-small.js';
import type { Config } from '../config/schema.js';
import { type Check, type Finding, ok, warning } from './check.js';

export function checkMoment(config: Config['moment'], paths: HostPaths): readonly Check[] {
  const of = (name: string, finding: Finding): Check => ({ area: 'moment', name, ...finding });
  if (config === 'off') return [of('moment', ok('switched off: reports have what the log says'))];
  return [
    of('processes', checkProcesses(paths.proc)),
    of('cgroups', checkCgroups(paths.cgroup)),
    of('pressure', checkPressure(paths.proc)),
    of('silent deaths', checkCounters(config.silentDeaths, paths.proc)),
  ];
}

function checkProcesses(proc: string): Finding {
  const pids = existsSync(proc) ? readdirSync(proc).filter((name) => /^\d+$/.test(name)) : [];
  if (pids.length > 1 && pids.includes('1') && readText(join(proc, '1/stat')) !== null)
    return ok(`${pids.length} processes can be seen`);
  return warning(
    'processes of other users cannot be seen (hidepid, or ProtectProc= of the unit): victims come without command line',
    'set ProtectProc=default in the unit (systemctl edit oomscope); for hidepid: mount -o remount,hidepid=0 /proc',
  );
}

function checkCgroups(root: string): Finding {
  const hierarchy = findHierarchy(root);
  return hierarchy === null
    ? warning(
        `no memory controller is mounted below ${root}: nothing is known of cgroups`,
        'mount it, or give the container /sys/fs/cgroup',
      )
    : ok(`version ${hierarchy.version}, at ${hierarchy.root}`);
}

function checkPressure(proc: string): Finding {
  return readText(join(proc, 'pressure/memory')) === null
    ? warning('the kernel has no pressure information', 'boot with psi=1, on kernels that have it')
    : ok('can be read');
}

function checkCounters(isWanted: boolean, proc: string): Finding {
  if (!isWanted) return ok('switched off');
  const total = readTotalKills(proc);
  return total === null
    ? warning('the kernel does not count OOM kills (before 4.13): silent ones are not noticed', null)
    : ok(`the kernel counted ${total} OOM kills since boot`);
}
