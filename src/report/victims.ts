/** The processes a run killed, and the one it had chosen where that is another. */
import { emptyReading } from '../line/grammar/kill-result.js';
import type { KillReading } from '../line/oom-line.js';
import type { Draft, DraftKill } from './draft.js';
import type { Selected, Victim, VictimRole } from './event.js';
import type { Settled } from './settle.js';
import type { Verdict } from './verdict.js';
import { inTable, wholeNumber } from './whole-number.js';

export function victimsOf(draft: Draft, settled: Settled, verdict: Verdict): Victim[] {
  if (verdict === 'panicked' || verdict === 'no-killable-task' || verdict === 'spared') return [];
  const killed = draft.kills.map((kill, index) => fromKill(draft, settled, kill, index));
  const sharing = [...draft.sharing]
    .filter(([pid]) => !draft.kills.some((kill) => kill.line.pid === pid))
    .map(([pid, { comm, line }]) =>
      victim(draft, settled, { pid, line, role: 'shares-memory', reading: emptyReading(comm) }),
    );
  const known = [...killed, ...sharing];
  return known.length > 0 ? known : withoutKillLine(draft, settled);
}

function fromKill(draft: Draft, settled: Settled, kill: DraftKill, index: number): Victim {
  const { pid } = kill.line;
  const reading = settled.kills.get(pid) ?? emptyReading(null);
  const role: VictimRole =
    kill.role ?? (index === 0 && isSacrificedChild(draft, pid) ? 'child-sacrificed' : 'selected');
  const score =
    draft.select !== null && draft.select.pid === pid ? (settled.select?.score ?? null) : reading.score;
  return victim(draft, settled, {
    pid,
    line: kill.number,
    role,
    reading: { ...reading, score, pageTableBytes: pageTables(draft, pid, reading) },
  });
}

/** Page tables take at most a page for each page of memory, and a few more for the levels above and for small tasks. */
const SMALLEST_SHOWN = 1 << 20;

/** 5.4.0 to 5.4.8 printed bytes and called them kB: the table's own bytes show it, or that so much cannot be. */
function pageTables(draft: Draft, pid: number, reading: KillReading): number | null {
  const column = draft.columns?.indexOf('pgtables_bytes') ?? -1;
  const row = draft.rows.find(pid);
  const printed = row < 0 ? undefined : draft.rows.value(row, column);
  const kib = reading.pageTableBytes === null ? null : reading.pageTableBytes / 1024;
  if (printed !== undefined && printed > 0 && kib === printed) return printed;
  const most = reading.totalVmBytes ?? Number.POSITIVE_INFINITY;
  return (reading.pageTableBytes ?? 0) > Math.max(most, SMALLEST_SHOWN) ? null : reading.pageTableBytes;
}

/** The log lost the kill line: the summary line, the choice or the reaper still names who died. */
function withoutKillLine(draft: Draft, settled: Settled): Victim[] {
  const { constraint, select } = settled;
  if (constraint?.pid != null && constraint.comm !== null) {
    const reading = { ...emptyReading(constraint.comm), uid: constraint.uid };
    return [victim(draft, settled, { pid: constraint.pid, line: draft.lastLine, role: 'selected', reading })];
  }
  if (draft.select !== null && select !== null) {
    return [
      victim(draft, settled, {
        pid: draft.select.pid,
        line: draft.selectLine,
        role: 'selected',
        reading: select,
      }),
    ];
  }
  return [...draft.reaped]
    .filter(([, { reaped }]) => reaped)
    .map(([pid, { comm, line }]) =>
      victim(draft, settled, { pid, line, role: 'selected', reading: emptyReading(comm) }),
    );
}

interface VictimFacts {
  readonly pid: number;
  readonly line: number;
  readonly role: VictimRole;
  readonly reading: KillReading;
}

function victim(draft: Draft, settled: Settled, { pid, line, role, reading }: VictimFacts): Victim {
  const column = draft.columns?.indexOf('tgid') ?? 1;
  const row = draft.rows.find(pid);
  const tgid = row < 0 ? null : (draft.rows.value(row, column) ?? null);
  const { constraint } = settled;
  const named = constraint?.pid === pid;
  // The summary names the leader of the thread that is killed; a member of its group may be in another cgroup.
  const isNamed = named || constraint?.pid == null || tgid === constraint.pid;
  return {
    pid,
    comm: reading.comm ?? (named ? constraint.comm : null) ?? (row < 0 ? null : draft.rows.name(row)),
    uid: wholeNumber(reading.uid ?? (named ? constraint.uid : null), [
      named ? constraint.uid : null,
      inTable(draft, pid, 'uid'),
    ]),
    tgid,
    totalVmBytes: reading.totalVmBytes,
    anonRssBytes: reading.anonRssBytes,
    fileRssBytes: reading.fileRssBytes,
    shmemRssBytes: reading.shmemRssBytes,
    pageTableBytes: reading.pageTableBytes,
    oomScoreAdj: wholeNumber(reading.oomScoreAdj, [inTable(draft, pid, 'oom_score_adj')]),
    score: reading.score,
    role,
    memcgPath: role === 'selected' && isNamed ? (constraint?.taskPath ?? null) : null,
    reaped: draft.reaped.get(pid)?.reaped ?? null,
    line,
  };
}

/** The chosen task where the kernel then killed another: a child in its place, or the process of a chosen thread. */
export function selectedOf(draft: Draft, settled: Settled): Selected | null {
  const first = draft.kills[0];
  if (
    draft.select === null ||
    settled.select === null ||
    first === undefined ||
    first.line.pid === draft.select.pid
  )
    return null;
  return { pid: draft.select.pid, comm: settled.select.comm, score: settled.select.score };
}

/**
 * Up to 5.0 a child dies in the parent's place. A chosen thread, which is no child, has no row of its own, often another name than
 * its process, and a number above that of the process, as a child has a number above its parent's.
 */
function isSacrificedChild(draft: Draft, pid: number): boolean {
  const { select } = draft;
  if (select === null || select.pid === pid) return false;
  const tgidColumn = draft.columns?.indexOf('tgid') ?? 1;
  const chosen = draft.rows.find(select.pid);
  if (chosen >= 0) return draft.rows.value(chosen, tgidColumn) !== pid;
  if (pid < select.pid) return false;
  const killedHasRow = draft.rows.find(pid) >= 0;
  const name = select.readings[0].comm;
  return !killedHasRow || (name !== null && draft.kills[0]?.line.readings[0].comm !== name);
}
