/** Batch and task schedulers in cgroup paths: Slurm jobs and steps (cgroup v1 and v2 layouts), Amazon ECS tasks. */
import type { Layer, LayerReader } from './layer.js';

const SLURM_ROOT = /^(?:slurm(?:_[\w.-]+)?|(?:[\w.-]+_)?slurmstepd\.scope)$/;
const ECS_SLICE = /^ecstasks-([0-9A-Za-z_-]+)\.slice$/;
const ECS_TASK = /^[0-9a-f]{32}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const readScheduler: LayerReader = (components, index) =>
  readSlurm(components, index) ?? readEcs(components, index);

function readSlurm(components: readonly string[], index: number): ReturnType<LayerReader> {
  const root = components[index] ?? '';
  if (!SLURM_ROOT.test(root)) return null;
  const found: { uid: string | null; job: string | null; step: string | null } = {
    uid: null,
    job: null,
    step: null,
  };
  let taken = 1;
  for (let at = index + 1; at < components.length; at += 1, taken += 1) {
    const part = /^(uid|job|step|task)_(.+)$/.exec(components[at] ?? '');
    if (!part && components[at] !== 'user' && components[at] !== 'slurm') break;
    const [, name, value = ''] = part ?? [];
    if (name === 'uid') found.uid = value;
    if (name === 'job') found.job = value;
    if (name === 'step') found.step = value;
  }
  const unit = root.endsWith('.scope') ? root : null;
  const layer: Layer = { kind: 'slurm', jobId: found.job, stepId: found.step, uid: found.uid, unit };
  return { layers: [layer], taken };
}

function readEcs(components: readonly string[], index: number): ReturnType<LayerReader> {
  const name = components[index] ?? '';
  const slice = ECS_SLICE.exec(name);
  if (slice) return { layers: [task(slice[1] ?? '', null, name)], taken: 1 };
  if (name === 'ecstasks.slice') return { layers: [], taken: 1 };
  if (name !== 'ecs') return null;
  const first = components[index + 1] ?? '';
  const second = components[index + 2] ?? '';
  // Older agents put the cluster's name before the task.
  const clustered = !ECS_TASK.test(first) && ECS_TASK.test(second);
  const taskId = clustered ? second : first;
  if (!ECS_TASK.test(taskId)) return null;
  const at = index + (clustered ? 3 : 2);
  const layers: Layer[] = [task(taskId, clustered ? first : null, null)];
  const container = components[at];
  // Fargate names a container `<task id>-<number>`.
  const isFargate = container?.startsWith(`${taskId}-`) ?? false;
  if (!isFargate || container === undefined) return { layers, taken: at - index };
  layers.push({ kind: 'container', engine: null, id: container, monitor: false, unit: null });
  return { layers, taken: at - index + 1 };
}

function task(taskId: string, cluster: string | null, slice: string | null): Layer {
  return { kind: 'ecs-task', taskId, cluster, slice };
}
