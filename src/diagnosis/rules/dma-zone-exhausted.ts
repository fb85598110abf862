/** A device needed memory at low addresses (DMA, DMA32), and that part was full while the rest was not. */
import { advise, finding, type Rule } from '../finding.js';
import { allFailed, allowedZones, hasPlenty, isZoneQuestion } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

export const dmaZoneExhausted: Rule = (facts) => {
  const zone = facts.allocation.highestZone;
  if (!isZoneQuestion(facts) || (zone !== 'DMA' && zone !== 'DMA32') || !allFailed(facts)) return null;
  const others = facts.zones.filter((other) => other.verdict === 'not-allowed' && hasPlenty(other));
  if (others.length === 0) return null;
  return finding('dma-zone-exhausted', {
    severity: 'critical',
    title: `The ${zone} zone ran out while the rest of the memory was free`,
    detail:
      `The allocation had to come from ${zone === 'DMA' ? 'the lowest addresses (DMA)' : 'below 4 GiB (DMA32)'}, as some ` +
      'devices require. That zone is small and was full; the free memory elsewhere could not be used, and killing ' +
      'processes rarely frees the right pages.',
    confidence: 'high',
    evidence: zoneEvidence([...allowedZones(facts), ...others]),
    advice: [
      advise(
        'Find the driver that needs low memory',
        'The call trace names it. An IOMMU, a newer driver or another DMA mask removes the need; a larger ' +
          'lowmem_reserve keeps ordinary programs out of the zone.',
        ['cat /proc/sys/vm/lowmem_reserve_ratio', 'dmesg | grep -iE "iommu|swiotlb|dma"'],
      ),
    ],
  });
};
