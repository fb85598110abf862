/** What the platform the victim ran on offers: limits, requests, reservations, with the values filled in. */
import { finding, type Rule, says } from '../finding.js';
import { placeName, victimPath } from '../place.js';
import { platformOf } from '../platforms/index.js';

export const platform: Rule = (facts) => {
  const { report } = facts;
  const isMemory = report.scope === 'memcg' || report.scope === 'system';
  if (!isMemory || report.manual || report.killer !== 'kernel') return null;
  const found = platformOf(facts);
  if (found === null) return null;
  const where = placeName(facts.identity);
  const path = victimPath(report);
  return finding('platform', {
    severity: 'info',
    title: found.id === 'host' ? 'What this machine can do about it' : `What ${found.name} can do about it`,
    detail: where === null ? 'The log names no cgroup of the victim.' : `The victim ran in ${where}.`,
    confidence: 'high',
    evidence: path === null ? [] : [says(`cgroup ${path}`)],
    advice: found.advice(facts),
  });
};
