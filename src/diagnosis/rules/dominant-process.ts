/** The machine ran out of memory and one process holds more than half of it. */
import { formatBytes } from '../../base/units.js';
import { finding, type Rule, says } from '../finding.js';
import { killEvidence } from '../kill-evidence.js';
import { processName, programName } from '../process-name.js';
import { ofRam } from '../share-wording.js';
import { biggestPrivate } from '../shares.js';

const HALF = 0.5;

export const dominantProcess: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  const biggest = biggestPrivate(facts);
  if (facts.limit.kind !== 'machine' || ram === null || biggest === null) return null;
  if (biggest.privateBytes < HALF * ram) return null;
  const swapped = biggest.row?.swapBytes ?? 0;
  const who = biggest.isVictim ? '' : ' It is not the process that was killed.';
  return finding('dominant-process', {
    severity: 'critical',
    title: `${programName(biggest.comm)} alone holds most of the machine's memory`,
    detail:
      `${processName(biggest)} holds ${ofRam(biggest.privateBytes, ram)} as private memory` +
      `${swapped > 0 ? `, and another ${formatBytes(swapped)} in swap` : ''}.${who}`,
    confidence: 'high',
    evidence: [
      says(`usable RAM: ${formatBytes(ram)}`),
      ...(biggest.isVictim
        ? killEvidence(facts)
        : [says(`task table: ${processName(biggest)} with ${formatBytes(biggest.privateBytes)} anonymous`)]),
    ],
  });
};
