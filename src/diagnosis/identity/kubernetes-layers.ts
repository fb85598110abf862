/**
 * Kubernetes in cgroup paths: the kubelet's parent cgroups and pods, by the systemd driver
 * (`kubepods-burstable-pod<uid>.slice`), by the cgroupfs driver (`kubepods/burstable/pod<uid>`) and in the mixed form of
 * a driver mismatch (`….slice:cri-containerd:<id>`). Prefixes such as `kubelet-` or an outer container are allowed.
 */
import { engineOf } from './container-layers.js';
import type { Layer, LayerReader, Qos } from './layer.js';

const POD_SLICE = /^(?:.*-)?kubepods(?:-(burstable|besteffort))?-pod([0-9A-Za-z_]+)\.slice$/;
const POD_AND_CONTAINER = /^(.*\.slice):([a-z-]+):([0-9A-Za-z_-]+)$/;
const PARENT_SLICE = /^(?:.*-)?kubepods(?:-(burstable|besteffort))?\.slice$/;
const POD = /^pod([0-9A-Za-z][0-9A-Za-z_-]*)$/;

export const readPodSlice: LayerReader = (components, index) => {
  const component = components[index] ?? '';
  const mixed = POD_AND_CONTAINER.exec(component);
  const pod = podOfSlice(mixed?.[1] ?? component);
  if (pod === null) return null;
  if (!mixed) return { layers: [pod], taken: 1 };
  const id = mixed[3] ?? '';
  const container: Layer = {
    kind: 'container',
    engine: engineOf(mixed[2] ?? ''),
    id,
    monitor: false,
    unit: null,
  };
  return { layers: [pod, container], taken: 1 };
};

function podOfSlice(component: string): Layer | null {
  const found = POD_SLICE.exec(component);
  if (!found) return null;
  return {
    kind: 'pod',
    podUid: (found[2] ?? '').replaceAll('_', '-'),
    qos: qosOf(found[1]),
    slice: component,
  };
}

/** The cgroupfs driver: `kubepods`, then an optional class, then the pod. */
export const readKubepods: LayerReader = (components, index) => {
  const component = components[index] ?? '';
  const slice = PARENT_SLICE.exec(component);
  if (slice) return { layers: [{ kind: 'kube-parent', qos: classOf(slice[1]), slice: component }], taken: 1 };
  if (component !== 'kubepods' && !component.endsWith('-kubepods')) return null;
  const qos = classOf(components[index + 1]);
  const at = index + (qos === null ? 1 : 2);
  const pod = POD.exec(components[at] ?? '');
  if (!pod) return { layers: [{ kind: 'kube-parent', qos, slice: null }], taken: at - index };
  const layer: Layer = {
    kind: 'pod',
    podUid: (pod[1] ?? '').replaceAll('_', '-'),
    qos: qos ?? 'guaranteed',
    slice: null,
  };
  return { layers: [layer], taken: at - index + 1 };
};

function classOf(name: string | undefined): Qos | null {
  return name === 'burstable' || name === 'besteffort' ? name : null;
}

/** A pod outside the two class cgroups is Guaranteed. */
function qosOf(name: string | undefined): Qos {
  return classOf(name) ?? 'guaranteed';
}
