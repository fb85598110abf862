/** Builds the line of a kill in user space from what its text says: everything else is unknown. */
import { safeNumber } from './numbers.js';
import type { UserspaceKillLine } from './oom-line.js';

export function userspaceKill(
  killer: UserspaceKillLine['killer'],
  facts: Partial<Omit<UserspaceKillLine, 'kind' | 'killer' | 'open'>>,
): UserspaceKillLine {
  const none = {
    pid: null,
    comm: null,
    uid: null,
    rssBytes: null,
    oomScore: null,
    oomScoreAdj: null,
    cgroup: null,
  };
  return {
    kind: 'userspace-kill',
    open: false,
    killer,
    ...none,
    dryRun: false,
    reason: null,
    extra: {},
    ...facts,
  };
}

/** What a pattern found; null where its part of the text was not there. */
export function integer(text: string | undefined): number | null {
  return text === undefined ? null : safeNumber(text);
}

export function mebibytes(text: string | undefined): number | null {
  const value = integer(text);
  return value === null ? null : value * 1024 * 1024;
}
