/** Says where the kill happened: pod, container, unit and cgroup, and whose limit it was. */
import { clip, visibleText } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import type { Identity, OomEvent, Runtime } from '../../report/event.js';
import type { Fact } from '../view-model.js';
import { nameFact, proseFact } from './fact.js';

const RUNTIME_WORDS: Readonly<Record<Runtime, string>> = {
  kubernetes: 'Kubernetes',
  docker: 'Docker',
  podman: 'Podman',
  systemd: 'systemd',
  lxc: 'LXC',
  slurm: 'Slurm',
  ecs: 'Amazon ECS',
  nspawn: 'systemd-nspawn',
  other: 'another runtime',
};

/** The shortest name that tells one place from another: for tables and titles. */
export function placeNameOf(event: OomEvent): string {
  const { identity, memcg } = event;
  if (identity?.podUid) return `pod ${visibleText(identity.podUid)}`;
  if (identity?.containerId) return `container ${visibleText(identity.containerId).slice(0, 12)}`;
  if (identity?.unit) return visibleText(identity.unit);
  const path = event.scope === 'memcg' ? (memcg?.limitPath ?? memcg?.taskPath) : null;
  if (path) return visibleText(path);
  switch (event.scope) {
    case 'system':
      return 'machine';
    case 'cpuset':
      return 'cpuset';
    case 'mempolicy':
      return 'NUMA policy';
    case 'memcg':
      return 'a cgroup';
    case 'unknown':
      return '-';
  }
}

export function placeFacts(event: OomEvent): Fact[] {
  return [
    ...identityFacts(event.identity, [event.memcg?.limitPath, event.memcg?.taskPath]),
    ...limitFacts(event),
    ...cgroupFacts(event),
  ];
}

/** What stands in the cgroup's path as a whole is named there. */
function identityFacts(identity: Identity | null, paths: readonly (string | null | undefined)[]): Fact[] {
  if (!identity) return [];
  const qos = identity.qosClass === null ? '' : `, QoS class ${identity.qosClass}`;
  const named: [string, string | null][] = [
    ['Pod', identity.podUid],
    ['Container', identity.containerId],
    ['Unit', identity.unit],
    ['Slice', identity.slice],
    ['User', identity.user],
    ...Object.entries(identity.extra).map(([key, value]): [string, string] => [labelOf(key), value]),
  ];
  const runtime = RUNTIME_WORDS[identity.runtime] + qos;
  return [
    ...(identity.runtime === 'other' ? [] : [proseFact('Runs under', runtime)]),
    ...named.flatMap(([label, value]) =>
      value === null || paths.includes(value) ? [] : [nameFact(label, value, { isEssential: true })],
    ),
  ];
}

/** `memoryRequest` becomes `Memory request`. */
function labelOf(key: string): string {
  const words = visibleText(key).replace(/[a-z](?=[A-Z])/g, '$& ');
  return clip(words.charAt(0).toUpperCase() + words.slice(1).toLowerCase(), 30);
}

function limitFacts(event: OomEvent): Fact[] {
  // A program in user space acts by its own thresholds: no limit was hit.
  if (event.killer !== 'kernel')
    return [
      proseFact('Because of', clip(visibleText(event.extra.reason ?? 'its own thresholds'), 200), {
        isEssential: true,
      }),
    ];
  return [proseFact('Ran out', scopeWords(event), { isEssential: true })];
}

function scopeWords(event: OomEvent): string {
  switch (event.scope) {
    case 'system':
      return machineWords(event);
    case 'memcg':
      return memcgWords(event);
    case 'cpuset':
      return `the NUMA nodes that cpuset ${visibleText(event.trigger?.cpuset ?? '(not named)')} allows${nodesOf(event)}`;
    case 'mempolicy':
      return `the NUMA nodes of the task's memory policy${nodesOf(event)}`;
    case 'unknown':
      return 'the log does not say whether the machine or a cgroup ran out';
  }
}

function nodesOf({ trigger }: OomEvent): string {
  const nodes = trigger?.nodemask ?? trigger?.memsAllowed;
  return nodes ? `: ${visibleText(nodes)}` : '';
}

function machineWords({ memory, manual }: OomEvent): string {
  const asked = manual ? 'nothing by itself: the OOM killer was run by hand (SysRq)' : "the machine's memory";
  if (!memory || memory.ramPages === null) return asked;
  const ram = formatBytes((memory.ramPages - (memory.reservedPages ?? 0)) * memory.pageSizeBytes);
  return manual ? asked : `${asked}: ${ram} usable RAM${swapWords(memory.swapTotalBytes)}`;
}

function swapWords(total: number | null): string {
  if (total === null) return '';
  return total === 0 ? ', no swap' : ` and ${formatBytes(total)} swap`;
}

function memcgWords({ memcg }: OomEvent): string {
  const size = memcg?.limitBytes ? ` of ${formatBytes(memcg.limitBytes)}` : '';
  const { limitPath, taskPath } = memcg ?? { limitPath: null, taskPath: null };
  if (limitPath === null || taskPath === null || limitPath === taskPath)
    return `the memory limit${size} of the cgroup`;
  return isBelow(taskPath, limitPath)
    ? `the memory limit${size} of a cgroup above the victim's own`
    : `the memory limit${size} of another cgroup than the victim's`;
}

function isBelow(path: string, parent: string): boolean {
  return path.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
}

function cgroupFacts({ memcg }: OomEvent): Fact[] {
  if (!memcg) return [];
  const { limitPath, taskPath } = memcg;
  if (limitPath !== null && limitPath === taskPath) return [nameFact('Cgroup', limitPath)];
  return [
    ...(limitPath === null ? [] : [nameFact('Limit of', limitPath)]),
    // The root cgroup holds everything: naming it says nothing.
    ...(taskPath === null || taskPath === '/' ? [] : [nameFact('Victim in', taskPath)]),
  ];
}
