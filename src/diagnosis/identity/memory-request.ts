/**
 * Reads a Burstable pod's memory request back from the victim's oom_score_adj: kubelet sets 1000 minus the thousandth
 * of the node's memory that was requested, kept within 2 and 999. Derived, and exact to a thousandth of the node.
 */
import { formatBytes } from '../../base/units.js';
import type { Identity, OomReport } from '../../report/event.js';
import { mainVictim } from '../kernel-choice.js';
import { usableRamBytes } from '../limit.js';

interface MemoryRequest {
  /** Thousandths of the node's memory. */
  readonly permille: number;
  /** Null where no report of this host shows its RAM. */
  readonly bytes: number | null;
  /** What a thousandth is worth: the request is known no better. */
  readonly stepBytes: number | null;
}

const HIGHEST = 998;
const LOWEST = 4;

/** Null outside of Burstable pods, and at the ends of the scale, where kubelet clamps. */
function memoryRequestOf(
  identity: Identity | null,
  report: OomReport,
  history: readonly OomReport[],
): MemoryRequest | null {
  const adj = mainVictim(report)?.oomScoreAdj ?? null;
  if (identity?.runtime !== 'kubernetes' || identity.qosClass !== 'burstable' || identity.podUid === null)
    return null;
  if (adj === null || adj > HIGHEST || adj < LOWEST) return null;
  const ram = usableRamBytes(report.memory) ?? ramOfHost(report, history);
  const permille = 1000 - adj;
  if (ram === null) return { permille, bytes: null, stepBytes: null };
  return { permille, bytes: (permille / 1000) * ram, stepBytes: ram / 1000 };
}

/** Adds the request to the identity's `extra`, in words. */
export function withMemoryRequest(
  identity: Identity,
  report: OomReport,
  history: readonly OomReport[],
): Identity {
  const request = memoryRequestOf(identity, report, history);
  if (request === null) return identity;
  const share = `${request.permille / 10} % of the node's memory`;
  const amount = request.bytes === null ? share : `about ${formatBytes(request.bytes)}, ${share}`;
  return {
    ...identity,
    extra: { ...identity.extra, memoryRequest: `${amount} (derived from oom_score_adj)` },
  };
}

/** A container's report shows no RAM, but an earlier one of the same host may. */
function ramOfHost(report: OomReport, history: readonly OomReport[]): number | null {
  if (report.host === null) return null;
  const other = history
    .slice(-200)
    .findLast((past) => past.host === report.host && usableRamBytes(past.memory) !== null);
  return other === undefined ? null : usableRamBytes(other.memory);
}
