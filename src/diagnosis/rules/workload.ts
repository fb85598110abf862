/** What to change in the program that holds the memory, with the arithmetic of this log. */
import { counted } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import type { Advice } from '../../report/event.js';
import type { Facts } from '../facts.js';
import { finding, type Rule, says } from '../finding.js';
import { holdOf } from '../group-hold.js';
import type { ProgramGroup } from '../groups.js';
import { killEvidence } from '../kill-evidence.js';
import { isOutOfReach } from '../out-of-reach.js';
import { programName } from '../process-name.js';
import { UNKNOWN_WORKLOAD, workloadOf } from '../workloads/index.js';
import { situationOf } from '../workloads/situation.js';
import type { Workload } from '../workloads/workload.js';

/** Below this share of what ran out, changing the program helps nobody. */
const WORTH = 0.15;
/** A victim much smaller than the largest program is not the one to change. */
const HALF = 0.5;

export const workload: Rule = (facts) => {
  const found = programToChange(facts);
  if (found === null) return null;
  const { group, comm, known } = found;
  const isSpared = group === null && lostParent(facts) !== null;
  const cost = known.cost === null || isSpared ? '' : ` ${known.cost}`;
  const isKnown = known.id !== 'unknown';
  const name = programName(comm);
  return finding('workload', {
    severity: 'info',
    title: isKnown ? `${name} (${known.name}): what to change` : `${name}: find out what it needs`,
    detail: `${group === null ? `${name} was ${isSpared ? 'chosen' : 'killed'}.` : groupWords(facts, group)}${cost}`,
    confidence: isKnown ? 'high' : 'low',
    unless: isKnown ? 'it is another program of that name: only the name tells' : null,
    evidence: group === null ? killEvidence(facts) : [says(groupWords(facts, group))],
    advice: workloadAdvice(facts).slice(0, 1),
  });
};

/** All of it, the first step first; empty where changing a program is no answer. */
export function workloadAdvice(facts: Facts): readonly Advice[] {
  const found = programToChange(facts);
  if (found === null) return [];
  return found.known.advice(situationOf(facts, found.group?.name ?? found.comm, found.group));
}

interface Program {
  readonly comm: string;
  /** Null without a table. */
  readonly group: ProgramGroup | null;
  readonly known: Workload;
}

function programToChange(facts: Facts): Program | null {
  if (facts.report.manual || facts.victim === null || facts.report.killer !== 'kernel') return null;
  if (isOutOfReach(facts)) return null;
  const parent = lostParent(facts);
  if (parent !== null) return { comm: parent, group: null, known: workloadOf(parent) ?? UNKNOWN_WORKLOAD };
  const group = groupToChange(facts);
  if (group === null && !isVictimLarge(facts)) return null;
  const { victim } = facts;
  const isOfGroup = group === null || group.tasks.some(({ pid }) => pid === victim.pid);
  const comm = isOfGroup ? victim.comm : (group.tasks[0]?.comm ?? null);
  if (comm === null) return null;
  return { comm, group, known: workloadOf(comm) ?? UNKNOWN_WORKLOAD };
}

/** The process that was chosen, and lost a child in its place, where the table has no row of it: that one holds the memory. */
function lostParent({ report, victim }: Facts): string | null {
  const { selected, tasks } = report;
  if (selected === null || victim?.role !== 'child-sacrificed') return null;
  return tasks.some(({ pid }) => pid === selected.pid) ? null : selected.comm;
}

/** The victim's program where it holds enough, else the largest; null without a table, or where it lost a large victim. */
function groupToChange(facts: Facts): ProgramGroup | null {
  if (isVictimLost(facts)) return null;
  const total = facts.limit.totalBytes;
  // Where a child died in its place, the chosen one is the one to look at.
  const ownPid = (facts.badness.chosen ?? facts.victimRow)?.pid;
  const own = facts.groups.find((group) => group.tasks.some((task) => task.pid === ownPid)) ?? null;
  const isEnough = (group: ProgramGroup | null | undefined) =>
    group !== null && group !== undefined && (total === null || holdOf(facts, group).bytes >= WORTH * total);
  const largest = facts.groups[0] ?? null;
  const isOwnLarge = own !== null && largest !== null && own.totalBytes >= HALF * largest.totalBytes;
  if (isOwnLarge && isEnough(own)) return own;
  return isEnough(largest) ? largest : null;
}

/** What the log kept of the table lacks the victim, which holds as much as the largest that it kept, or nobody knows how much. */
function isVictimLost(facts: Facts): boolean {
  const largest = facts.groups[0];
  const anon = facts.victim?.anonRssBytes ?? null;
  return facts.victimRow === null && largest !== undefined && (anon === null || anon >= largest.totalBytes);
}

/** Without a usable table: by the kill line, where what ran out is known; else the victim is all there is. */
function isVictimLarge(facts: Facts): boolean {
  const total = facts.limit.totalBytes;
  const anon = facts.victim?.anonRssBytes ?? null;
  if (total === null || anon === null) return facts.report.tasks.length === 0 || isVictimLost(facts);
  return anon >= WORTH * total;
}

function groupWords(facts: Facts, group: ProgramGroup): string {
  const hold = holdOf(facts, group);
  const bound = hold.basis === 'bound' ? 'at most ' : '';
  const total = facts.limit.totalBytes === null ? '' : ` of ${formatBytes(facts.limit.totalBytes)}`;
  const noun = `${group.name} process`;
  return `${counted(group.count, noun, `${noun}es`)} hold ${bound}${formatBytes(hold.bytes)}${total}.`.replace(
    /^1 (.*) hold /,
    '1 $1 holds ',
  );
}
