/** How much memory the processes of a program hold together, and what that number rests on. */
import type { Confidence } from '../report/event.js';
import { partBytes } from './account.js';
import type { Facts } from './facts.js';
import type { ProgramGroup } from './groups.js';

export interface GroupHold {
  readonly bytes: number;
  readonly confidence: Confidence;
  /** `private`: added up from rss_anon; `estimated`: the cgroup's or machine's anonymous memory, nearly all the group's; `bound`: resident sizes, an upper bound. */
  readonly basis: 'private' | 'estimated' | 'bound';
}

/** How much a program's processes hold together. */
export function holdOf(facts: Facts, group: ProgramGroup): GroupHold {
  if (group.measure === 'private') return { bytes: group.totalBytes, confidence: 'high', basis: 'private' };
  const resident = facts.groups.reduce((sum, other) => sum + other.totalBytes, 0);
  const anonymous = partBytes(facts.account, 'anonymous');
  const share = resident === 0 ? 0 : group.totalBytes / resident;
  const estimate = anonymous * share;
  // Resident sizes of forked workers overlap, so the anonymous memory there is caps what the group can hold.
  if (anonymous > 0 && share >= 0.6) {
    return { bytes: Math.min(estimate, group.totalBytes), confidence: 'medium', basis: 'estimated' };
  }
  return { bytes: group.totalBytes, confidence: 'low', basis: 'bound' };
}

/** `418 MiB private together`, worded by what the number rests on. */
export function holdWords(hold: GroupHold, format: (bytes: number) => string): string {
  switch (hold.basis) {
    case 'private':
      return `${format(hold.bytes)} of private memory together`;
    case 'estimated':
      return `roughly ${format(hold.bytes)} of anonymous memory together`;
    case 'bound':
      return `at most ${format(hold.bytes)} together (resident sizes count shared pages once per process)`;
  }
}
