/**
 * What diagnosing later events needs of earlier ones, and no more: a long log keeps only the last events, and of them
 * when and where they were, whom they killed, and the sizes of the machine and the cgroup.
 */
import type { OomReport } from '../report/event.js';

export interface History {
  /** Oldest first. */
  readonly entries: () => readonly OomReport[];
  /** A fuller version of a known report takes its place. */
  readonly add: (report: OomReport) => void;
}

const KEPT = 100;

export function createHistory(): History {
  const entries: OomReport[] = [];
  return {
    entries: () => entries,
    add(report) {
      const kept = copyOf(essence(report));
      const known = entries.findLastIndex((entry) => entry.id === report.id);
      if (known >= 0) entries[known] = kept;
      else entries.push(kept);
      if (entries.length > KEPT) entries.shift();
    },
  };
}

/** Shorter strings are copies always. */
const SLICE_LENGTH = 13;

/** Its strings are cut out of the text of the log, and each would keep a piece of 32 KiB alive. */
function copyOf<T>(value: T): T {
  if (typeof value === 'string')
    return value.length < SLICE_LENGTH ? value : JSON.parse(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) copy[name] = copyOf(member);
  return copy as T;
}

function essence(report: OomReport): OomReport {
  const { memory, memcg, completeness } = report;
  return {
    ...report,
    completeness: { ...completeness, missing: [], notes: [] },
    kernel: { release: null, hardware: null, tainted: null },
    trigger: null,
    memcg: memcg && { ...memcg, stats: {} },
    memory: memory && { ...memory, totals: {}, nodes: [], unreclaimableSlab: [], allocations: [] },
    tasks: [],
    selected: null,
    aftermath: [],
    extra: {},
  };
}
