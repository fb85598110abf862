/** A finished draft as the report: readings settled against each other, units converted, gaps named. */
import { completenessOf } from './completeness.js';
import type { Draft } from './draft.js';
import type { KernelIdentity, OomReport, Outcome, Scope, Trigger } from './event.js';
import { decodeGfpMask } from './gfp-flags.js';
import { reportId } from './id.js';
import { memcgOf } from './memcg.js';
import { memoryOf, pageSizeOf } from './memory.js';
import { namesTrigger } from './other-dumps.js';
import { type Settled, settleReadings } from './settle.js';
import { tasksOf } from './tasks.js';
import { eventTime } from './time.js';
import { triggerComm } from './trigger-name.js';
import { type Verdict, verdictOf } from './verdict.js';
import { selectedOf, victimsOf } from './victims.js';
import { inTable, wholeNumber } from './whole-number.js';

/** A log that has its newest line first is read from its end. */
function sourceOf({ firstLine, lastLine }: Draft, path: string): OomReport['source'] {
  return { path, firstLine: Math.min(firstLine, lastLine), lastLine: Math.max(firstLine, lastLine) };
}

/** The report, or null where the lines turn out to be no OOM killer's. */
export function finishDraft(draft: Draft, path: string): OomReport | null {
  if (!draft.confirmed) return null;
  const settled = settleReadings(draft);
  const pageSize = pageSizeOf(draft, settled);
  const verdict = verdictOf(draft);
  const tasks = tasksOf(draft, pageSize.bytes, settled);
  const victims = victimsOf(draft, settled, verdict);
  const scope = scopeOf(draft, settled);
  const memcg = memcgOf(draft, settled, scope);
  const memory = memoryOf(draft, pageSize);
  const outcome = outcomeOf(verdict, victims.length > 0);
  const killer = draft.trigger?.killer ?? 'kernel';
  return {
    id: reportId(draft.host, identifyingText(draft)),
    killer,
    outcome,
    scope,
    manual: draft.manual,
    completeness: completenessOf(draft, {
      scope,
      verdict,
      pageSize,
      tasks,
      settled,
      hasMemcg: memcg !== null,
    }),
    source: sourceOf(draft, path),
    host: draft.host,
    time: eventTime(draft.time),
    kernel: kernelOf(draft),
    trigger: triggerOf(draft, settled),
    memcg,
    memory,
    tasks,
    victims,
    selected: selectedOf(draft, settled),
    aftermath: [...draft.aftermath],
    extra: extraOf(draft, settled),
  };
}

function kernelOf({ identity, hardware }: Draft): KernelIdentity {
  return { release: identity?.release ?? null, hardware, tainted: identity?.tainted ?? null };
}

/** The most durable words: the kill line, else what names the victim, else the trigger. */
function identifyingText(draft: Draft): string[] {
  const kill = draft.kills[0];
  if (kill !== undefined) return ['killed', kill.text.trim()];
  if (draft.constraint !== null) return ['named', draft.constraintText.trim()];
  if (draft.select !== null) return ['chosen', draft.selectText.trim()];
  return [
    'trigger',
    draft.triggerText.trim(),
    String(draft.identity?.pid ?? ''),
    draft.taskIn?.taskPath ?? '',
  ];
}

function outcomeOf(verdict: Verdict, hasVictims: boolean): Outcome {
  switch (verdict) {
    case 'panicked':
    case 'no-killable-task':
      return verdict;
    case 'killed':
    case 'chosen':
      return 'killed';
    case 'spared':
      return 'unknown';
    case 'named':
    case 'none':
      return hasVictims ? 'killed' : 'unknown';
  }
}

const SCOPES: Readonly<Record<string, Scope>> = {
  CONSTRAINT_MEMCG: 'memcg',
  CONSTRAINT_CPUSET: 'cpuset',
  CONSTRAINT_MEMORY_POLICY: 'mempolicy',
};

/** A cgroup that has nobody left to kill does not panic. */
const MACHINE_PANIC = /system-wide|no killable processes|deadlocked on memory/;

/** What the summary line says; a cgroup's limit beats CONSTRAINT_NONE, which 5.2 development kernels printed for it. */
function scopeOf(draft: Draft, settled: Settled): Scope {
  const { constraint } = settled;
  if (constraint !== null) {
    const named = SCOPES[constraint.constraint];
    if (named !== undefined) return named;
    if (constraint.limitPath !== null) return 'memcg';
    if (constraint.global || constraint.constraint === 'CONSTRAINT_NONE') return 'system';
  }
  const cause = draft.kills[0]?.line.cause ?? draft.select?.cause ?? null;
  if (cause !== null) return cause;
  if (isOfCgroup(draft)) return 'memcg';
  if (draft.panic !== null && MACHINE_PANIC.test(draft.panic)) return 'system';
  return isOfMachine(draft) ? 'system' : 'unknown';
}

/** What only 4.0 and later print of a task, and 4.8 and later of a node: there a cgroup's report has no Mem-Info. */
const NEWER_COLUMNS = ['nr_pmds', 'pgtables_bytes', 'rss_anon'];

const NEWER_RELEASE = /^(?:[4-9]|\d\d)\./;

function isOfMachine({ trigger, identity, sawMemory, slab, nodes, columns }: Draft): boolean {
  // The slab table is printed for the machine only.
  if (slab.length > 0) return true;
  const isNewer =
    NEWER_RELEASE.test(identity?.release ?? '') ||
    nodes.some(({ counters }) => counters.active_anon !== undefined) ||
    columns?.some((column) => NEWER_COLUMNS.includes(column)) === true;
  // Where the trigger is lost, a cgroup's lines may have been lost along with it.
  return sawMemory && (trigger !== null || isNewer);
}

/**
 * What a cgroup's limit alone calls (mm/memcontrol.c). `?` marks what merely lay on the stack; arm puts the caller behind
 * ` from `.
 */
const MEMCG_FRAME = /^(?:[^?].* from )?mem_cgroup_(?:out_of_memory|oom_synchronize|handle_oom)\b/;

/** Its lines before the verdict show that a cgroup's limit was hit. */
export function isOfCgroup({ taskIn, usage, statsBlocks, callTrace }: Draft): boolean {
  return (
    taskIn !== null || usage.size > 0 || statsBlocks > 0 || callTrace.some((frame) => MEMCG_FRAME.test(frame))
  );
}

/** The first line was lost, but the CPU line tells whose task it was. */
function headlessTrigger(draft: Draft, { constraint }: Settled): Trigger | null {
  const { identity } = draft;
  if (identity === null) return null;
  return {
    comm: identity.comm === '' ? null : identity.comm,
    pid: identity.pid,
    uid: identity.uid,
    gfpMask: null,
    gfpFlags: [],
    order: null,
    oomScoreAdj: null,
    oomAdj: null,
    cpuset: draft.cpuset?.cpuset ?? constraint?.cpuset ?? null,
    memsAllowed: draft.cpuset?.memsAllowed ?? constraint?.memsAllowed ?? null,
    nodemask: constraint?.nodemask ?? null,
    callTrace: draft.callTrace,
    derived: { gfpFlags: null },
  };
}

function triggerOf(draft: Draft, settled: Settled): Trigger | null {
  const { trigger } = draft;
  if (trigger === null) return headlessTrigger(draft, settled);
  const identity = draft.identity !== null && namesTrigger(draft.identity, trigger) ? draft.identity : null;
  const constraint = settled.constraint;
  return {
    comm: triggerComm(trigger, identity?.comm ?? null, draft.fromKernel),
    pid: identity?.pid ?? null,
    uid: identity?.uid ?? null,
    gfpMask: isMaskCut(draft) ? null : trigger.gfpMask,
    gfpFlags: trigger.gfpFlags,
    order: trigger.order,
    oomScoreAdj: wholeNumber(trigger.oomScoreAdj, [inTable(draft, identity?.pid ?? -1, 'oom_score_adj')]),
    oomAdj: trigger.oomAdj,
    cpuset: draft.cpuset?.cpuset ?? constraint?.cpuset ?? null,
    memsAllowed: draft.cpuset?.memsAllowed ?? constraint?.memsAllowed ?? null,
    nodemask: trigger.nodemask ?? constraint?.nodemask ?? null,
    callTrace: draft.callTrace,
    derived: {
      gfpFlags:
        trigger.gfpFlags.length > 0
          ? null
          : decodeGfpMask(trigger, draft.triggerText, draft.identity?.release ?? null),
    },
  };
}

/** 2.6.16 brought the trace and, behind the mask, the order: a line that has the one below it and ends in its mask was cut. */
function isMaskCut({ sawTrace, triggerText }: Draft): boolean {
  return sawTrace && / gfp_mask=0x[\da-f]+\s*$/.test(triggerText);
}

/** What kills are announced with; any other message says more: `(oom_kill_allocating_task)`, `in UB 101`. */
const USUAL_MESSAGE = /^(?:(?:Memory cgroup o|O|o)ut of [Mm]emory)?$/;

function extraOf(draft: Draft, { constraint }: Settled): Record<string, string> {
  const extra: Record<string, string> = { ...draft.trigger?.extra };
  // Facts of the trigger's that only the summary line has, where nothing else is known of that.
  const isHeadless = draft.trigger === null && draft.identity === null;
  const { cpuset = null, memsAllowed = null } = (isHeadless ? constraint : null) ?? {};
  if (cpuset !== null) extra.cpuset = cpuset;
  if (memsAllowed !== null) extra.memsAllowed = memsAllowed;
  if (draft.workqueue !== null) extra.workqueue = draft.workqueue;
  if (draft.spared !== null) extra.spared = `${draft.spared.comm} (pid ${draft.spared.pid})`;
  if (draft.groupPath !== null) extra.oomGroup = draft.groupPath;
  if (draft.panic !== null) extra.panic = draft.panic;
  const message = draft.select?.message ?? draft.kills[0]?.line.message ?? '';
  if (!USUAL_MESSAGE.test(message)) extra.killMessage = message;
  const { rssBytes = null, swapBytes = null } = draft.kills[0]?.line.readings[0] ?? {};
  if (rssBytes !== null) extra.rssBytes = String(rssBytes);
  if (swapBytes !== null) extra.swapBytes = String(swapBytes);
  if (draft.protection !== null) {
    extra.memoryMinBytes = String(draft.protection.minBytes);
    extra.memoryLowBytes = String(draft.protection.lowBytes);
  }
  return extra;
}
