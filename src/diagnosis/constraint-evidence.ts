/** What in the log shows that only some memory nodes could be used: the summary line, or up to 2.6.35 the kill's own words. */
import type { Evidence } from '../report/event.js';
import type { Facts } from './facts.js';
import { says } from './finding.js';

const TOLD = /MPOL_BIND|in cpuset/;

export function constraintEvidence({ report, victim }: Facts, constraint: string): Evidence {
  const { killMessage = '' } = report.extra;
  return TOLD.test(killMessage)
    ? says(killMessage, victim?.line ?? null)
    : says(`constraint=CONSTRAINT_${constraint}`);
}
