/**
 * Whole systems in cgroup paths: LXC and LXD containers (Proxmox names them by number), systemd-nspawn machines,
 * virtual machines of libvirt and Proxmox.
 */
import type { Layer, LayerReader } from './layer.js';

const NSPAWN = /^systemd-nspawn@(.+)\.service$/;
const MACHINE = /^machine-(.+)\.scope$/;
const NUMBERED_SCOPE = /^(\d+)\.scope$/;

export const readMachine: LayerReader = (components, index) =>
  readLxc(components, index) ?? readGuest(components, index) ?? readNspawn(components[index] ?? '');

function readLxc(components: readonly string[], index: number): ReturnType<LayerReader> {
  const name = components[index] ?? '';
  const child = components[index + 1];
  const dotted = /^lxc\.(payload|monitor)\.(.+)$/.exec(name);
  if (dotted) return one(lxc(dotted[2] ?? '', dotted[1] === 'monitor'));
  const isParent = name === 'lxc' || name === 'lxc.payload' || name === 'lxc.monitor';
  if (!isParent || child === undefined || child === '') return null;
  // Proxmox and newer LXC put the guest's own tree below `ns`.
  const namespaced = components[index + 2] === 'ns';
  return one(lxc(child, name === 'lxc.monitor'), namespaced ? 3 : 2);
}

function readGuest(components: readonly string[], index: number): ReturnType<LayerReader> {
  const name = components[index] ?? '';
  if (name === 'qemu.slice') {
    const scope = components[index + 1] ?? '';
    const id = NUMBERED_SCOPE.exec(scope)?.[1];
    if (id === undefined) return null;
    const guest: Layer = { kind: 'guest', name: id, hypervisor: 'proxmox', unit: scope };
    return { layers: [{ kind: 'slice', name }, guest], taken: 2 };
  }
  const qemu = /^machine-qemu(?:\\x2d|-)\d+(?:\\x2d|-)(.+)\.scope$/.exec(name);
  if (!qemu) return null;
  return one({ kind: 'guest', name: unescapeUnit(qemu[1] ?? ''), hypervisor: 'libvirt', unit: name });
}

function readNspawn(name: string): ReturnType<LayerReader> {
  const service = NSPAWN.exec(name);
  if (service) return one({ kind: 'nspawn', name: unescapeUnit(service[1] ?? ''), unit: name });
  const libvirtLxc = /^machine-lxc(?:\\x2d|-)\d+(?:\\x2d|-)(.+)\.scope$/.exec(name);
  if (libvirtLxc) return one(lxc(unescapeUnit(libvirtLxc[1] ?? ''), false));
  const scope = MACHINE.exec(name);
  return scope ? one({ kind: 'nspawn', name: unescapeUnit(scope[1] ?? ''), unit: name }) : null;
}

/** systemd writes `-` inside a name as `\x2d`. Only printable ASCII is put back. */
function unescapeUnit(name: string): string {
  return name.replace(/\\x([2-7][0-9a-f])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function lxc(name: string, monitor: boolean): Layer {
  return { kind: 'lxc', name, monitor };
}

function one(layer: Layer, taken = 1): ReturnType<LayerReader> {
  return { layers: [layer], taken };
}
