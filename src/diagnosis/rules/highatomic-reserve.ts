/** The free memory was in the reserve for urgent kernel allocations. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule } from '../finding.js';
import { allFailed, allowedZones, isNoticeable, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const highatomicReserve: Rule = (facts) => {
  if (!isZoneQuestion(facts) || !allFailed(facts)) return null;
  const zones = allowedZones(facts).filter(
    (zone) =>
      zone.verdict === 'below' && zone.usableBytes + zone.highatomicBytes > zone.minBytes + zone.reserveBytes,
  );
  const reserved = zones.reduce((sum, zone) => sum + zone.highatomicBytes, 0);
  if (reserved === 0 || !isNoticeable(facts, zones)) return null;
  return finding('highatomic-reserve', {
    severity: 'warning',
    title: 'The free memory was in the reserve for urgent kernel allocations',
    detail:
      `${formatBytes(reserved)} of the free memory were set aside for high-order atomic allocations (typically the network ` +
      "card's). Without that reserve the zone would have passed its watermark. The kernel should give the reserve back " +
      'before it kills; old kernels did not always.',
    confidence: 'medium',
    unless: 'the reserve was partly in use: only kernels from 6.15 on print its free part',
    evidence: zoneEvidence(zones),
    advice: [
      advise(
        'Raise min_free_kbytes, and update the kernel',
        'A larger margin keeps ordinary allocations away from the reserve; later kernels release it before they kill.',
        ['sysctl vm.min_free_kbytes', 'sysctl -w vm.min_free_kbytes=131072'],
      ),
    ],
  });
};
