/** How much of a report the log kept: which sections are missing, and what else the reader must know. */
import type { Draft } from './draft.js';
import type { Completeness, Scope, Section, Task } from './event.js';
import { hasMemInfo, isReservedWrapped, type PageSize } from './memory.js';
import type { Settled } from './settle.js';
import type { Verdict } from './verdict.js';

export interface Finished {
  readonly scope: Scope;
  readonly verdict: Verdict;
  readonly pageSize: PageSize;
  readonly tasks: readonly Task[];
  readonly settled: Settled;
  readonly hasMemcg: boolean;
}

export function completenessOf(draft: Draft, finished: Finished): Completeness {
  const missing = missingSections(draft, finished);
  const notes = [...draft.notes, ...notesOf(draft, finished)];
  return {
    status: missing.length === 0 && isWhole(draft) ? 'complete' : 'partial',
    missing,
    foreignLines: draft.foreignLines,
    lostRecords: draft.lostRecords,
    notes,
  };
}

/** Nothing within it was lost, cut or left out. */
function isWhole({ lostRecords, cutLines, leavesOut }: Draft): boolean {
  return lostRecords === null && cutLines === 0 && !leavesOut;
}

function missingSections(draft: Draft, finished: Finished): Section[] {
  const lacks: Readonly<Record<Section, boolean>> = {
    trigger: draft.trigger === null,
    identity: draft.identity === null && !isAncient(draft),
    'call-trace': !draft.sawTrace && !isAncient(draft),
    memcg: finished.scope === 'memcg' && draft.usage.size === 0,
    memory: finished.scope !== 'memcg' && !hasMemInfo(draft),
    tasks: lacksTasks(draft, finished.verdict),
    // Of one that is cut right behind its first key nothing is left.
    constraint: (finished.settled.constraint?.constraint ?? '') === '' && isSince51(draft),
    kill: finished.verdict === 'none' || finished.verdict === 'named' || finished.verdict === 'chosen',
  };
  return (Object.keys(lacks) as Section[]).filter((section) => lacks[section]);
}

/** A run that killed has at least the victim in its table; only one that found nobody may print a header alone. */
function lacksTasks(draft: Draft, verdict: Verdict): boolean {
  if (draft.rows.length > 0 || draft.isWithoutTable || isAncient(draft)) return false;
  return draft.columns === null || (verdict !== 'no-killable-task' && verdict !== 'panicked');
}

/** Kernels before 2.6.24 print neither CPU line nor table, and the x86 ones no trace; `oom_adj=` came with 2.6.32. */
function isAncient(draft: Draft): boolean {
  const { trigger } = draft;
  if (trigger === null || trigger.oomScoreAdj !== null || trigger.killer !== 'kernel') return false;
  // A line of today's that was cut lacks the same.
  if (trigger.order === null || trigger.gfpFlags.length > 0 || draft.constraint !== null) return false;
  return draft.rows.length === 0 && !draft.triggerText.includes(' oom_adj=');
}

/** Since 5.1 the kill line carries the message and sizes in one, and an `oom-kill:` line precedes it. */
function isSince51(draft: Draft): boolean {
  if (draft.spared?.kind === 'already-exiting') return true;
  const kill = draft.kills[0]?.line;
  return (
    kill !== undefined &&
    kill.message !== '' &&
    kill.readings[0].shmemRssBytes !== null &&
    draft.select === null
  );
}

function notesOf(draft: Draft, { pageSize, tasks, verdict, settled }: Finished): string[] {
  const notes: string[] = [];
  if (pageSize.source === 'assumed' && (tasks.length > 0 || hasMemInfo(draft)))
    notes.push('page size not shown; 4096 bytes assumed');
  if (isReservedWrapped(draft.pages))
    notes.push(`the log says ${draft.pages.get('reserved')} pages reserved, which is more than all of RAM`);
  if (draft.columns === null && tasks.length > 0)
    notes.push('the table lost its header; its columns were inferred from the numbers');
  if (draft.isWithoutTable && !isAncient(draft))
    notes.push(
      'the kernel printed no table of tasks, as where vm.oom_dump_tasks is 0: no record is missing in its place',
    );
  if (verdict === 'named' && settled.constraint?.pid !== null)
    notes.push('the kill line is missing; the victim is taken from the oom-kill line');
  if (verdict === 'chosen')
    notes.push('the kill line is missing; up to 5.0 the kernel may have killed a child of the chosen task');
  if (verdict === 'none' && draft.reaped.size > 0)
    notes.push('the kill line is missing; the victim is taken from the oom_reaper line');
  if (draft.constraint !== null && settled.constraint?.pid === null) notes.push('the oom-kill line is cut');
  if (isStatsCut(draft.stats))
    notes.push(
      "the end of the cgroup's statistics is missing, as where a console or syslog(2) cuts a message of many lines",
    );
  if (draft.cutLines > 0)
    notes.push(
      `${draft.cutLines} of its lines are cut, at the edge of a screen or on their way; what stood behind is missing`,
    );
  if (draft.leavesOut) notes.push('lines of it were left out where the log was copied');
  if (!draft.fromKernel) notes.push('nothing in the log shows that the kernel wrote these lines');
  return notes;
}

/** From 5.3 to 6.4 all counters are one message, which is cut between two lines. Every kernel prints `pgfault`, late in the list. */
function isStatsCut({ anon, pgfault }: Draft['stats']): boolean {
  return anon !== undefined && pgfault === undefined;
}
