/** systemd in cgroup paths: slices, user slices and managers, services, scopes; and any other name as it stands. */
import type { Layer, LayerReader } from './layer.js';

const USER_SLICE = /^user-(\d+)\.slice$/;
const USER_MANAGER = /^user@(\d+)\.service$/;
const UNIT = /.\.(?:service|scope|socket|mount|swap)$/;

export const readSystemd: LayerReader = (components, index) => {
  const name = components[index] ?? '';
  return { layers: [layerOf(name)], taken: 1 };
};

function layerOf(name: string): Layer {
  const slice = USER_SLICE.exec(name)?.[1];
  if (slice !== undefined) return { kind: 'user', uid: slice, slice: name, unit: null };
  const manager = USER_MANAGER.exec(name)?.[1];
  if (manager !== undefined) return { kind: 'user', uid: manager, slice: null, unit: name };
  if (name.endsWith('.slice') && name.length > '.slice'.length) return { kind: 'slice', name };
  if (UNIT.test(name)) return { kind: 'unit', name };
  return { kind: 'plain', name };
}
