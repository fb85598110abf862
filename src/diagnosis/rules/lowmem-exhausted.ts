/** A 32-bit kernel ran out of low memory while high memory was free. */
import { formatBytes } from '../../base/units.js';
import { advise, finding, type Rule } from '../finding.js';
import { allowedZones, freeAbove } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const lowmemExhausted: Rule = (facts) => {
  const high = freeAbove(facts, 'HighMem');
  if (high === null) return null;
  return finding('lowmem-exhausted', {
    severity: 'critical',
    title: 'Low memory ran out while high memory was free',
    detail:
      `This is a 32-bit kernel: its own data must live in the first 900 MiB or so. That part was used up, while ` +
      `${formatBytes(high.bytes)} of high memory were free and of no use to this allocation.`,
    confidence: 'high',
    evidence: zoneEvidence([...allowedZones(facts), ...high.zones]),
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
