/** A 32-bit kernel ran out of low memory while high memory was free. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule } from '../finding.js';
import { allowedZones, freeSum, hasPlenty, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const lowmemExhausted: Rule = (facts) => {
  const high = facts.zones.filter((zone) => zone.zone === 'HighMem' && zone.verdict === 'not-allowed');
  const low = allowedZones(facts);
  // Enough in pieces that are too small is fragmentation.
  if (!isZoneQuestion(facts) || !low.every(({ verdict }) => verdict === 'below') || !high.some(hasPlenty))
    return null;
  return finding('lowmem-exhausted', {
    severity: 'critical',
    title: 'Low memory ran out while high memory was free',
    detail:
      `This is a 32-bit kernel: its own data must live in the first 900 MiB or so. That part was used up, while ` +
      `${formatBytes(freeSum(high))} of high memory were free and of no use to this allocation.`,
    confidence: 'high',
    evidence: zoneEvidence([...low, ...high]),
    advice: [
      advise(
        'Run a 64-bit kernel',
        'It has no such split, and runs 32-bit programs as well. Until then keep fewer files, sockets and processes open: they ' +
          'live in low memory.',
        ['uname -m', 'grep -E "LowTotal|LowFree|HighFree" /proc/meminfo'],
      ),
    ],
  });
};
