/**
 * Lines whose beginning may be missing: the first of a log that was cut anywhere, and one that lost its prefix among lines
 * with one. Where the rest of a name or a number reads like a whole one (`rss 5` of `pgrss 5`, `97023 pages RAM`), nothing
 * of it is believed.
 */
import type { KernelRecord } from '../envelope/record.js';
import type { OomLine } from './oom-line.js';
import { UNRECOGNISED } from './recognise.js';

export interface OpenFront {
  /** `wrapped`: lines of the log were broken before. */
  believed(line: OomLine, record: KernelRecord, wrapped: boolean): OomLine;
}

/** The statistics of a cgroup may be one record, of which the first line alone has a prefix. */
const LINES_OF_THEIR_OWN = 2;

export function createOpenFront(): OpenFront {
  let isBegun = false;
  let isBehindPrefixed = false;
  /** Statistics in a row with a prefix each. */
  let stats = 0;
  return {
    believed(line, record, wrapped) {
      const isFirst = !isBegun && record.line === 1;
      isBegun = true;
      const isTorn = isFirst || (isBehindPrefixed && !wrapped);
      const areApart = isFirst || stats >= LINES_OF_THEIR_OWN;
      isBehindPrefixed = !record.continuation && record.envelope !== 'marker';
      stats = line.kind === 'stat' && isBehindPrefixed ? stats + 1 : 0;
      if (isBehindPrefixed || record.isAligned === true) return line;
      if (line.kind === 'totals') return withoutCutName(line);
      const isDoubtful = line.kind === 'pages' || (line.kind === 'stat' && areApart);
      return isTorn && isDoubtful ? UNRECOGNISED : line;
    },
  };
}

/** Counters of the global block (lib/show_mem.c, show_free_areas), of any version. */
const TOTALS =
  /^(?:(?:in)?active(?:_anon|_file)?|isolated(?:_anon|_file)?|(?:un)?evictable|dirty|writeback|unstable|slab(?:_(?:un)?reclaimable)?|mapped|shmem|(?:sec_)?pagetables|bounce|kernel_misc_reclaimable|free(?:_pcp|_cma)?|gpu_active|gpu_reclaim|balloon_pages|zspages)$/i;

/** A line may begin within the name of a counter: `e:652` for `free:652`. */
function withoutCutName(line: Extract<OomLine, { kind: 'totals' }>): OomLine {
  const [first, ...others] = Object.entries(line.counters);
  if (first === undefined || TOTALS.test(first[0])) return line;
  return others.length === 0 ? UNRECOGNISED : { ...line, counters: Object.fromEntries(others) };
}
