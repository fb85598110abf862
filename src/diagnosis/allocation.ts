/**
 * What the failed allocation may use, from its flags: the highest zone, the free lists, whether contiguous pages were
 * needed. Flag names decide (printed, or decoded by the reader); without names nothing is assumed.
 */
import type { Trigger } from '../report/event.js';

export type ZoneLimit = 'DMA' | 'DMA32' | 'Normal' | 'HighMem' | 'Movable';

export interface Allocation {
  /** 2^order contiguous pages; -1 for a manual run. Null where not printed. */
  readonly order: number | null;
  /** Highest zone the allocation may come from; null where the flags are unknown. */
  readonly highestZone: ZoneLimit | null;
  /** Pages that can be moved later: such allocations may also use CMA. Null where the flags are unknown. */
  readonly isMovable: boolean | null;
  readonly flags: readonly string[];
  /** Kernels up to 4.3, by a flag that went with them: they keep back a share of the blocks of every size. */
  readonly isKeptBackBySize: boolean;
}

const MOVABLE = new Set(['__GFP_MOVABLE', 'GFP_HIGHUSER_MOVABLE', 'GFP_TRANSHUGE', 'GFP_TRANSHUGE_LIGHT']);
const HIGH = new Set(['__GFP_HIGHMEM', 'GFP_HIGHUSER', ...MOVABLE]);

export function allocationOf(trigger: Trigger | null): Allocation {
  const flags = trigger === null ? [] : (trigger.derived.gfpFlags ?? trigger.gfpFlags);
  const isKnown = flags.length > 0;
  return {
    order: trigger?.order ?? null,
    highestZone: isKnown ? zoneOf(flags) : null,
    isMovable: isKnown ? flags.some((flag) => MOVABLE.has(flag)) : null,
    flags,
    isKeptBackBySize: flags.includes('__GFP_WAIT'),
  };
}

function zoneOf(flags: readonly string[]): ZoneLimit {
  if (flags.includes('__GFP_DMA') || flags.includes('GFP_DMA')) return 'DMA';
  if (flags.includes('__GFP_DMA32') || flags.includes('GFP_DMA32')) return 'DMA32';
  const isHigh = flags.some((flag) => HIGH.has(flag));
  if (isHigh && flags.some((flag) => MOVABLE.has(flag))) return 'Movable';
  return isHigh ? 'HighMem' : 'Normal';
}
