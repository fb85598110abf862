/** The unreclaimable-slab table (mm/slab_common.c) and the allocation profile (lib/alloc_tag.c, 6.10 and later). */
import { bytesOfKib, safeNumber } from './numbers.js';
import type { OomLine } from './oom-line.js';

export function readSlab(text: string): OomLine | null {
  if (
    /^(?:Unreclaimable slab info:|excessive unreclaimable slab)/.test(text) ||
    /^Name\s+Used\s+Total\s*$/.test(text)
  ) {
    return { kind: 'slab-header', open: false };
  }
  const found = /^(\S.*?)\s+(\d+)KB\s+(\d+)KB\s*$/.exec(text);
  const usedBytes = bytesOfKib(found?.[2] ?? '');
  const totalBytes = bytesOfKib(found?.[3] ?? '');
  if (!found || usedBytes === null || totalBytes === null) return null;
  return { kind: 'slab-row', open: false, name: found[1] ?? '', usedBytes, totalBytes };
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `     2.96 GiB    12345 mm/slub.c:123 func:alloc_slab_page`: plain bytes in 6.10, scaled later (then rounded). */
export function readAllocation(text: string): OomLine | null {
  if (/^Memory allocations(?: \(profiling is currently turned (?:on|off)\))?:/.test(text))
    return { kind: 'allocations-header', open: false };
  const found = /^\s*(\d+(?:\.\d+)?)(?: ([KMGT]?i?B))?\s+(\d+)\s+(\S+:\d+ .*func:\S+.*)$/.exec(text);
  const calls = safeNumber(found?.[3] ?? '');
  if (!found || calls === null) return null;
  const bytes = Math.round(Number(found[1]) * (UNITS[found[2] ?? 'B'] ?? 1));
  return { kind: 'allocation-row', open: false, bytes, calls, location: (found[4] ?? '').trim() };
}
