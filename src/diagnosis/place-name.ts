/** Where an event happened, in words for sentences. */
import type { Identity } from '../report/event.js';

/** `container 3f2a91c0b7de of pod 0f3c8a51-… (burstable)`, `nginx.service`, `LXC container 101`. Null for root. */
export function placeName(identity: Identity | null): string | null {
  if (identity === null) return null;
  const inside =
    identity.extra.unitWhere === undefined || identity.unit === null ? '' : `${identity.unit} in `;
  const where = placeOf(identity);
  return where === null ? null : `${inside}${where}${userOf(identity)}`;
}

function placeOf(identity: Identity): string | null {
  const id = shortId(identity.containerId);
  switch (identity.runtime) {
    case 'kubernetes':
      return podName(identity, id);
    case 'docker':
    case 'podman': {
      const engine = identity.runtime === 'docker' ? 'Docker' : 'Podman';
      return id === null ? `the monitor of a ${engine} container` : `${engine} container ${id}`;
    }
    case 'lxc':
      return `LXC container ${identity.containerId ?? ''}`;
    case 'nspawn':
      return `nspawn machine ${identity.containerId ?? ''}`;
    case 'slurm':
      return identity.extra.jobId === undefined
        ? 'Slurm'
        : `Slurm job ${identity.extra.jobId}${stepOf(identity)}`;
    case 'ecs':
      return `${id === null ? '' : `container ${id} of `}ECS task ${identity.extra.taskId ?? ''}`;
    case 'systemd':
      return identity.unit ?? identity.slice;
    case 'other':
      return otherPlace(identity, id);
  }
}

function podName(identity: Identity, id: string | null): string {
  const qos = identity.qosClass === null ? '' : ` (${identity.qosClass})`;
  if (identity.podUid === null) {
    if (identity.extra.cgroup !== undefined) return `cgroup ${identity.extra.cgroup}`;
    return identity.qosClass === null
      ? 'the cgroup of all pods'
      : `the cgroup of all ${identity.qosClass} pods`;
  }
  return `${id === null ? '' : `container ${id} of `}pod ${identity.podUid}${qos}`;
}

function stepOf(identity: Identity): string {
  return identity.extra.stepId === undefined ? '' : `, step ${identity.extra.stepId}`;
}

function otherPlace(identity: Identity, id: string | null): string | null {
  if (identity.extra.guest !== undefined) return `virtual machine ${identity.extra.guest}`;
  if (id === null)
    return identity.extra.cgroup === undefined ? identity.unit : `cgroup ${identity.extra.cgroup}`;
  if (identity.extra.engine === 'openvz') return `OpenVZ container ${id}`;
  if (identity.extra.engine === 'buildkit') return `BuildKit step ${id}`;
  return `container ${id}`;
}

function userOf(identity: Identity): string {
  const isShown =
    identity.user !== null && identity.runtime !== 'lxc' && identity.slice !== `user-${identity.user}.slice`;
  return isShown || (identity.user !== null && identity.unit !== null) ? ` of user ${identity.user}` : '';
}

/** Engines show twelve digits; names that are no hash stay whole. */
function shortId(id: string | null): string | null {
  return id !== null && /^[0-9a-f]{32,}$/.test(id) ? id.slice(0, 12) : id;
}
