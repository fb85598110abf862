/**
 * Where a line can be read in several ways, because a process or cgroup name holds what looks like a field, the reading
 * that agrees with the rest of the report wins: pid and name in the table, sizes against rows, the other verdict line.
 */

import { isAncestor } from '../line/memcg-lines.js';
import type { ConstraintReading, KilledLine, KillReading, SelectLine } from '../line/oom-line.js';
import type { Draft } from './draft.js';

export interface Settled {
  readonly constraint: ConstraintReading | null;
  readonly kills: ReadonlyMap<number, KillReading>;
  readonly select: KillReading | null;
  /** Names of rows by pid, mended by the verdict lines where a newline in the name cut the row. */
  readonly names: ReadonlyMap<number, string>;
}

/** Name in the table, where the pid has a row: of two rows the last one's. */
type NameOf = (pid: number) => string | null;

export function settleReadings(draft: Draft): Settled {
  const nameOf: NameOf = (pid) => {
    const row = draft.rows.findLast(pid);
    return row < 0 ? null : draft.rows.name(row);
  };
  const named = draft.constraint?.readings[0] ?? null;
  const kills = new Map(draft.kills.map(({ line }) => [line.pid, settleKill(line, nameOf(line.pid), named)]));
  const constraint = settleConstraint(draft, kills, nameOf);
  const select =
    draft.select === null ? null : settleKill(draft.select, nameOf(draft.select.pid), constraint);
  return { constraint, kills, select, names: mendNames(nameOf, kills, constraint) };
}

function settleKill(
  line: KilledLine | SelectLine,
  rowName: string | null,
  named: ConstraintReading | null,
): KillReading {
  return best<KillReading>(line, (reading) => {
    const asRow = rowName !== null && sameName(reading.comm, rowName) ? 4 : 0;
    const asNamed = named !== null && named.pid === line.pid && named.comm === reading.comm ? 3 : 0;
    return asRow + asNamed;
  });
}

function settleConstraint(
  draft: Draft,
  kills: ReadonlyMap<number, KillReading>,
  nameOf: NameOf,
): ConstraintReading | null {
  if (draft.constraint === null) return null;
  const { statsPath } = draft;
  const found = best<ConstraintReading>(draft.constraint, (reading) => {
    const kill = reading.pid === null ? undefined : kills.get(reading.pid);
    const rowName = reading.pid === null ? null : nameOf(reading.pid);
    const asKill = kill !== undefined && kill.comm !== null && kill.comm === reading.comm ? 8 : 0;
    const asRow = rowName !== null && reading.comm !== null && sameName(reading.comm, rowName) ? 4 : 0;
    const asStats = statsPath !== null && reading.limitPath === statsPath ? 4 : 0;
    const nested =
      reading.limitPath !== null &&
      reading.taskPath !== null &&
      isAncestor(reading.limitPath, reading.taskPath)
        ? 2
        : 0;
    // A cpuset is named by the last part of its cgroup's path (kernel/cgroup/cpuset.c), which most tasks are in.
    const asPath =
      reading.cpuset !== null && reading.taskPath?.endsWith(`/${reading.cpuset}`) === true ? 1 : 0;
    return asKill + asRow + asStats + nested + asPath;
  });
  // Cut inside or right after the pid: its digits may not be all.
  return found.uid === null ? { ...found, pid: null } : found;
}

interface Readable<T> {
  readonly readings: readonly [T, ...T[]];
  readonly isAgreed?: boolean;
}

/**
 * The reading with the highest agreement; the first of equals, because readings come best first. Where the first is what
 * the others agree on, one of those is only taken if it stands out.
 */
function best<T>({ readings, isAgreed }: Readable<T>, agreement: (reading: T) => number): T {
  const [first, ...others] = readings;
  let chosen = first;
  let highest = isAgreed === true ? Number.NEGATIVE_INFINITY : agreement(first);
  let isShared = false;
  for (const reading of others) {
    const value = agreement(reading);
    if (value === highest) isShared = true;
    if (value <= highest) continue;
    chosen = reading;
    highest = value;
    isShared = false;
  }
  return isAgreed === true && isShared ? first : chosen;
}

/** Transports trim blanks at the end of a line, so a row's name may lack them. */
function sameName(comm: string | null, name: string | null): boolean {
  if (comm === null || name === null) return false;
  return comm === name || comm.trimEnd() === name.trimEnd() || comm.startsWith(`${name}\n`);
}

function mendNames(
  nameOf: NameOf,
  kills: ReadonlyMap<number, KillReading>,
  constraint: ConstraintReading | null,
): Map<number, string> {
  const names = new Map<number, string>();
  const mend = (pid: number, comm: string | null): void => {
    const rowName = nameOf(pid);
    if (comm === null || rowName === null || comm === rowName || names.has(pid)) return;
    // It is one task: a row whose name is the beginning of the killed one's was broken within it.
    const isBroken = rowName !== '' && kills.get(pid)?.comm === comm && comm.startsWith(rowName);
    if (isBroken || sameName(comm, rowName)) names.set(pid, comm);
  };
  for (const [pid, reading] of kills) mend(pid, reading.comm);
  if (constraint?.pid != null) mend(constraint.pid, constraint.comm);
  return names;
}
