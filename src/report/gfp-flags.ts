/**
 * Names for the bits of a gfp mask that was printed as a bare number (kernels up to 4.5), by the generation that the
 * release or the mask itself tells (include/linux/gfp.h of each). Newer kernels print the names themselves.
 */
import type { TriggerLine } from '../line/oom-line.js';

const BASE: Readonly<Record<number, string>> = {
  1: '__GFP_DMA',
  2: '__GFP_HIGHMEM',
  4: '__GFP_DMA32',
  32: '__GFP_HIGH',
  64: '__GFP_IO',
  128: '__GFP_FS',
  256: '__GFP_COLD',
  512: '__GFP_NOWARN',
  1024: '__GFP_REPEAT',
  2048: '__GFP_NOFAIL',
  4096: '__GFP_NORETRY',
  16384: '__GFP_COMP',
  32768: '__GFP_ZERO',
  65536: '__GFP_NOMEMALLOC',
  131072: '__GFP_HARDWALL',
};
/** 2.6.18 and relatives (el5). */
const EL5 = { ...BASE, 16: '__GFP_WAIT', 8192: '__GFP_NO_GROW' };
/** 2.6.24: mobility bits at 0x80000 and 0x100000. */
const V2_6_24 = {
  ...BASE,
  16: '__GFP_WAIT',
  262144: '__GFP_THISNODE',
  524288: '__GFP_RECLAIMABLE',
  1048576: '__GFP_MOVABLE',
};
/** 2.6.32 to 4.3, el6, el7. */
const V2_6_32 = {
  ...BASE,
  8: '__GFP_MOVABLE',
  16: '__GFP_WAIT',
  8192: '__GFP_MEMALLOC',
  262144: '__GFP_THISNODE',
  524288: '__GFP_RECLAIMABLE',
  2097152: '__GFP_NOTRACK',
  4194304: '__GFP_NO_KSWAPD',
  8388608: '__GFP_OTHER_NODE',
  16777216: '__GFP_WRITE',
};
/** 4.4 and 4.5. */
const V4_4 = {
  ...BASE,
  8: '__GFP_MOVABLE',
  16: '__GFP_RECLAIMABLE',
  8192: '__GFP_MEMALLOC',
  262144: '__GFP_THISNODE',
  524288: '__GFP_ATOMIC',
  2097152: '__GFP_NOTRACK',
  4194304: '__GFP_DIRECT_RECLAIM',
  8388608: '__GFP_OTHER_NODE',
  16777216: '__GFP_WRITE',
  33554432: '__GFP_KSWAPD_RECLAIM',
};

/** Flag names of the trigger's mask; null where a bit or the generation is not known for sure. */
export function decodeGfpMask(trigger: TriggerLine, release: string | null): readonly string[] | null {
  const mask = trigger.gfpMask === null ? Number.NaN : Number(trigger.gfpMask);
  const table = tableFor(trigger, release, mask);
  if (table === null || Number.isNaN(mask)) return null;
  const names: string[] = [];
  for (let bit = 1; bit <= mask; bit *= 2) {
    if (Math.floor(mask / bit) % 2 === 0) continue;
    const name = table[bit];
    if (name === undefined) return null;
    names.push(name);
  }
  return names;
}

function tableFor(
  trigger: TriggerLine,
  release: string | null,
  mask: number,
): Readonly<Record<number, string>> | null {
  const version = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release ?? '');
  if (version !== null)
    return tableOfVersion(Number(version[1]), Number(version[2]), Number(version[3] ?? 0));
  if (mask >= 0x2000000 && mask < 0x4000000) return V4_4;
  // Both scales on one line, or the old one alone: 2.6.32 to 3.6.
  return trigger.oomAdj !== null && trigger.oomScoreAdj !== null ? V2_6_32 : null;
}

function tableOfVersion(
  major: number,
  minor: number,
  patch: number,
): Readonly<Record<number, string>> | null {
  if (major === 2 && minor === 6) return patch < 24 ? EL5 : patch < 31 ? V2_6_24 : V2_6_32;
  if (major === 3 || (major === 4 && minor < 4)) return V2_6_32;
  return major === 4 && minor < 6 ? V4_4 : null;
}
