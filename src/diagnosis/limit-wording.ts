/** The limit that was hit, in words and as evidence. */
import type { Evidence, LimitKind } from '../report/event.js';
import type { Facts } from './facts.js';
import { placeName } from './place-name.js';
import { shareOf } from './share-wording.js';

/** The place whose limit was hit: `pod 0f3c… (burstable)`, `nginx.service`, `cgroup /foo`. */
export function limitPlace(facts: Facts): string {
  const path = facts.report.memcg?.limitPath ?? null;
  const named =
    placeName(facts.limitIdentity) ??
    placeName(facts.report.memcg?.taskPath === path ? facts.identity : null);
  return named ?? (path === null ? 'a cgroup the log does not name' : `cgroup ${path}`);
}

export function limitName(which: LimitKind | null): string {
  switch (which) {
    case 'memory+swap':
      return 'memory+swap limit';
    case 'swap':
      return 'swap limit';
    case 'kmem':
      return 'kernel memory limit';
    case 'memory':
    case null:
      return 'memory limit';
  }
}

/** Usage against the limit as evidence; empty where the log does not print both. */
export function usageEvidence(facts: Facts): readonly Evidence[] {
  const { usedBytes, totalBytes, kind, which } = facts.limit;
  if (usedBytes === null || totalBytes === null) return [];
  const what = kind === 'cgroup' ? (which === 'memory' || which === null ? 'memory' : which) : 'RAM';
  return [{ text: `${what}: ${shareOf(usedBytes, totalBytes)} used`, line: null }];
}
