/** Whether an earlier kill could give back any of the memory that ran out later. */
import { isAncestor } from '../line/memcg-lines.js';
import type { OomReport } from '../report/event.js';
import { victimPath } from './place.js';

/** Whether the memory of the earlier victim counts against what ran out later: the machine, or a cgroup that held both. */
export function couldRelieve(before: OomReport, after: OomReport): boolean {
  const limit = after.scope === 'memcg' ? (after.memcg?.limitPath ?? null) : null;
  const place = victimPath(before);
  return limit === null || place === null || isAncestor(limit, place);
}

/** Whether the log tells that: of a cgroup's limit it must name the cgroup, and where the earlier victim ran. */
export function isReliefKnown(before: OomReport, after: OomReport): boolean {
  return after.scope !== 'memcg' || (Boolean(after.memcg?.limitPath) && victimPath(before) !== null);
}
