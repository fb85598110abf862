/**
 * Containers in cgroup paths: scopes such as `docker-<id>.scope` or `cri-containerd-<id>.scope`, the cgroupfs forms
 * `docker/<id>` and a bare 64-digit id, Podman's pods, BuildKit's steps, and the `slice:engine:id` spelling of a driver
 * mismatch. A name without a real id is no container.
 */
import type { Engine, Layer, LayerReader } from './layer.js';

const ENGINES: Readonly<Record<string, Engine>> = {
  docker: 'docker',
  libpod: 'podman',
  podman: 'podman',
  'cri-containerd': 'containerd',
  containerd: 'containerd',
  nerdctl: 'containerd',
  crio: 'cri-o',
  buildkit: 'buildkit',
};

/** The engine a name in a path stands for, null where it is none that we know. */
export function engineOf(name: string): Engine | null {
  return Object.hasOwn(ENGINES, name) ? (ENGINES[name] ?? null) : null;
}

const SCOPE =
  /^(docker|libpod|podman|cri-containerd|containerd|nerdctl|crio)-(conmon-)?([0-9a-f]{12,64})(?:\.scope)?$/;
const COLON = /^[^:]*:(docker|cri-containerd|containerd|nerdctl|crio|libpod):([0-9a-f]{12,64})$/;
const ID = /^[0-9a-f]{64}$/;
const SHORT_ID = /^[0-9a-f]{12,64}$/;
const PODMAN_POD = /^(?:machine|user)-libpod_pod_([0-9a-f]{12,64})\.slice$/;
/** Parents whose child is a container's id; containerd names its cgroups after its namespaces. */
const PARENTS: Readonly<Record<string, Engine>> = {
  docker: 'docker',
  libpod_parent: 'podman',
  default: 'containerd',
  'k8s.io': 'containerd',
  moby: 'docker',
};

export const readContainer: LayerReader = (components, index) => {
  const component = components[index] ?? '';
  return (
    readScope(component) ?? readParent(components, index) ?? readPodmanPod(component) ?? readBareId(component)
  );
};

function readScope(component: string): ReturnType<LayerReader> {
  const scope = SCOPE.exec(component);
  if (scope) {
    const unit = component.endsWith('.scope') ? component : null;
    return one(container(engineOf(scope[1] ?? ''), scope[3] ?? '', scope[2] !== undefined, unit));
  }
  const colon = COLON.exec(component);
  return colon ? one(container(engineOf(colon[1] ?? ''), colon[2] ?? '', false, null)) : null;
}

function readParent(components: readonly string[], index: number): ReturnType<LayerReader> {
  const name = components[index] ?? '';
  const child = components[index + 1] ?? '';
  if (name === 'buildkit' && child !== '') return one(container('buildkit', child, false, null), 2);
  if (name === 'docker' && child === 'buildkit' && components[index + 2] !== undefined) {
    return one(container('buildkit', components[index + 2] ?? '', false, null), 3);
  }
  const engine = Object.hasOwn(PARENTS, name) ? (PARENTS[name] ?? null) : null;
  if (engine === null) return null;
  if (SHORT_ID.test(child)) return one(container(engine, child, false, null), 2);
  return null;
}

function readPodmanPod(component: string): ReturnType<LayerReader> {
  const found = PODMAN_POD.exec(component);
  return found ? one({ kind: 'podman-pod', id: found[1] ?? '', slice: component }) : null;
}

function readBareId(component: string): ReturnType<LayerReader> {
  return ID.test(component) ? one(container(null, component, false, null)) : null;
}

function container(engine: Engine | null, id: string, monitor: boolean, unit: string | null): Layer {
  return { kind: 'container', engine, id, monitor, unit };
}

function one(layer: Layer, taken = 1): ReturnType<LayerReader> {
  return { layers: [layer], taken };
}
