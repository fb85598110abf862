/** Splits a cgroup path into layers, outermost first. The first reader that knows the components there wins. */
import { readContainer } from './container-layers.js';
import { readKubepods, readPodSlice } from './kubernetes-layers.js';
import type { Layer, LayerReader } from './layer.js';
import { readMachine } from './machine-layers.js';
import { readScheduler } from './scheduler-layers.js';
import { readSystemd } from './systemd-layers.js';

const READERS: readonly LayerReader[] = [
  readPodSlice,
  readKubepods,
  readScheduler,
  readMachine,
  readContainer,
  readSystemd,
];

/** Paths are at most PATH_MAX bytes, so at most 2048 components. */
export function layersOfPath(path: string): readonly Layer[] {
  const components = path.split('/').filter((component) => component !== '');
  const layers: Layer[] = [];
  for (let index = 0; index < components.length; ) {
    const read = firstRead(components, index);
    layers.push(...read.layers);
    index += read.taken;
  }
  return layers;
}

function firstRead(
  components: readonly string[],
  index: number,
): { layers: readonly Layer[]; taken: number } {
  for (const reader of READERS) {
    const read = reader(components, index);
    if (read !== null) return read;
  }
  return { layers: [], taken: 1 };
}
