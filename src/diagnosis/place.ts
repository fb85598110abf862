/**
 * Where an event happened, and a key for telling repeats: a container that restarts gets a new id but stays in its
 * pod, so pods are told by their uid, containers by their id, units by their path.
 */
import { remembered } from '../base/remembered.js';
import type { Identity, OomReport } from '../report/event.js';
import { identityOfPath } from './identity/identity-of-path.js';
import { mainVictim } from './kernel-choice.js';

/** Path of the victim's cgroup, or of the group that died with it, or of the limit where the log names only that. */
export function victimPath(report: OomReport): string | null {
  const { memcg, extra } = report;
  const own = mainVictim(report)?.memcgPath ?? memcg?.taskPath ?? null;
  return own ?? extra.oomGroup ?? memcg?.limitPath ?? null;
}

export function identify(report: OomReport): Identity | null {
  const path = victimPath(report);
  return path === null ? beancounterOf(report) : identityOfPath(path);
}

/** Of the cgroup or the beancounter whose limit was hit; null where none was, or where the log does not name it. */
export function identifyLimit(report: OomReport): Identity | null {
  const path = report.memcg?.limitPath ?? null;
  return path === null ? beancounterOf(report) : identityOfPath(path);
}

/** OpenVZ kernels up to 2.6.32 limit containers by user beancounters, which have the container's number. */
function beancounterOf({ extra }: OomReport): Identity | null {
  const [, containerId] = / in UB (\d+)$/.exec(extra.killMessage ?? '') ?? [];
  if (containerId === undefined) return null;
  return {
    ...{ runtime: 'other', qosClass: null, podUid: null, containerId, unit: null, slice: null, user: null },
    extra: { engine: 'openvz' },
  };
}

/** The same for events of the same pod, container, unit or cgroup; empty outside of cgroups. */
export function placeKey(report: OomReport): string {
  const identity = identify(report);
  if (identity === null) return '';
  if (identity.podUid !== null) return `pod ${identity.podUid}`;
  if (identity.containerId !== null) return `container ${identity.containerId} ${identity.unit ?? ''}`;
  return victimPath(report) ?? '';
}

/** Same program in the same place on the same host. Reports are compared with those after them many times over. */
export const repeatKey = remembered((report: OomReport): string | null => {
  const comm = mainVictim(report)?.comm ?? null;
  return comm === null ? null : JSON.stringify([report.host, report.killer, placeKey(report), comm]);
});
