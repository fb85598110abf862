/** The free memory lay in the CMA area, which this allocation must not use. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule } from '../finding.js';
import { allFailed, allowedZones, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const cmaOnlyFree: Rule = (facts) => {
  if (!isZoneQuestion(facts) || !allFailed(facts)) return null;
  const zones = allowedZones(facts).filter(
    (zone) =>
      zone.verdict === 'below' && zone.usableBytes + zone.cmaBytes > zone.minBytes + zone.reserveBytes,
  );
  const cma = zones.reduce((sum, zone) => sum + zone.cmaBytes, 0);
  if (cma === 0) return null;
  return finding('cma-only-free', {
    severity: 'critical',
    title: 'The free memory was in the CMA area and could not be used',
    detail:
      `${formatBytes(cma)} of the free memory belong to the contiguous memory area kept for devices. Only movable pages may ` +
      'borrow it, and this allocation was not movable: for it, next to nothing was left.',
    confidence: 'high',
    evidence: zoneEvidence(zones),
    advice: [
      advise(
        'Make the CMA area smaller',
        'Set cma= on the kernel command line to what the devices (camera, display, GPU) need; the memory returns to general use ' +
          'after a restart.',
        ['grep -i cma /proc/meminfo', "tr ' ' '\\n' < /proc/cmdline | grep cma"],
      ),
    ],
  });
};
