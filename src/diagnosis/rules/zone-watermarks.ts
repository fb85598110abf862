/** The arithmetic of every zone that could have served the allocation: why there was not enough where it counts. */
import { formatBytes } from '../../base/units.js';
import { finding, type Rule } from '../finding.js';
import { allFailed, allowedZones, freeSum, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence, zoneName } from '../zone-wording.js';

export const zoneWatermarks: Rule = (facts) => {
  if (!isZoneQuestion(facts)) return null;
  const zones = allowedZones(facts);
  const passing = zones.filter((zone) => zone.verdict === 'passes');
  if (!allFailed(facts)) {
    return finding('zone-watermarks', {
      severity: 'info',
      title: 'By the time of the report some memory was free again',
      detail:
        `${passing.map(zoneName).join(' and ')} would have passed the check by the numbers printed. They are read after ` +
        'the decision: memory that other processes freed meanwhile is already in them.',
      confidence: 'medium',
      evidence: zoneEvidence(zones),
    });
  }
  return finding('zone-watermarks', {
    severity: 'info',
    title: 'No zone had enough free memory for this allocation',
    detail:
      `${formatBytes(freeSum(zones))} were free in the zones that could be used, and every one of them was at or below what ` +
      'the kernel keeps back for itself, or lacked a block of the size asked for. Free memory below these marks is not ' +
      'for ordinary allocations.',
    confidence: 'high',
    evidence: zoneEvidence(zones),
  });
};
