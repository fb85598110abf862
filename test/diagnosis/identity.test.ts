import { describe, expect, it } from 'vitest';
import { identityOfPath } from '../../src/diagnosis/identity/identity-of-path.js';
import { placeName } from '../../src/diagnosis/place-name.js';
import type { Identity } from '../../src/report/event.js';

const ID = '3f2a91c0b7de4455667788990011223344556677889900aabbccddeeff001122';
const OTHER = 'a'.repeat(64);
const UID = '0f3c8a51-7d1e-4c52-9d3a-5b1f6c2e7a90';
const UNDERSCORED = UID.replaceAll('-', '_');
const STATIC = '5d41402abc4b2a76b9719d911017c592';
const TASK = '0123456789abcdef0123456789abcdef';

/** Null fields and an empty `extra` are left out, so that a row shows only what the path says. */
function said(identity: Identity | null): Record<string, unknown> | null {
  if (identity === null) return null;
  const { extra, ...rest } = identity;
  const told = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return Object.keys(extra).length === 0 ? told : { ...told, extra };
}

const burstableSlice = `kubepods-burstable-pod${UNDERSCORED}.slice`;

const cases: readonly [string, string, Record<string, unknown> | null][] = [
  ['root', '/', null],
  [
    'kubernetes, systemd driver, burstable',
    `/kubepods.slice/kubepods-burstable.slice/${burstableSlice}/cri-containerd-${ID}.scope`,
    {
      runtime: 'kubernetes',
      qosClass: 'burstable',
      podUid: UID,
      containerId: ID,
      unit: `cri-containerd-${ID}.scope`,
      slice: burstableSlice,
      extra: { engine: 'containerd' },
    },
  ],
  [
    'kubernetes, systemd driver, guaranteed, CRI-O',
    `/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-${ID}.scope`,
    {
      runtime: 'kubernetes',
      qosClass: 'guaranteed',
      podUid: UID,
      containerId: ID,
      unit: `crio-${ID}.scope`,
      slice: `kubepods-pod${UNDERSCORED}.slice`,
      extra: { engine: 'cri-o' },
    },
  ],
  [
    'kubernetes, CRI-O with a container cgroup below the scope',
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${UNDERSCORED}.slice/crio-${ID}.scope/container`,
    {
      runtime: 'kubernetes',
      qosClass: 'besteffort',
      podUid: UID,
      containerId: ID,
      unit: `crio-${ID}.scope`,
      slice: `kubepods-besteffort-pod${UNDERSCORED}.slice`,
      extra: { engine: 'cri-o' },
    },
  ],
  [
    'CRI-O conmon is not the container',
    `/kubepods.slice/kubepods-pod${UNDERSCORED}.slice/crio-conmon-${ID}.scope`,
    {
      runtime: 'kubernetes',
      qosClass: 'guaranteed',
      podUid: UID,
      unit: `crio-conmon-${ID}.scope`,
      slice: `kubepods-pod${UNDERSCORED}.slice`,
      extra: { engine: 'cri-o', role: 'container monitor' },
    },
  ],
  [
    'kubernetes, cgroupfs driver, burstable',
    `/kubepods/burstable/pod${UID}/${ID}`,
    { runtime: 'kubernetes', qosClass: 'burstable', podUid: UID, containerId: ID },
  ],
  [
    'kubernetes, cgroupfs driver, guaranteed',
    `/kubepods/pod${UID}/${ID}`,
    { runtime: 'kubernetes', qosClass: 'guaranteed', podUid: UID, containerId: ID },
  ],
  [
    'static pod',
    `/kubepods/burstable/pod${STATIC}/${ID}`,
    { runtime: 'kubernetes', qosClass: 'burstable', podUid: STATIC, containerId: ID },
  ],
  [
    'the pod itself',
    `/kubepods/besteffort/pod${UID}`,
    { runtime: 'kubernetes', qosClass: 'besteffort', podUid: UID },
  ],
  ['all pods', '/kubepods.slice', { runtime: 'kubernetes', slice: 'kubepods.slice' }],
  ['all burstable pods', '/kubepods/burstable', { runtime: 'kubernetes', qosClass: 'burstable' }],
  [
    'driver mismatch',
    `/system.slice/containerd.service/${burstableSlice}:cri-containerd:${ID}`,
    {
      runtime: 'kubernetes',
      qosClass: 'burstable',
      podUid: UID,
      containerId: ID,
      slice: burstableSlice,
      extra: { engine: 'containerd' },
    },
  ],
  [
    'kubelet prefix',
    `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
    {
      runtime: 'kubernetes',
      qosClass: 'guaranteed',
      podUid: UID,
      containerId: ID,
      unit: `cri-containerd-${ID}.scope`,
      slice: `kubelet-kubepods-pod${UNDERSCORED}.slice`,
      extra: { engine: 'containerd' },
    },
  ],
  [
    'kind: a cluster in a container',
    `/docker/${OTHER}/kubelet/kubepods/burstable/pod${UID}/${ID}`,
    {
      runtime: 'kubernetes',
      qosClass: 'burstable',
      podUid: UID,
      containerId: ID,
      extra: { outerContainerId: OTHER },
    },
  ],
  [
    'a pod inside a pod: the last one, the outer one named',
    `/kubepods/pod${STATIC}/${OTHER}/kubepods/burstable/pod${UID}/${ID}`,
    {
      runtime: 'kubernetes',
      qosClass: 'burstable',
      podUid: UID,
      containerId: ID,
      extra: { outerContainerId: OTHER, outerPodUid: STATIC },
    },
  ],
  [
    'docker in a pod: the pod',
    `/kubepods/burstable/pod${UID}/${ID}/docker/${OTHER}`,
    {
      runtime: 'kubernetes',
      qosClass: 'burstable',
      podUid: UID,
      containerId: ID,
      extra: { nestedContainerId: OTHER },
    },
  ],
  ['docker, cgroupfs', `/docker/${ID}`, { runtime: 'docker', containerId: ID, extra: { engine: 'docker' } }],
  [
    'docker, systemd',
    `/system.slice/docker-${ID}.scope`,
    {
      runtime: 'docker',
      containerId: ID,
      unit: `docker-${ID}.scope`,
      slice: 'system.slice',
      extra: { engine: 'docker' },
    },
  ],
  [
    'the docker daemon is a unit',
    '/system.slice/docker.service',
    { runtime: 'systemd', unit: 'docker.service', slice: 'system.slice' },
  ],
  [
    'docker rootless, in a user cgroup',
    `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`,
    {
      runtime: 'docker',
      containerId: ID,
      unit: `docker-${ID}.scope`,
      slice: 'user.slice',
      user: '1000',
      extra: { engine: 'docker' },
    },
  ],
  [
    'a name like docker without an id, in a user cgroup, is a unit of that user',
    '/user.slice/user-1000.slice/user@1000.service/app.slice/docker-evil.scope',
    { runtime: 'systemd', unit: 'docker-evil.scope', slice: 'app.slice', user: '1000' },
  ],
  [
    'podman',
    `/machine.slice/libpod-${ID}.scope/container`,
    {
      runtime: 'podman',
      containerId: ID,
      unit: `libpod-${ID}.scope`,
      slice: 'machine.slice',
      extra: { engine: 'podman' },
    },
  ],
  [
    'podman pod',
    `/machine.slice/machine-libpod_pod_${OTHER}.slice/libpod-${ID}.scope`,
    {
      runtime: 'podman',
      containerId: ID,
      unit: `libpod-${ID}.scope`,
      slice: `machine-libpod_pod_${OTHER}.slice`,
      extra: { engine: 'podman', podId: OTHER },
    },
  ],
  [
    'containerd without Kubernetes',
    `/default/${ID}`,
    { runtime: 'other', containerId: ID, extra: { engine: 'containerd' } },
  ],
  ['an unknown engine', `/custom/${ID}`, { runtime: 'other', containerId: ID }],
  [
    'a service in a nested slice',
    '/system.slice/system-postgresql.slice/postgresql@14-main.service',
    { runtime: 'systemd', unit: 'postgresql@14-main.service', slice: 'system-postgresql.slice' },
  ],
  [
    'a delegated subgroup of a service',
    '/system.slice/app.service/worker/3',
    { runtime: 'systemd', unit: 'app.service', slice: 'system.slice', extra: { subgroup: 'worker/3' } },
  ],
  [
    'a desktop application',
    '/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope',
    { runtime: 'systemd', unit: 'vte-spawn-1.scope', slice: 'app-org.gnome.Terminal.slice', user: '1000' },
  ],
  [
    'a login session',
    '/user.slice/user-0.slice/session-3.scope',
    { runtime: 'systemd', unit: 'session-3.scope', slice: 'user-0.slice', user: '0' },
  ],
  ['a user', '/user.slice/user-1000.slice', { runtime: 'systemd', slice: 'user-1000.slice', user: '1000' }],
  [
    'a cgroup below those of pods that is none of them',
    '/kubepods.slice/infra/agent',
    { runtime: 'kubernetes', slice: 'kubepods.slice', extra: { cgroup: '/kubepods.slice/infra/agent' } },
  ],
  ['a slice', '/system.slice', { runtime: 'systemd', slice: 'system.slice' }],
  [
    'Proxmox container',
    '/lxc/101/ns/system.slice/mysqld.service',
    {
      runtime: 'lxc',
      containerId: '101',
      unit: 'mysqld.service',
      slice: 'system.slice',
      extra: { vmid: '101', unitWhere: 'inside the container' },
    },
  ],
  ['LXD container', '/lxc.payload.web/', { runtime: 'lxc', containerId: 'web' }],
  [
    'docker in Proxmox container',
    `/lxc/101/ns/docker/${ID}`,
    { runtime: 'docker', containerId: ID, extra: { engine: 'docker', outerLxc: '101' } },
  ],
  [
    'Proxmox guest',
    '/qemu.slice/100.scope',
    {
      runtime: 'other',
      unit: '100.scope',
      slice: 'qemu.slice',
      extra: { guest: '100', hypervisor: 'proxmox', vmid: '100' },
    },
  ],
  [
    'libvirt guest',
    '/machine.slice/machine-qemu\\x2d3\\x2dweb\\x2d1.scope/libvirt/emulator',
    {
      runtime: 'other',
      unit: 'machine-qemu\\x2d3\\x2dweb\\x2d1.scope',
      slice: 'machine.slice',
      extra: { guest: 'web-1', hypervisor: 'libvirt' },
    },
  ],
  [
    'nspawn',
    '/machine.slice/systemd-nspawn@build.service/payload/system.slice/cron.service',
    {
      runtime: 'nspawn',
      containerId: 'build',
      unit: 'cron.service',
      slice: 'system.slice',
      extra: { unitWhere: 'inside the container' },
    },
  ],
  [
    'nspawn scope',
    '/machine.slice/machine-build.scope',
    { runtime: 'nspawn', containerId: 'build', unit: 'machine-build.scope', slice: 'machine.slice' },
  ],
  [
    'Slurm, v1',
    '/slurm/uid_1000/job_4242/step_batch/task_0',
    { runtime: 'slurm', user: '1000', extra: { jobId: '4242', stepId: 'batch' } },
  ],
  [
    'Slurm, v2',
    '/system.slice/slurmstepd.scope/job_4242/step_0/user/task_0',
    {
      runtime: 'slurm',
      unit: 'slurmstepd.scope',
      slice: 'system.slice',
      extra: { jobId: '4242', stepId: '0' },
    },
  ],
  ['ECS', `/ecs/${TASK}/${ID}`, { runtime: 'ecs', containerId: ID, extra: { taskId: TASK } }],
  [
    'ECS, cgroup v2',
    `/ecstasks.slice/ecstasks-${TASK}.slice/docker-${ID}.scope`,
    { runtime: 'ecs', containerId: ID, slice: `ecstasks-${TASK}.slice`, extra: { taskId: TASK } },
  ],
  [
    'ECS with a cluster',
    `/ecs/prod/${TASK}/${TASK}-123456`,
    { runtime: 'ecs', containerId: `${TASK}-123456`, extra: { taskId: TASK, cluster: 'prod' } },
  ],
  ['an unknown cgroup', '/foo/bar', { runtime: 'other', extra: { cgroup: '/foo/bar' } }],
  [
    'text that looks like another field',
    '/system.slice/a,task=x,pid=1 (b).service',
    { runtime: 'systemd', unit: 'a,task=x,pid=1 (b).service', slice: 'system.slice' },
  ],
  [
    'kubepods as part of a word',
    '/mykubepodsx/podabc',
    { runtime: 'other', extra: { cgroup: '/mykubepodsx/podabc' } },
  ],
];

describe('who a cgroup path says it was', () => {
  it.each(cases)('%s', (_, path, expected) => expect(said(identityOfPath(path))).toEqual(expected));

  it('never throws and stays linear on long hostile paths', () => {
    const path = '/kubepods/burstable/pod-/docker/lxc/uid_'.repeat(400);
    expect(identityOfPath(path)).not.toBeNull();
    expect(identityOfPath('/__proto__/constructor/toString')?.runtime).toBe('other');
  });
});

it.each([
  ['/kubepods.slice', 'the cgroup of all pods'],
  ['/kubepods.slice/kubepods-burstable.slice', 'the cgroup of all burstable pods'],
  ['/kubepods.slice/infra/agent', 'cgroup /kubepods.slice/infra/agent'],
])('%s is called %s', (path, name) => expect(placeName(identityOfPath(path))).toBe(name));
