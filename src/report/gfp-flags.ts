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
const EL5 = { ...BASE, 16: '__GFP_WAIT', 8192: '__GFP_NO_GROW', 262144: '__GFP_NO_OOM' };
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
/** The bit for accounting memory to a cgroup was there in some versions only, and turned its meaning round twice. */
const V3_8 = { ...V2_6_32, 1048576: '__GFP_KMEMCG' };
const V4_1 = { ...V2_6_32, 1048576: '__GFP_NOACCOUNT' };
/** 4.4. */
const V4_4 = {
  ...BASE,
  8: '__GFP_MOVABLE',
  16: '__GFP_RECLAIMABLE',
  8192: '__GFP_MEMALLOC',
  262144: '__GFP_THISNODE',
  524288: '__GFP_ATOMIC',
  1048576: '__GFP_NOACCOUNT',
  2097152: '__GFP_NOTRACK',
  4194304: '__GFP_DIRECT_RECLAIM',
  8388608: '__GFP_OTHER_NODE',
  16777216: '__GFP_WRITE',
  33554432: '__GFP_KSWAPD_RECLAIM',
};
const V4_5 = { ...V4_4, 1048576: '__GFP_ACCOUNT' };

type Table = Readonly<Record<number, string>>;

/** Flag names of the trigger's mask; null where a bit or the generation is not known for sure. */
export function decodeGfpMask(
  trigger: TriggerLine,
  triggerText: string,
  release: string | null,
): readonly string[] | null {
  const mask = trigger.gfpMask === null ? Number.NaN : Number(trigger.gfpMask);
  if (mask === 0) return [];
  const version = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release ?? '');
  const tables =
    version === null
      ? tablesOfScales(trigger, triggerText, mask)
      : tablesOfVersion(Number(version[1]), Number(version[2]), Number(version[3] ?? 0));
  const [first, ...others] = tables.map((table) => namesIn(table, mask)).filter((names) => names !== null);
  return first !== undefined && others.every((names) => names.join() === first.join()) ? first : null;
}

/** The names of all bits, or null where one has none. */
function namesIn(table: Table, mask: number): readonly string[] | null {
  if (Number.isNaN(mask)) return null;
  const names: string[] = [];
  for (let bit = 1; bit <= mask; bit *= 2) {
    if (Math.floor(mask / bit) % 2 === 0) continue;
    const name = table[bit];
    if (name === undefined) return null;
    names.push(name);
  }
  return names;
}

/** Without a release, the scales that the line has bound the version; what more than one table reads they must agree on. */
function tablesOfScales(trigger: TriggerLine, triggerText: string, mask: number): readonly Table[] {
  const { oomAdj, oomScoreAdj } = trigger;
  // The line named no process before 2.6.18: it began with `oom-killer:`.
  if (trigger.comm === null && !triggerText.includes('invoked ') && trigger.killer === 'kernel') return [EL5];
  if (triggerText.includes(' oomkilladj=')) return [EL5, V2_6_24, V2_6_32];
  if (oomAdj !== null) return [V2_6_32];
  if (oomScoreAdj === null) return [];
  // From 4.4 on every request that may wait for memory has a bit of its own, and nearly every one wakes kswapd too.
  if (mask >= 0x2000000 && mask < 0x4000000) return [V4_4, V4_5];
  return Math.floor(mask / 0x400000) % 2 === 0 ? [V2_6_32, V3_8, V4_1] : [];
}

function tablesOfVersion(major: number, minor: number, patch: number): readonly Table[] {
  if (major === 2 && minor === 6) return [patch < 24 ? EL5 : patch < 31 ? V2_6_24 : V2_6_32];
  if (major === 3) return [minor >= 8 && minor <= 16 ? V3_8 : V2_6_32];
  if (major !== 4) return [];
  if (minor < 4) return [minor === 0 ? V2_6_32 : V4_1];
  return minor === 4 ? [V4_4] : minor === 5 ? [V4_5] : [];
}
