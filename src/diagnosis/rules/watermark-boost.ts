/** The watermark was raised for a while because of fragmentation, and that made the difference. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule } from '../finding.js';
import { allFailed, allowedZones, isNoticeable, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const watermarkBoost: Rule = (facts) => {
  if (!isZoneQuestion(facts) || !allFailed(facts)) return null;
  const zones = allowedZones(facts).filter(
    (zone) =>
      zone.verdict === 'below' &&
      zone.boostBytes > 0 &&
      zone.usableBytes > zone.minBytes - zone.boostBytes + zone.reserveBytes,
  );
  if (zones.length === 0 || !isNoticeable(facts, zones)) return null;
  const boost = zones.reduce((sum, zone) => sum + zone.boostBytes, 0);
  return finding('watermark-boost', {
    severity: 'warning',
    title: 'A temporarily raised watermark kept free memory out of reach',
    detail:
      `The kernel had raised the watermark by ${formatBytes(boost)} to fight fragmentation. Without that boost the free ` +
      'memory would have been enough.',
    confidence: 'medium',
    evidence: zoneEvidence(zones),
    advice: [
      advise(
        'Turn the boost down',
        'vm.watermark_boost_factor=0 switches it off (the default is 15000). Costs a little more fragmentation.',
        ['sysctl vm.watermark_boost_factor', 'sysctl -w vm.watermark_boost_factor=0'],
      ),
    ],
  });
};
