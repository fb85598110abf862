/**
 * What one stretch of a cgroup path says, from the outside in. A path such as
 * `/kubepods/burstable/pod…/<id>` becomes a list of these; `identity-of-path.ts` folds the list into who it was.
 */

export type Qos = 'guaranteed' | 'burstable' | 'besteffort';
export type Engine = 'docker' | 'podman' | 'containerd' | 'cri-o' | 'buildkit';

export type Layer =
  /** The cgroup above pods: all of them, or those of one QoS class. */
  | { readonly kind: 'kube-parent'; readonly qos: Qos | null; readonly slice: string | null }
  | { readonly kind: 'pod'; readonly podUid: string; readonly qos: Qos; readonly slice: string | null }
  /** `monitor`: the engine's helper process of that container (conmon), not the container. */
  | {
      readonly kind: 'container';
      readonly engine: Engine | null;
      readonly id: string;
      readonly monitor: boolean;
      readonly unit: string | null;
    }
  | { readonly kind: 'podman-pod'; readonly id: string; readonly slice: string }
  | {
      readonly kind: 'ecs-task';
      readonly taskId: string;
      readonly cluster: string | null;
      readonly slice: string | null;
    }
  | {
      readonly kind: 'slurm';
      readonly jobId: string | null;
      readonly stepId: string | null;
      readonly uid: string | null;
      readonly unit: string | null;
    }
  | { readonly kind: 'lxc'; readonly name: string; readonly monitor: boolean }
  | { readonly kind: 'nspawn'; readonly name: string; readonly unit: string }
  | {
      readonly kind: 'guest';
      readonly name: string;
      readonly hypervisor: 'libvirt' | 'proxmox';
      readonly unit: string;
    }
  | {
      readonly kind: 'user';
      readonly uid: string;
      readonly slice: string | null;
      readonly unit: string | null;
    }
  | { readonly kind: 'slice'; readonly name: string }
  | { readonly kind: 'unit'; readonly name: string }
  | { readonly kind: 'plain'; readonly name: string };

/** Reads a layer at `index`; `taken` components belong to it. Null where the path says something else there. */
export type LayerReader = (
  components: readonly string[],
  index: number,
) => { readonly layers: readonly Layer[]; readonly taken: number } | null;
