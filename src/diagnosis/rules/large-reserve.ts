/** The kernel keeps so much memory free (vm.min_free_kbytes) that it kills while much of the machine is unused. */
import { advise, finding, type Rule } from '../finding.js';
import { ofRam } from '../share-wording.js';
import { allowedZones, isZoneQuestion, reserveBytes } from '../zone-questions.js';
import { zoneEvidence } from '../zone-wording.js';

/** The kernel itself chooses 4 x sqrt(RAM in KiB), and with huge pages up to 5 % (mm/page_alloc.c, mm/khugepaged.c). */
const MUCH = 0.1;

export const largeReserve: Rule = (facts) => {
  const ram = facts.limit.totalBytes;
  if (facts.limit.kind !== 'machine' || ram === null || !isZoneQuestion(facts)) return null;
  const reserve = reserveBytes(facts);
  if (reserve < MUCH * ram) return null;
  const usual = Math.ceil((0.02 * ram) / 1024);
  return finding('large-reserve', {
    severity: reserve >= 0.25 * ram ? 'critical' : 'warning',
    title: 'Much of the memory is kept free as a reserve',
    detail:
      `The minimum of the zones is ${ofRam(reserve, ram)}, and allocations of programs may not touch it. The kernel's own ` +
      'choice is 5 % at the most, so vm.min_free_kbytes was raised.',
    confidence: 'high',
    evidence: zoneEvidence(allowedZones(facts)),
    advice: [
      advise(
        'Lower vm.min_free_kbytes',
        'One to three percent of RAM is plenty; a network driver that needs more in a burst says so in the log.',
        [
          'sysctl vm.min_free_kbytes',
          `sysctl -w vm.min_free_kbytes=${usual}`,
          'grep -rs min_free_kbytes /etc/sysctl.conf /etc/sysctl.d',
        ],
      ),
    ],
  });
};
