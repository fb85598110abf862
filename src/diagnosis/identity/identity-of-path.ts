/**
 * Folds the layers of a cgroup path into who it was. The last pod of the path wins (clusters run inside containers),
 * else the innermost container or machine, else the systemd unit; what lies outside or inside of it goes to `extra`.
 * Only the path is believed: nothing is looked up, and a name that merely resembles an engine's stays a plain name.
 */
import type { Identity, Runtime } from '../../report/event.js';
import type { Layer } from './layer.js';
import { layersOfPath } from './layers-of-path.js';

type Of<K extends Layer['kind']> = Extract<Layer, { kind: K }>;
type Extra = Record<string, string>;

const HEX_ID = /^[0-9a-f]{8,64}$/;

/** The last paths that were read: an event asks several times, and events repeat. */
const RECENT = new Map<string, Identity | null>();
const RECENT_MOST = 64;

/** Null for the root cgroup and for a path without components. */
export function identityOfPath(path: string): Identity | null {
  const known = RECENT.get(path);
  if (known !== undefined) return known;
  const identity = readIdentity(path);
  if (RECENT.size >= RECENT_MOST) RECENT.clear();
  RECENT.set(path, identity);
  return identity;
}

function readIdentity(path: string): Identity | null {
  const layers = layersOfPath(path);
  if (layers.length === 0) return null;
  return (
    kubernetesIdentity(layers, path) ??
    schedulerIdentity(layers) ??
    containedIdentity(layers) ??
    systemdIdentity(layers) ??
    otherIdentity(layers)
  );
}

function kubernetesIdentity(layers: readonly Layer[], path: string): Identity | null {
  const at = layers.findLastIndex((layer) => layer.kind === 'pod');
  const pod = layers[at];
  if (pod?.kind !== 'pod') return kubeParentIdentity(layers, path);
  const inside = layers.slice(at + 1);
  const container = podContainer(inside);
  const extra: Extra = { ...outerExtra(layers.slice(0, at)), ...engineExtra(container) };
  if (container?.monitor) extra.role = 'container monitor';
  const first = inside.findIndex((layer) => layer.kind === 'container') + 1;
  const nested = inside.slice(first).find((layer) => layer.kind === 'container');
  if (first > 0 && nested?.kind === 'container') extra.nestedContainerId = nested.id;
  return {
    ...common('kubernetes', layers, extra, inside.slice(first)),
    qosClass: pod.qos,
    podUid: pod.podUid,
    containerId: container?.monitor ? null : (container?.id ?? null),
    unit: innerUnit(inside.slice(first)) ?? container?.unit ?? null,
    slice: pod.slice,
  };
}

/** Most clusters print a full id; a shorter hexadecimal name in its place is taken as one too. */
function podContainer(inside: readonly Layer[]): Of<'container'> | null {
  const container = inside.find((layer) => layer.kind === 'container');
  if (container?.kind === 'container') return container;
  const first = inside[0];
  if (first?.kind !== 'plain' || !HEX_ID.test(first.name)) return null;
  return { kind: 'container', engine: null, id: first.name, monitor: false, unit: null };
}

/** The cgroup of all pods, or of one class: the limit that `kubelet` puts on pods together; or one below that is no pod. */
function kubeParentIdentity(layers: readonly Layer[], path: string): Identity | null {
  const at = layers.findLastIndex((layer) => layer.kind === 'kube-parent');
  const parent = layers[at];
  if (parent?.kind !== 'kube-parent') return null;
  const extra = outerExtra(layers.slice(0, at));
  if (at < layers.length - 1) extra.cgroup = path;
  const identity = common('kubernetes', layers, extra, []);
  return { ...identity, qosClass: parent.qos, slice: parent.slice };
}

function schedulerIdentity(layers: readonly Layer[]): Identity | null {
  const at = layers.findLastIndex((layer) => layer.kind === 'ecs-task' || layer.kind === 'slurm');
  const layer = layers[at];
  const container = layers.slice(at + 1).find((inner) => inner.kind === 'container');
  const containerId = container?.kind === 'container' ? container.id : null;
  if (layer?.kind === 'ecs-task') {
    const extra: Extra = { taskId: layer.taskId };
    if (layer.cluster !== null) extra.cluster = layer.cluster;
    return { ...common('ecs', layers, extra, layers.slice(at + 1)), containerId, slice: layer.slice };
  }
  if (layer?.kind !== 'slurm') return null;
  const extra: Extra = {};
  if (layer.jobId !== null) extra.jobId = layer.jobId;
  if (layer.stepId !== null) extra.stepId = layer.stepId;
  const identity = common('slurm', layers, extra, layers.slice(at + 1));
  return { ...identity, containerId, user: layer.uid ?? identity.user, unit: layer.unit };
}

function containedIdentity(layers: readonly Layer[]): Identity | null {
  const at = layers.findLastIndex((layer) => isContained(layer));
  const layer = layers[at];
  if (layer === undefined) return null;
  const inside = layers.slice(at + 1);
  const extra = outerExtra(layers.slice(0, at));
  const unit = innerUnit(inside);
  switch (layer.kind) {
    case 'container':
      if (layer.monitor) extra.role = 'container monitor';
      return {
        ...common(runtimeOf(layer), layers, { ...extra, ...engineExtra(layer) }, inside),
        containerId: layer.monitor ? null : layer.id,
        unit: unit ?? layer.unit,
      };
    case 'lxc':
      if (layer.monitor) extra.role = 'container monitor';
      if (/^\d+$/.test(layer.name)) extra.vmid = layer.name;
      return { ...common('lxc', layers, extra, inside), containerId: layer.name, unit };
    case 'nspawn':
      return {
        ...common('nspawn', layers, extra, inside),
        containerId: layer.name,
        unit: unit ?? layer.unit,
      };
    case 'guest':
      extra.guest = layer.name;
      extra.hypervisor = layer.hypervisor;
      if (layer.hypervisor === 'proxmox') extra.vmid = layer.name;
      return { ...common('other', layers, extra, inside), unit: layer.unit };
    default:
      return null;
  }
}

function isContained(layer: Layer): boolean {
  return (
    layer.kind === 'container' || layer.kind === 'lxc' || layer.kind === 'nspawn' || layer.kind === 'guest'
  );
}

function runtimeOf(layer: Of<'container'>): Runtime {
  return layer.engine === 'docker' || layer.engine === 'podman' ? layer.engine : 'other';
}

function systemdIdentity(layers: readonly Layer[]): Identity | null {
  const isSystemd = layers.some(
    (layer) => layer.kind === 'unit' || layer.kind === 'slice' || layer.kind === 'user',
  );
  if (!isSystemd) return null;
  const at = layers.findLastIndex((layer) => layer.kind === 'unit');
  const manager = layers.findLast((layer) => layer.kind === 'user' && layer.unit !== null);
  const unit = innerUnit(layers) ?? (manager?.kind === 'user' ? manager.unit : null);
  const below = at < 0 ? [] : layers.slice(at + 1);
  const extra: Extra = {};
  const subgroup = below
    .map((layer) => (layer.kind === 'plain' ? layer.name : null))
    .filter((name) => name !== null);
  if (subgroup.length > 0) extra.subgroup = subgroup.join('/');
  return { ...common('systemd', layers, extra, []), unit };
}

function otherIdentity(layers: readonly Layer[]): Identity {
  const names = layers
    .map((layer) => (layer.kind === 'plain' ? layer.name : ''))
    .filter((name) => name !== '');
  return common('other', layers, { cgroup: `/${names.join('/')}` }, []);
}

/** What every identity has: the user and the innermost slice that the path names. */
function common(
  runtime: Runtime,
  layers: readonly Layer[],
  extra: Extra,
  inside: readonly Layer[],
): Identity {
  const user = layers.findLast((layer) => layer.kind === 'user');
  const podmanPod = layers.findLast((layer) => layer.kind === 'podman-pod');
  if (podmanPod?.kind === 'podman-pod') extra.podId = podmanPod.id;
  if (innerUnit(inside) !== null) extra.unitWhere = 'inside the container';
  return {
    runtime,
    qosClass: null,
    podUid: null,
    containerId: null,
    unit: null,
    slice: lastSlice(layers),
    user: user?.kind === 'user' ? user.uid : null,
    extra,
  };
}

function lastSlice(layers: readonly Layer[]): string | null {
  for (const layer of layers.toReversed()) {
    if (layer.kind === 'slice') return layer.name;
    if ('slice' in layer && layer.slice !== null) return layer.slice;
  }
  return null;
}

function innerUnit(layers: readonly Layer[]): string | null {
  const unit = layers.findLast((layer) => layer.kind === 'unit');
  return unit?.kind === 'unit' ? unit.name : null;
}

function engineExtra(container: Of<'container'> | null): Extra {
  return container?.engine ? { engine: container.engine } : {};
}

/** Containers and machines around the one that is meant, e.g. kind's node container or a Proxmox guest. */
function outerExtra(outer: readonly Layer[]): Extra {
  const extra: Extra = {};
  for (const layer of outer) {
    if (layer.kind === 'container') extra.outerContainerId = layer.id;
    if (layer.kind === 'lxc') extra.outerLxc = layer.name;
    if (layer.kind === 'nspawn') extra.outerMachine = layer.name;
    if (layer.kind === 'pod') extra.outerPodUid = layer.podUid;
  }
  return extra;
}
