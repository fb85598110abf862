/** What the pod's quality-of-service class did to its chances, and the memory request read back from it. */
import { formatBytes } from '../../base/units.js';
import { finding, type Rule, says } from '../finding.js';

const ADJ_WORDS: Readonly<Record<string, string>> = {
  guaranteed:
    'Guaranteed pods (requests equal limits) get -997, so they are killed last when the node runs out; their own limit still kills them.',
  besteffort:
    'BestEffort pods (no requests, no limits) get 1000, so they are the first to die when the node runs out.',
  burstable:
    "Burstable pods get 1000 minus the thousandths of the node's memory they request: the smaller the request, the sooner they die.",
};

export const kubernetesQos: Rule = (facts) => {
  const qos = facts.identity?.qosClass ?? null;
  const adj = facts.victim?.oomScoreAdj ?? null;
  if (facts.identity?.runtime !== 'kubernetes' || qos === null || facts.victim === null) return null;
  const request = facts.identity.extra.memoryRequest;
  const isOver = facts.limit.usedBytes !== null && facts.report.scope === 'memcg';
  const requested =
    request === undefined
      ? ''
      : ` Its request reads back as ${request}${isOver ? `; it used ${formatBytes(facts.limit.usedBytes ?? 0)}` : ''}.`;
  return finding('kubernetes-qos', {
    severity: 'info',
    title: `The pod is ${qos}${adj === null ? '' : `, oom_score_adj ${adj}`}`,
    detail: `${ADJ_WORDS[qos] ?? ''}${requested}`,
    confidence: 'high',
    evidence: [
      says(`cgroup path: ${facts.victim.memcgPath ?? facts.report.memcg?.taskPath ?? ''}`),
      ...(adj === null ? [] : [says(`oom_score_adj ${adj}`, facts.victim.line)]),
    ],
  });
};
