/**
 * Where an event happened, and a key for telling repeats: a container that restarts gets a new id but stays in its
 * pod, so pods are told by their uid, containers by their id, units by their path.
 */
import { remembered } from '../base/remembered.js';
import type { Identity, OomReport } from '../report/event.js';
import { identityOfPath } from './identity/identity-of-path.js';
import { mainVictim } from './kernel-choice.js';

/** Path of the victim's cgroup, or of the limit where the log names only that. */
export function victimPath(report: OomReport): string | null {
  return mainVictim(report)?.memcgPath ?? report.memcg?.taskPath ?? report.memcg?.limitPath ?? null;
}

export function identify(report: OomReport): Identity | null {
  const path = victimPath(report);
  return path === null ? null : identityOfPath(path);
}

/** The same for events of the same pod, container, unit or cgroup; empty outside of cgroups. */
export function placeKey(report: OomReport): string {
  const path = victimPath(report);
  const identity = path === null ? null : identityOfPath(path);
  if (identity === null) return '';
  if (identity.podUid !== null) return `pod ${identity.podUid}`;
  if (identity.containerId !== null) return `container ${identity.containerId} ${identity.unit ?? ''}`;
  return path ?? '';
}

/** Same program in the same place on the same host. Reports are compared with those after them many times over. */
export const repeatKey = remembered((report: OomReport): string | null => {
  const comm = mainVictim(report)?.comm ?? null;
  return comm === null ? null : JSON.stringify([report.host, report.killer, placeKey(report), comm]);
});
