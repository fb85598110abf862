/**
 * Lines of the Mem-Info block (lib/show_mem.c, mm/page_alloc.c, mm/show_mem.c): totals, nodes, zones, reserves, buddy
 * lists, huge pages, swap and page counts. Counter lists are read by shape, so an unknown counter keeps its name.
 */

import { bytesOfKib, safeNumber } from './numbers.js';
import type { OomLine, PagesName } from './oom-line.js';

interface Counters {
  readonly counters: Record<string, number>;
  readonly allUnreclaimable: boolean | null;
  readonly oversized: string[];
  /** What follows the last counter. */
  readonly rest: string;
}

const COUNTER = /\s*(?:([A-Za-z_][\w()]*):\s?(-?\d+)([kK]B)?|all_unreclaimable\?\s(yes|no))(?=\s|$)/y;

/** Reads ` name:value unit` pairs from `start` on; values with a unit become bytes. */
function readCounters(text: string, start: number): Counters {
  const counters: Record<string, number> = {};
  const oversized: string[] = [];
  let allUnreclaimable: boolean | null = null;
  let end = start;
  COUNTER.lastIndex = start;
  for (let found = COUNTER.exec(text); found !== null; found = COUNTER.exec(text)) {
    const [, name, digits, unit, flag] = found;
    // No line has a counter twice: here another one was run into this.
    if (name !== undefined && Object.hasOwn(counters, name)) break;
    end = COUNTER.lastIndex;
    if (flag !== undefined) allUnreclaimable = flag === 'yes';
    else if (name !== undefined && digits !== undefined) {
      const value = unit === undefined ? safeNumber(digits) : bytesOfKib(digits);
      if (value === null) oversized.push(`${name}=${digits}${unit ?? ''}`);
      else counters[name] = value;
    }
  }
  return { counters, allUnreclaimable, oversized, rest: text.slice(end).trim() };
}

const ZONE = /^(?:Node (\d+)[ ,]\s*)?([A-Za-z]\w*) free:(?!\d+\s)/;
const NODE = /^Node (\d+) active_anon:/;
const BUDDY = /^(?:Node (\d+)[ ,]\s*)?([A-Za-z]\w*): (?=\d+\*\d+[kK]B|empty)/;
const BLOCK = /(\d+)\*(\d+)[kK]B(?: \(([A-Z]*)\))?/g;
const HUGE =
  /^(?:Node (\d+) )?hugepages_total=(\d+) hugepages_free=(\d+) hugepages_surp=(\d+) hugepages_size=(\d+)kB/;
const PER_CPU =
  /^(?:(?:Node \d+[ ,]\s*)?\w+ per-cpu:|CPU\s+\d+: (?:hi|Hot):|Cold: hi: +\d|cpu \d+ (?:hot|cold): )/;

/** `Node 0 ...` and zone lines without a node. */
export function readZoneLine(text: string): OomLine | null {
  const zone = ZONE.exec(text);
  if (zone) {
    const read = readCounters(text, zone[0].length - 'free:'.length);
    if (read.counters.free === undefined && read.oversized.length === 0) return null;
    return {
      kind: 'zone',
      open: read.allUnreclaimable === null,
      node: Number(zone[1] ?? 0),
      zone: zone[2] ?? '',
      ...read,
    };
  }
  const buddy = BUDDY.exec(text);
  if (buddy) return readBuddy(text, Number(buddy[1] ?? 0), buddy[2] ?? '', buddy[0].length);
  const node = NODE.exec(text);
  if (node) {
    const read = readCounters(text, `Node ${node[1]}`.length);
    // Since 6.17 counters stand behind the flag as well, each with its unit.
    const open = read.allUnreclaimable === null || /\d\s*$/.test(text);
    return { kind: 'node', open, node: Number(node[1]), ...read };
  }
  const huge = HUGE.exec(text);
  if (huge) {
    const [, n, total, free, surplus, size] = huge;
    return {
      kind: 'hugepages',
      open: false,
      node: Number(n ?? 0),
      total: Number(total),
      free: Number(free),
      surplus: Number(surplus),
      sizeBytes: Number(size) * 1024,
    };
  }
  if (PER_CPU.test(text)) return { kind: 'mem-detail', open: false };
  if (/^Node \d+(?: \w+)?(?::| hugepages_total| free| active_anon)?$/.test(text))
    return { kind: 'mem-detail', open: true };
  return null;
}

function readBuddy(text: string, node: number, zone: string, start: number): OomLine {
  const blocks: { blockBytes: number; count: number; migrateTypes: string | null }[] = [];
  BLOCK.lastIndex = start;
  let end = start;
  for (let found = BLOCK.exec(text); found !== null; found = BLOCK.exec(text)) {
    blocks.push({
      count: Number(found[1]),
      blockBytes: Number(found[2]) * 1024,
      migrateTypes: found[3] === undefined || found[3] === '' ? null : found[3],
    });
    end = BLOCK.lastIndex;
  }
  const tail = text.slice(end).trim();
  const total = /^= (\d+)kB$/.exec(tail);
  return {
    kind: 'buddy',
    open: total === null,
    rest: total === null ? tail : '',
    node,
    zone,
    blocks,
    totalBytes: total?.[1] === undefined ? null : bytesOfKib(total[1]),
  };
}

/** No registers, which arm prints below its frames, and which may have no letter in them: ` r6:60013000 r5:00000000`. */
const TOTALS = /^(?!r\d{1,2}:[0-9a-f]{8}(?:\s|$))(?:[A-Za-z_][\w-]*:\d+(?:\s+|$))+$/;

/** The global block: `active_anon:1 inactive_anon:2 ...`, values in pages. */
export function readTotals(text: string): OomLine | null {
  const line = text.trim();
  if (!TOTALS.test(line)) return null;
  const counters: Record<string, number> = {};
  const oversized: string[] = [];
  for (const pair of line.split(/\s+/)) {
    const colon = pair.lastIndexOf(':');
    const value = safeNumber(pair.slice(colon + 1));
    if (value === null) oversized.push(pair.replace(':', '='));
    else counters[pair.slice(0, colon)] = value;
  }
  return { kind: 'totals', open: false, counters, oversized };
}

const PAGES: readonly (readonly [RegExp, PagesName])[] = [
  [/^(?:total )?pagecache pages$/, 'pagecache'],
  [/^pages in swap cache$|^pages swap cached$/, 'swap-cache'],
  [/^pages (?:of )?RAM$/, 'ram'],
  [/^pages (?:HighMem(?:\/MovableOnly)?|of HIGHMEM)$/, 'highmem'],
  [/^pages reserved$|^reserved pages$/, 'reserved'],
  [/^pages cma reserved$/, 'cma-reserved'],
  [/^pages hwpoisoned$/, 'hwpoisoned'],
  [/^pages (?:shared|non-shared|in pagetable cache|dirty|writeback|mapped|slab|pagetables)$/, 'other'],
  [/^(?:free|slab|free buffer) pages$|^buffer pages$/, 'other'],
];
const COUNTED = /^(-?\d+) ([a-zA-Z][a-zA-Z/ -]*?)\s*$/;

/** `230 total pagecache pages`, `1048462 pages RAM`... */
export function readPages(text: string): OomLine | null {
  const found = COUNTED.exec(text);
  if (!found) return null;
  const of = PAGES.find(([shape]) => shape.test(found[2] ?? ''))?.[1];
  const pages = safeNumber(found[1] ?? '');
  if (of === undefined) return null;
  if (pages === null) return { kind: 'mem-detail', open: false, oversized: [`${of}=${found[1]}`] };
  return { kind: 'pages', open: false, of, pages };
}

/** `Free swap  = 0kB`, `Total swap = 0kB`, the 2.6.18 echo `Free swap:  0kB`, and the statistics that are read over. */
export function readSwap(text: string): OomLine | null {
  const found = /^(Free|Total) swap\s*[=:]\s*(-?\d+)kB\s*$/.exec(text);
  if (found) {
    const bytes = bytesOfKib(found[2] ?? '');
    const of = found[1] === 'Free' ? 'free' : 'total';
    if (bytes === null)
      return { kind: 'swap', open: false, of, bytes, oversized: [`swap-${of}=${found[2]}kB`] };
    return { kind: 'swap', open: false, of, bytes };
  }
  if (/^Swap cache(?: stats)?: add \d+/.test(text)) return { kind: 'mem-detail', open: true };
  return null;
}

/** `lowmem_reserve[]: 0 3191 3700` (protections in pages per zone). */
export function readLowmem(text: string): OomLine | null {
  const found = /^(?:lowmem_reserve|protections)\[\]:((?: -?\d+)*)\s*$/.exec(text);
  if (!found) return null;
  const texts = (found[1] ?? '').trim().split(/\s+/).filter(Boolean);
  const pages = texts.flatMap((text) => safeNumber(text) ?? []);
  if (pages.length === texts.length) return { kind: 'lowmem', open: true, pages };
  const oversized = texts.flatMap((text) => (safeNumber(text) === null ? [`lowmem_reserve=${text}`] : []));
  return { kind: 'lowmem', open: true, pages: [], oversized };
}

/** `Free pages:  1234kB (0kB HighMem)` of 2.6.18. */
export function readFreePages(text: string): OomLine | null {
  return /^Free pages:\s+\d+kB \(\d+kB HighMem\)$/.test(text) ? { kind: 'mem-detail', open: false } : null;
}
