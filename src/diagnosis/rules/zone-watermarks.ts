/** The arithmetic of every zone that could have served the allocation: why there was not enough where it counts. */
import { formatBytes } from '../../base/units.js';
import { finding, type Rule } from '../finding.js';
import type { ZoneVerdict } from '../watermarks.js';
import { allFailed, allowedZones, freeSum, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence, zoneName } from '../zone-wording.js';

function needsCma(zone: ZoneVerdict): boolean {
  return zone.usableBytes - zone.borrowableCmaBytes <= zone.minBytes + zone.reserveBytes;
}

export const zoneWatermarks: Rule = (facts) => {
  if (!isZoneQuestion(facts)) return null;
  const zones = allowedZones(facts);
  const passing = zones.filter((zone) => zone.verdict === 'passes');
  const borrowed = passing.reduce((sum, zone) => sum + zone.borrowableCmaBytes, 0);
  if (passing.length > 0 && passing.every(needsCma)) {
    return finding('zone-watermarks', {
      severity: 'info',
      title: 'Enough memory was free only with the CMA area',
      detail:
        `Of the memory free in ${passing.map(zoneName).join(' and ')} ${formatBytes(borrowed)} belong to the contiguous memory ` +
        'area kept for devices, and without them it would be too little. Movable pages like this one may borrow them, but ' +
        'not every kernel gives them out: a smaller area (cma= on the kernel command line) leaves more for everybody.',
      confidence: 'medium',
      evidence: zoneEvidence(zones),
    });
  }
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
