/** The next value for a limit that was hit, and the words that go with every such proposal. */
import { formatBytes } from '../../base/units.js';
import type { Facts } from '../facts.js';
import { mebibytes, withHeadroom } from '../sizing.js';

export interface LimitStep {
  /** Whole MiB for commands; a placeholder where the log does not show the limit. */
  readonly mebibytes: string;
  readonly words: string;
}

export function limitStep(facts: Facts): LimitStep {
  const limit = facts.limit.kind === 'cgroup' ? facts.limit.totalBytes : null;
  if (limit === null) {
    return {
      mebibytes: 'N',
      words: 'Set it to the measured peak plus a quarter; the log does not show the present limit.',
    };
  }
  const needed = neededBytes(limit, facts.limit.usedBytes ?? 0);
  const next = withHeadroom(needed);
  return {
    mebibytes: String(mebibytes(next)),
    words:
      `The log shows that more than ${formatBytes(needed)} was needed, not how much more: try ${formatBytes(next)} (a quarter more), ` +
      'measure the peak, then set the peak plus a quarter. A leak fills any limit, only later.',
  };
}

/** Charging overshoots a little. */
const OVERSHOOT = 1.1;

/** A limit that was lowered says nothing of the need, but what was still in use does. */
function neededBytes(limit: number, used: number): number {
  return used > OVERSHOOT * limit ? used : limit;
}
