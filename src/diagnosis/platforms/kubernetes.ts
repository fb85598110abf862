/** Kubernetes: a container's own limit, or the node itself. */
import { formatBytes } from '../../base/units.js';
import type { Advice } from '../../report/event.js';
import type { Facts } from '../facts.js';
import { advise } from '../finding.js';
import { workloadOf } from '../workloads/index.js';
import { limitStep } from './limit-step.js';
import type { Platform } from './platform-advice.js';

const DATABASES = new Set(['postgresql', 'mysql', 'mongodb', 'clickhouse', 'redis']);

export const kubernetes: Platform = {
  id: 'kubernetes',
  name: 'Kubernetes',
  applies: (facts) =>
    facts.identity?.runtime === 'kubernetes' || facts.limitIdentity?.runtime === 'kubernetes',
  advice: (facts) => {
    const isNode = facts.report.scope !== 'memcg' || isNodeAllocatable(facts);
    const own = isNode ? [nodeAdvice(facts)] : [limitAdvice(facts)];
    return [...own, ...databaseAdvice(facts)];
  },
};

/** The limit kubelet puts around all pods. */
function isNodeAllocatable(facts: Facts): boolean {
  const limit = facts.limitIdentity;
  return limit?.runtime === 'kubernetes' && limit.podUid === null && limit.extra.cgroup === undefined;
}

function findPod(facts: Facts): readonly string[] {
  const uid = facts.identity?.podUid ?? facts.limitIdentity?.podUid ?? null;
  if (uid === null || !/^[0-9A-Za-z-]+$/.test(uid)) return [];
  const isStatic = /^[0-9a-f]{32}$/.test(uid);
  const find = isStatic
    ? `kubectl get pods -A -o json | jq -r '.items[] | select(.metadata.annotations["kubernetes.io/config.hash"]=="${uid}") | .metadata.namespace+"/"+.metadata.name'`
    : `kubectl get pods -A -o jsonpath='{range .items[?(@.metadata.uid=="${uid}")]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}'`;
  return [find];
}

function limitAdvice(facts: Facts): Advice {
  const step = limitStep(facts);
  const isPod = (facts.limitIdentity?.podUid ?? null) !== null && facts.limitIdentity?.containerId === null;
  const which = isPod
    ? "The limit that was hit is the pod's (the sum of its containers' limits, or its own). "
    : '';
  return advise(
    'Find the pod by its uid, and set its memory limit and request',
    `${which}${step.words} A request equal to the limit makes the pod Guaranteed, which protects it when the node runs out.`,
    [
      ...findPod(facts),
      `kubectl -n NAMESPACE set resources deployment/NAME -c CONTAINER --limits=memory=${step.mebibytes}Mi --requests=memory=${step.mebibytes}Mi`,
      'kubectl -n NAMESPACE top pod POD --containers',
    ],
  );
}

function nodeAdvice(facts: Facts): Advice {
  const ram = facts.limit.kind === 'machine' ? facts.limit.totalBytes : null;
  const size = ram === null ? '' : ` of ${formatBytes(ram)}`;
  return advise(
    'Keep memory of the node back for the system, and let kubelet evict before the kernel kills',
    `The node itself ran out${size}: pods together used more than they request, or the system's own share was not reserved. Give pods requests ` +
      'near what they use; reserve for the system; evict early. Costs schedulable memory.',
    [
      '# kubelet configuration: systemReserved: {memory: 1Gi}, kubeReserved: {memory: 1Gi}',
      '# kubelet configuration: evictionHard: {memory.available: "500Mi"}',
      'kubectl describe node NODE | grep -A 12 "Allocated resources"',
      ...findPod(facts),
    ],
  );
}

/** Three ways to run a database, by what is at stake. */
function databaseAdvice(facts: Facts): readonly Advice[] {
  const comm = facts.victim?.comm ?? null;
  const database = comm === null ? null : workloadOf(comm);
  if (database === null || !DATABASES.has(database.id)) return [];
  const limit = facts.limit.totalBytes;
  const half = limit === null ? 'half of the limit' : `${formatBytes(limit / 2)}, half of the limit`;
  return [
    advise(
      'Choose one of three ways to run a database here',
      `(1) Guaranteed: request equal to limit, an alert at ${half}, then adjust to the measured peak. (2) Burstable: a request and no limit; watch ` +
        "the node's memory, alert at 50 %, and make sure the node never gets there. (3) Accept some kills: retry transactions, run it highly " +
        'available, know the expected rate. vm.overcommit_memory=2 is no option on a node: kubelet sets 1.',
      [],
    ),
  ];
}
