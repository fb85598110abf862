/**
 * Was memory free, but out of reach of the allocation? Then neither smaller programs nor higher limits nor swap would
 * have helped, and advice on them stays unsaid.
 */
import type { Facts } from './facts.js';
import { cmaOnlyFree } from './rules/cma-only-free.js';
import { dmaZoneExhausted } from './rules/dma-zone-exhausted.js';
import { fragmentation } from './rules/fragmentation.js';
import { lowmemExhausted } from './rules/lowmem-exhausted.js';
import { movableOnlyFree } from './rules/movable-only-free.js';
import { nodeExhausted } from './rules/node-exhausted.js';
import { pageFaultFailed } from './rules/page-fault-failed.js';

const RULES = [
  fragmentation,
  lowmemExhausted,
  dmaZoneExhausted,
  movableOnlyFree,
  cmaOnlyFree,
  nodeExhausted,
  pageFaultFailed,
];

export function isOutOfReach(facts: Facts): boolean {
  return RULES.some((rule) => rule(facts) !== null);
}
