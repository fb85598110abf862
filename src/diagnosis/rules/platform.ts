/** What the platform the victim ran on offers: limits, requests, reservations, with the values filled in. */
import type { Advice, OomReport } from '../../report/event.js';
import type { Facts } from '../facts.js';
import { finding, type Rule, says } from '../finding.js';
import { isOutOfReach } from '../out-of-reach.js';
import { victimPath } from '../place.js';
import { placeName } from '../place-name.js';
import { platformOf } from '../platforms/index.js';
import type { Platform } from '../platforms/platform-advice.js';

export const platform: Rule = (facts) => {
  const { report } = facts;
  const found = platformToAsk(facts);
  if (found === null) return null;
  const where = placeName(facts.identity);
  const path = victimPath(report);
  return finding('platform', {
    severity: 'info',
    title: found.id === 'host' ? 'What this machine can do about it' : `What ${found.name} can do about it`,
    detail: whereabouts(report, where),
    confidence: 'high',
    evidence: path === null ? [] : [says(`cgroup ${path}`)],
    advice: found.advice(facts).slice(0, 1),
  });
};

function whereabouts(report: OomReport, where: string | null): string {
  if (report.victims.length === 0) {
    if (report.outcome !== 'unknown') return 'Nothing was killed.';
    return where === null ? 'The log names no victim.' : `The killer ran for ${where}.`;
  }
  if (where !== null) return `The victim ran in ${where}.`;
  return victimPath(report) === '/'
    ? 'The victim ran in the root cgroup, which has no limit.'
    : 'The log names no cgroup of the victim.';
}

/** All of it, the first step first; empty where no platform has anything to say. */
export function platformAdvice(facts: Facts): readonly Advice[] {
  return platformToAsk(facts)?.advice(facts) ?? [];
}

function platformToAsk(facts: Facts): Platform | null {
  const { scope, manual, killer } = facts.report;
  const isMemory = scope === 'memcg' || scope === 'system';
  if (!isMemory || manual || killer !== 'kernel' || isOutOfReach(facts)) return null;
  return platformOf(facts);
}
