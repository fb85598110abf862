/** The kill line as evidence. */
import { formatBytes } from '../base/units.js';
import type { Evidence } from '../report/event.js';
import type { Facts } from './facts.js';
import { processName } from './process-name.js';

/** The kill line as evidence, with the sizes it prints. */
export function killEvidence(facts: Facts): readonly Evidence[] {
  const { victim } = facts;
  if (victim === null) return [];
  const sizes: readonly (readonly [string, number | null])[] = [
    ['anon-rss', victim.anonRssBytes],
    ['file-rss', victim.fileRssBytes],
    ['shmem-rss', victim.shmemRssBytes],
  ];
  const printed = sizes
    .filter(([, bytes]) => bytes !== null)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes ?? 0)}`);
  const held = printed.length === 0 ? '' : `: ${printed.join(', ')}`;
  return [{ text: `killed ${processName(victim)}${held}`, line: victim.line }];
}
